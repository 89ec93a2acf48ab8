"""What a court lets the program begin by itself, way by way and kind of paper by kind of paper.

The law says which ways are open; this says of an open one whether the program begins it, proposes it, or leaves it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class WayChoice(StrEnum):
    """What the program does about a way that the law opens."""

    AUTOMATICALLY = "automatically"  # it sets out on it
    PROPOSE = "propose"  # it says that this comes next, and somebody of the court begins it
    NEVER = "never"  # it neither begins nor proposes it; people may still go that way


WAYS_OF_PEOPLE = ("mail", "direct", "entrusted", "transfer", "public_notice")
NOTICE = "public_notice"
FOR_PEOPLE_ALONE = ("direct", "entrusted", "transfer", NOTICE)  # no program sets out on these
EVERY_KIND = ""  # of paper
_STRICTNESS = (WayChoice.NEVER, WayChoice.PROPOSE, WayChoice.AUTOMATICALLY)


def choices_of(way: str) -> tuple[WayChoice, ...]:
    """What a court may say of this way.

    A public notice takes effect whether anybody saw it or not, so that no program begins one; a visit, and what others
    serve for the court, somebody decides who knows where to. What goes by a channel is begun by the order itself: there
    is nothing to propose.
    """
    if way in FOR_PEOPLE_ALONE:
        return (WayChoice.PROPOSE, WayChoice.NEVER)
    if way in WAYS_OF_PEOPLE:
        return (WayChoice.AUTOMATICALLY, WayChoice.PROPOSE, WayChoice.NEVER)
    return (WayChoice.AUTOMATICALLY, WayChoice.NEVER)


def default_choice(way: str) -> WayChoice:
    """What holds where the court said nothing: channels are used, everything else is proposed."""
    return WayChoice.PROPOSE if way in WAYS_OF_PEOPLE else WayChoice.AUTOMATICALLY


@dataclass(frozen=True)
class WayRules:
    """The rules of one court; `choices` by way and kind of paper, the kind empty for every kind."""

    choices: Mapping[tuple[str, str], WayChoice] = field(default_factory=dict)

    def for_kind(self, way: str, paper_kind: str = EVERY_KIND) -> WayChoice:
        """What holds for this kind of paper: what was said of it, else of every kind, else what holds unsaid."""
        for_every_kind = self.choices.get((way, EVERY_KIND), default_choice(way))
        return self.choices.get((way, paper_kind), for_every_kind)

    def for_kinds(self, way: str, paper_kinds: Iterable[str]) -> WayChoice:
        """What holds for papers that go together: the strictest of what holds for each."""
        each = (self.for_kind(way, kind) for kind in paper_kinds)
        return min(each, key=_STRICTNESS.index, default=self.for_kind(way))

    def with_rule(self, way: str, paper_kind: str, choice: WayChoice | None) -> "WayRules":
        """The same with this said as well; None takes back what was said of the kind."""
        choices = {key: value for key, value in self.choices.items() if key != (way, paper_kind)}
        return WayRules(choices if choice is None else choices | {(way, paper_kind): choice})

    def widened_by(self, way: str, paper_kind: str, choice: WayChoice | None) -> bool:
        """Whether the program would begin, of some kind of paper, what it does not begin today."""
        after = self.with_rule(way, paper_kind, choice)
        kinds = {EVERY_KIND, paper_kind, *(kind for _way, kind in self.choices)}
        return any(
            after.for_kind(way, kind) is WayChoice.AUTOMATICALLY
            and self.for_kind(way, kind) is not WayChoice.AUTOMATICALLY
            for kind in kinds
        )
