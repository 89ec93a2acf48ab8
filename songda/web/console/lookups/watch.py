"""The watch: what was raised about look-ups, and what somebody else found about it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.lookups.models import Alarm
from songda.records.delivery.lookups.queries import names_of
from songda.records.delivery.lookups.watching import alarms_of, open_alarms, review, standings
from songda.records.matter.cases.actions import LONGEST_REASON, Reason
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import Question, ask


class ReviewForm(forms.Form):
    """What was found about an alarm."""

    reason = Words(
        label=_lazy("What was found"),
        max_length=LONGEST_REASON,
        help_text=_lazy("Who was asked, what shows it. Kept sealed."),
    )

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.cleaned_data["reason"])


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


def the_alarm(request: StaffRequest, alarm_id: UUID) -> Alarm:
    """An alarm of the visitor's court, or one that concerns every court."""
    rows = Alarm.objects.filter(court=request.court) | Alarm.objects.filter(court=None)
    return lookup_or_404(lambda: rows.get(id=alarm_id))
