"""Whether a campaign changed anything, beside comparable classes of people; "cannot tell" is an answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from songda.clock import now
from songda.core.access import Act
from songda.core.figures import figure
from songda.records.delivery.outreach.report import campaign_of
from songda.records.overview.campaign_effects.answers import classes_of, effect_of, figure_of, period_of, usual_class
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404


@behind(Act.RUN_OUTREACH)
def campaign_effect(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """The class that was reached is chosen; all others of the same kind are what it is compared with."""
    found = lookup_or_404(lambda: campaign_of(request.court, campaign_id))
    classes, period = classes_of(found), period_of(found)
    chosen = request.GET.get("class", usual_class(found))
    today = timezone.localtime(now()).date()
    context = {
        "desk": "outreach",
        "campaign": found,
        "figure": figure(figure_of(found)),
        "classes": [(f"{dimension}:{key}", dimension, key) for dimension, key in classes],
        "chosen": chosen,
        "period": period,
        "is_over": today > period.last,
        "effect": effect_of(found, chosen, classes, today),
    }
    return render(request, "console/outreach/effect.html", context)
