"""Fills the protocol of `core.outreach.effects` from the day counts of the figures: one statement for a period."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from songda.core.figures import figure
from songda.core.outreach.closed_lists import Aim
from songda.core.outreach.intervals import Share
from songda.records.figures.models import DayCount

# What shows whether an aim was reached, as far as the log can show it; DIMENSIONS: how people can be told apart.
FIGURE_OF: Mapping[Aim, str] = {
    Aim.E_SERVICE: "consents",
    Aim.ADDRESS: "tries_arrived",
    Aim.FRAUD: "read_of_arrived",
    Aim.RIGHTS: "acknowledged",
    Aim.READING: "read_of_arrived",
}
DIMENSIONS = ("age", "role")


@dataclass(frozen=True)
class FigureCounts:
    """The parts of one figure in one court, split by one dimension."""

    court: UUID
    figure: str
    dimension: str

    def __call__(self, first: date, last: date) -> Mapping[str, Mapping[date, Share]]:
        """By key and day; a day on which the counts contradict one another is cut to what is possible."""
        above, below = self.parts
        rows = DayCount.objects.filter(
            court=self.court, part__in=self.parts, dimension=self.dimension, day__range=(first, last)
        )
        counted: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
        for part, key, day, n in rows.values_list("part", "key", "day", "n"):
            counted[key, day][part] = n
        found: dict[str, dict[date, Share]] = defaultdict(dict)
        for (key, day), parts in counted.items():
            of = max(0, parts.get(below, 0))
            found[key][day] = Share(min(max(0, parts.get(above, 0)), of), of)
        return found

    def classes(self) -> list[str]:
        """Every class that was ever counted here."""
        rows = DayCount.objects.filter(court=self.court, part=self.parts[1], dimension=self.dimension)
        return sorted(rows.values_list("key", flat=True).distinct())

    @property
    def parts(self) -> tuple[str, str]:
        """Numerator and denominator; ValueError for a figure that is no share."""
        above, *below = figure(self.figure).parts
        if len(below) != 1:
            raise ValueError(f"{self.figure} is no share")
        return above, below[0]
