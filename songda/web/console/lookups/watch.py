"""The watch: what was raised about look-ups, and what somebody else found about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.lookups.actions import review
from songda.records.delivery.lookups.alarms import alarms_of, open_alarms
from songda.records.delivery.lookups.ledger import standings
from songda.records.delivery.lookups.queries import names_of
from songda.web.console.lookups.finding import the_alarm
from songda.web.console.lookups.forms import ReviewForm
from songda.web.console.shared import words
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask


@behind(Act.WATCH_LOOKUPS)
def lookup_watch(request: StaffRequest) -> HttpResponse:
    """Alarms, open ones first; today's quotas by our own ledger."""
    page = alarms_of(request.court, request.GET.get("page", ""))
    context = {
        "desk": "lookups",
        "page": page,
        "open": open_alarms(request.court),
        "names": names_of({one.actor for one in page.rows} | {one.reviewed_by for one in page.rows}),
        "own": actor(request),
        "quotas": standings(now()),
    }
    return render(request, "console/lookups/watch.html", context)


@behind(Act.WATCH_LOOKUPS, GET_AND_POST)
def review_alarm(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """Say what was found about an alarm."""
    alarm = the_alarm(request, alarm_id)
    form = ReviewForm(request.POST or None)
    back = reverse("console:lookup_watch")
    if form.is_valid() and succeeds(form, lambda: review(alarm, form.why(), request.user, now())):
        messages.success(request, _("Noted."))
        return redirect(back)
    about = f"{words.word(alarm.kind, 'lookup_alarm')} {names_of({alarm.actor}).get(alarm.actor, '')}"
    question = Question(_("Judge the alarm"), _("Record"), back, about=about, context={"desk": "lookups"})
    return ask(request, form, question)
