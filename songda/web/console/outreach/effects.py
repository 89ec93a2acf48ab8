"""Whether a campaign changed anything, beside comparable classes of people; "cannot tell" is an answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from songda.clock import now
from songda.core.access import Act
from songda.core.figures import figure
from songda.core.outreach.closed_lists import Aim
from songda.core.outreach.effects import Effect, Period, effect
from songda.records.campaign_effects.day_counts import DIMENSIONS, FIGURE_OF, FigureCounts
from songda.records.outreach.report import campaign_of
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404

USUAL = {"elderly": "age:60_and_over", "young": "age:under_18"}


@behind(Act.RUN_OUTREACH)
def campaign_effect(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """The class that was reached is chosen; all others of the same kind are what it is compared with."""
    found = lookup_or_404(lambda: campaign_of(request.court, campaign_id))
    name = FIGURE_OF[Aim(found.aim)]
    counts = {each: FigureCounts(request.court.id, name, each) for each in DIMENSIONS}
    classes = [(each, key) for each, counted in counts.items() for key in counted.classes() if key not in ("", "-")]
    period = Period(found.starts_on, found.ends_on)
    chosen = request.GET.get("class", USUAL.get(found.group, ""))
    is_over = timezone.localtime(now()).date() > period.last
    context = {
        "desk": "outreach",
        "campaign": found,
        "figure": figure(name),
        "classes": [(f"{each}:{key}", each, key) for each, key in classes],
        "chosen": chosen,
        "period": period,
        "is_over": is_over,
        "effect": _effect(counts, classes, chosen, period) if is_over else None,
    }
    return render(request, "console/outreach/effect.html", context)


def _effect(
    counts: dict[str, FigureCounts], classes: list[tuple[str, str]], chosen: str, period: Period
) -> Effect | None:
    dimension, _, reached = chosen.partition(":")
    others = [key for each, key in classes if each == dimension and key != reached]
    if (dimension, reached) not in classes or not others:
        return None
    return effect(counts[dimension], reached, others, period)
