"""Whether a campaign changed anything: the class that it reached, beside all others of the same kind, by day counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from songda.core.figures import figure
from songda.core.outreach.closed_lists import Aim, Group
from songda.core.outreach.effects import Effect, Period, Share, effect
from songda.records.overview.figures.models import DayCount
from songda.records.service.outreach.models import Campaign

# The class that a group is, where the figures tell it apart; of any other group somebody has to say who was reached.
CLASS_OF = {Group.ELDERLY: "age:60_and_over", Group.YOUNG: "age:under_18"}
_UNKNOWN = ("", "-")
# What shows whether an aim was reached, as far as the log can show it; DIMENSIONS: how people can be told apart.
FIGURE_OF: Mapping[Aim, str] = {
    Aim.E_SERVICE: "consents",
    Aim.ADDRESS: "tries_arrived",
    Aim.FRAUD: "read_of_arrived",
    Aim.RIGHTS: "acknowledged",
    Aim.READING: "read_of_arrived",
}
DIMENSIONS = ("age", "role")


def figure_of(campaign: Campaign) -> str:
    """The figure that shows whether its aim was reached."""
    return FIGURE_OF[Aim(campaign.aim)]


def period_of(campaign: Campaign) -> Period:
    """The days that are compared."""
    return Period(campaign.starts_on, campaign.ends_on)


def classes_of(campaign: Campaign) -> list[tuple[str, str]]:
    """Every class that can be compared, with its dimension."""
    counts = (_counts(campaign, dimension) for dimension in DIMENSIONS)
    return [(one.dimension, key) for one in counts for key in one.classes() if key not in _UNKNOWN]


def effect_of(campaign: Campaign, chosen: str, classes: Sequence[tuple[str, str]], today: date) -> Effect | None:
    """The answer for the class `chosen` ("age:60_and_over"); None too early and where nobody is left to compare."""
    dimension, _, reached = chosen.partition(":")
    others = [key for each, key in classes if each == dimension and key != reached]
    period = period_of(campaign)
    if today <= period.last or (dimension, reached) not in classes or not others:
        return None
    return effect(_counts(campaign, dimension), reached, others, period)


def usual_class(campaign: Campaign) -> str:
    """The class that its group is; an empty text where somebody has to say it."""
    return CLASS_OF.get(Group(campaign.group), "")


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


def _counts(campaign: Campaign, dimension: str) -> FigureCounts:
    return FigureCounts(campaign.court_id, figure_of(campaign), dimension)
