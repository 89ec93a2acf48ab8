"""The call desk: everybody whom the court is to call, in one table, and the way from one call to the next."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.law.plans import plans_of_people
from songda.records.matter.parties.models import Party
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.desk import CallRow, begin_call, begin_next, call_desk, held_back
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import read_id
from songda.web.console.shared.words import language

MINE, NOBODYS = "mine", "nobody"
SHOWN = 30  # each with the plan of the person, which costs the law ten milliseconds; the others come up in their turn


@behind(Act.RECORD_CONSENT)
def calls(request: StaffRequest) -> HttpResponse:
    """Whom to call: each number's tries, when it may ring again, who has the call, what the line does."""
    at, whose = now(), request.GET.get("whose", "")
    desk = call_desk(request.court, at)
    owners = {MINE: request.user.id, NOBODYS: None}
    rows = [row for row in desk.rows if whose not in owners or row.task.owner_id == owners[whose]]
    shown, coming = rows[:SHOWN], desk.next_for(request.user, at)
    context = {
        "desk": "calls",
        "now": at,
        "rows": [(row, _line(row.line)) for row in shown],
        "plans": plans_of_people((row.party.id for row in shown), at),
        "whose": whose if whose in owners else "",
        "counts": {
            "": len(desk.rows),
            **{name: sum(row.task.owner_id == owner for row in desk.rows) for name, owner in owners.items()},
        },
        "left_off": desk.left_off + len(rows) - len(shown),
        "coming": coming,
        "later_at": desk.later_for(request.user, at),
        "due_count": sum(row.may_ring(at) for row in desk.rows),
        "held_count": held_back(request.court, at),
        "untold_count": sum(row.waits_for(request.user) for row in desk.rows),
    }
    return render(request, "console/calls/desk.html", context)


def _line(dial: Dial | None) -> str | Promise:
    """What the line of a call does that is under way; empty where none is."""
    if dial is None:
        return ""
    if dial.answered_at is not None:
        return _lazy("speaking")
    if dial.ringing_at is not None:
        return _lazy("it rings there")
    return _lazy("being dialled")


@behind(Act.RECORD_CONSENT, POST_ONLY)
def begin(request: StaffRequest) -> HttpResponse:
    """Begin a call: with the person who was chosen, or with whoever comes next; the task is taken on with it."""
    chosen = read_id(request.POST.get("party", ""))
    if chosen is None:
        return to_next_call(request)
    row = next((row for row in call_desk(request.court, now()).rows if row.party.id == chosen), None)
    if row is None:
        messages.info(request, _("This call was made meanwhile, or nobody needs it any more."))
        return redirect("console:calls")
    return _begun(request, row, read_id(request.POST.get("owner", "")))


def _begun(request: StaffRequest, row: CallRow, seen_owner: UUID | None) -> HttpResponse:
    """Taken on from whom it was when the page was made; whoever was slower learns who has it."""
    row.task.owner_id = seen_owner
    try:
        begin_call(row, request.user, now())
    except Refused as refused:
        messages.warning(request, refused.sentence(language()))
        return redirect("console:calls")
    return to_telephone(row, request.user)


def to_next_call(request: StaffRequest, done: Party | None = None) -> HttpResponse:
    """On to the next call that nobody else has; back to the desk, which says from when, where nobody may be rung."""
    row = begin_next(request.court, request.user, now(), done)
    if row is None:
        return redirect("console:calls")
    return to_telephone(row, request.user)


def to_telephone(row: CallRow, user: User) -> HttpResponse:
    """Where this court calls: over its telephone system, or with a telephone of one's own and the record beside it.

    Whose call has ended and who has not said what came of it says that first.
    """
    if row.untold is not None and row.waits_for(user):
        return redirect(form_of(row.untold))
    return redirect("console:new_dial" if settings.TELEPHONE_URL else "console:new_call", row.party.id)


def form_of(dial: Dial) -> str:
    """The address of the form in which one says what came of a call over the line."""
    return f"{reverse('console:new_call', args=[dial.party_id])}?dial={dial.id}"
