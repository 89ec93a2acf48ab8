"""What every rule has in common once it has been read from its row: source, dates, conditions, and what it says."""

from dataclasses import dataclass
from datetime import date

from songda.core.law.citation import Citation
from songda.core.law.profile.conditions import Circumstances, Condition, first_failing


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Row:
    """`until` is the first day on which the row is no longer in force; `say` is the code of its sentence.

    `off`: it is there to be read, and never acts.
    """

    rule: Citation
    since: date
    until: date
    conditions: tuple[Condition, ...] = ()
    say: str = ""
    off: bool = False

    def is_in_force(self, day: date) -> bool:
        """Whether the row is law on that day."""
        return self.since <= day < self.until

    def fits(self, circumstances: Circumstances) -> bool:
        """Whether the row speaks of these circumstances."""
        return first_failing(self.conditions, circumstances) is None
