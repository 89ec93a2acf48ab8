"""What a signed form says, as it was typed or ticked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.core.address_form import Answer, Statement
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import PostalAddress, parse


@dataclass(frozen=True)
class FormDraft:
    """A form that was signed at `signed_at`: the place in one line, the numbers, each with its kind of address, and
    the answer.

    `signer_id`: the representative who signed for the party; None: the party themselves. `stages` and `judgments`
    belong to a yes alone.
    """

    signed_at: datetime
    place: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    answer: Answer = Answer.OPEN
    stages: tuple[str, ...] = ()
    judgments: bool = False
    wants_secrecy: bool = False
    signer_id: UUID | None = None

    @property
    def statement(self) -> Statement:
        """What is printed of it."""
        return Statement(
            place=place_of(self.place),
            numbers={kind: self._of_kind(kind) for kind, _ in self.numbers},
            answer=self.answer,
            stages=self.stages,
            judgments=self.judgments,
            wants_secrecy=self.wants_secrecy,
        )

    def _of_kind(self, kind: str) -> tuple[str, ...]:
        return tuple(value for known, value in self.numbers if known == kind)

    @property
    def values(self) -> dict[str, Json]:
        """Its words, to be sealed."""
        stages: list[Json] = list(self.stages)
        return {
            "place": self.place,
            "numbers": [list(each) for each in self.numbers],
            "answer": self.answer.value,
            "stages": stages,
            "judgments": self.judgments,
            "wants_secrecy": self.wants_secrecy,
        }


def place_of(line: str) -> PostalAddress | None:
    """The parts of a place; free text of before goes whole into the last one."""
    return (parse(line) or PostalAddress("", "", "", line)) if line else None
