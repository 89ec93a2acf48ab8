"""What the walk may find wrong with the rows."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from songda.core.law.profile.conditions import Circumstances


class GapKind(StrEnum):
    """A way without an effect, an effect without a way, two rows that disagree, a row that nothing reaches."""

    OPEN_WITHOUT_EFFECT = "open_without_effect"
    EFFECT_NEVER_OPEN = "effect_never_open"
    ROWS_DISAGREE = "rows_disagree"
    ROW_NEVER_REACHED = "row_never_reached"


class Gap(NamedTuple):
    """One finding: the rules it is about, the first day, and facts that show it (none for a row never reached)."""

    kind: GapKind
    rules: tuple[str, ...]
    say: str
    day: date
    shown_by: Circumstances

    @property
    def name(self) -> str:
        """The same gap under the same name, whatever the facts that show it."""
        channel = f" {self.shown_by['channel']}" if self.kind is GapKind.OPEN_WITHOUT_EFFECT else ""
        return f"{self.kind} {' / '.join(self.rules)} ({self.say}){channel}"
