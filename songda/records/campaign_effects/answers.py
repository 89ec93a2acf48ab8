"""What can be said of one campaign: of the class that it reached, beside all others of the same kind."""

from collections.abc import Sequence
from datetime import date

from songda.core.outreach.closed_lists import Aim, Group
from songda.core.outreach.effects import Effect, Period, effect
from songda.records.campaign_effects.day_counts import DIMENSIONS, FIGURE_OF, FigureCounts
from songda.records.outreach.models import Campaign

# The class that a group is, where the figures tell it apart; of any other group somebody has to say who was reached.
CLASS_OF = {Group.ELDERLY: "age:60_and_over", Group.YOUNG: "age:under_18"}
_UNKNOWN = ("", "-")


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


def _counts(campaign: Campaign, dimension: str) -> FigureCounts:
    return FigureCounts(campaign.court_id, figure_of(campaign), dimension)
