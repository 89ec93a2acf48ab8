"""The look-ups of the court, and one of them: who asked why, what each operator said, which numbers there are.

And the watch: what was raised about look-ups, and what somebody else found about it.
"""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act, may, may_approve_lookup, may_judge
from songda.core.lookups import OPEN, State
from songda.core.refusal import Refused
from songda.records.court.staff.queries import people_behind
from songda.records.matter.cases.actions import LONGEST_REASON, Reason
from songda.records.ways.lookups.course import sums
from songda.records.ways.lookups.disclosure import may_uncover, uncover
from songda.records.ways.lookups.models import Alarm, FoundNumber, Lookup
from songda.records.ways.lookups.queries import end_of, figures, lookup_of, lookups_of, names_of, number_of
from songda.records.ways.lookups.watching import alarms_of, open_alarms, quota_states, review
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


def the_lookup(request: StaffRequest, lookup_id: UUID) -> Lookup:
    """A look-up in a case of the visitor's court."""
    found = lookup_or_404(lambda: lookup_of(request.court, lookup_id))
    request.shown.person(found.party)
    return found


def the_number(request: StaffRequest, number_id: UUID) -> FoundNumber:
    """A number that such a look-up found."""
    found = lookup_or_404(lambda: number_of(request.court, number_id))
    request.shown.person(found.inquiry.lookup.party)
    return found


def _the_alarm(request: StaffRequest, alarm_id: UUID) -> Alarm:
    """An alarm of the visitor's court, or one that concerns every court."""
    rows = Alarm.objects.filter(court=request.court) | Alarm.objects.filter(court=None)
    return lookup_or_404(lambda: rows.get(id=alarm_id))


FIGURES_COVER = timedelta(days=365)


@behind(Act.SEE_CASES)
def lookups(request: StaffRequest) -> HttpResponse:
    """All look-ups of the court, those that wait for approval first, and what came of a year of them."""
    typed_state = request.GET.get("state", "")
    state = typed_state if typed_state in set(State) else ""
    moment = now()
    page = lookups_of(request.court, state, request.GET.get("page", ""))
    context = {
        "desk": "lookups",
        "page": page,
        "kept": {"state": state},
        "state": state,
        "states": [one.value for one in State],
        "askers": names_of({one.asked_by for one in page.rows}),
        "alarms": open_alarms(request.court),
        "figures": figures(request.court, moment - FIGURES_COVER, moment),
    }
    return render(request, "console/lookups/lookups.html", context)


@behind(Act.SEE_CASES)
def lookup(request: StaffRequest, lookup_id: UUID) -> HttpResponse:
    """One look-up; numbers are masked until whoever has to call uncovers them."""
    found = the_lookup(request, lookup_id)
    numbers = FoundNumber.objects.filter(inquiry__lookup=found, uncoverings__user=request.user)
    context = {
        "desk": "lookups",
        "found": found,
        "case": found.case,
        "party": found.party,
        "sums": sums(found),
        "end": end_of(found),
        "names": names_of({found.asked_by, found.decided_by}),
        "uncovered": set(numbers.values_list("id", flat=True)),
        "may_uncover": may_uncover(request.user, found),
        "is_delayed": found.untold_until is not None and found.untold_until > now(),
        **_may(request, found),
    }
    return render(request, "console/lookups/lookup.html", context)


def _may(request: StaffRequest, found: Lookup) -> dict[str, bool]:
    user, judge_id = request.user, found.case.judge_id
    is_own = actor(request) in people_behind(found.asked_by)
    return {
        "may_decide": found.state == State.WAITING and not is_own and may_approve_lookup(user.role, user.id, judge_id),
        "may_withdraw": found.state in OPEN and may(user.role, Act.ASK_LOOKUP),
        "may_delay": may_judge(user.role, user.id, judge_id),
    }


@behind(Act.SEE_PERSONAL, POST_ONLY)
def uncover_number(request: StaffRequest, number_id: UUID) -> HttpResponse:
    """Uncover it; the page of the look-up then shows it to this person."""
    number = the_number(request, number_id)
    try:
        uncover(number, request.user, now())
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect("console:lookup", number.inquiry.lookup_id)


class ReviewForm(forms.Form):
    """What was found about an alarm."""

    reason = Words(
        label=_lazy("What was found"),
        max_length=LONGEST_REASON,
        help_text=_lazy("Who was asked, what shows it. Kept sealed."),
    )

    def why(self) -> Reason:
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
        "quotas": quota_states(now()),
    }
    return render(request, "console/lookups/watch.html", context)


@behind(Act.WATCH_LOOKUPS, GET_AND_POST)
def review_alarm(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """Say what was found about an alarm."""
    alarm = _the_alarm(request, alarm_id)
    form = ReviewForm(request.POST or None)
    back = reverse("console:lookup_watch")
    if form.is_valid() and succeeds(form, lambda: review(alarm, form.why(), request.user, now())):
        messages.success(request, _("Noted."))
        return redirect(back)
    about = f"{words.word(alarm.kind, 'lookup_alarm')} {names_of({alarm.actor}).get(alarm.actor, '')}"
    question = Question(_("Judge the alarm"), _("Record"), back, about=about, context={"desk": "lookups"})
    return ask(request, form, question)
