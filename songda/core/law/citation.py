"""What an answer cites, and what that is worth: whether the text says it, or only leads to it, or nobody wrote it."""

from enum import StrEnum
from typing import NamedTuple


class Standing(StrEnum):
    """What a citation is worth.

    From the best to the weakest. `confirmed`: the text was read and says so; `derived`: it follows from texts that were
    read; `analogy`: the text is written for another case; `unsure`: disputed, or a court's choice; `unchecked`: known,
    but the text was not read; `house_rule`: no law, the court's own rule.
    """

    CONFIRMED = "confirmed"
    DERIVED = "derived"
    ANALOGY = "analogy"
    UNSURE = "unsure"
    UNCHECKED = "unchecked"
    HOUSE_RULE = "house_rule"

    __hash__ = str.__hash__  # citations are looked up for every answer, and the hash of an Enum is slow


_RANK = {standing: rank for rank, standing in enumerate(Standing)}


class Citation(NamedTuple):
    """One rule in its source, and what it is worth for what rests on it; `id` is stable, as in cn.olr.31.1.

    `allowed_by`: of an analogy the article that allows it, which may be the cited one itself; empty where none does.
    """

    id: str
    standing: Standing
    allowed_by: str = ""

    def is_weaker_than(self, other: "Citation") -> bool:
        """Whether it is worth less than the other citation."""
        return _RANK[self.standing] > _RANK[other.standing]

    def told(self) -> dict[str, str]:
        """What it is worth as plain values, to stand beside its words."""
        worth = {"standing": self.standing.value}
        return worth | {"allowed_by": self.allowed_by} if self.allowed_by else worth
