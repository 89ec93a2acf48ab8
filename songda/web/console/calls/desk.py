"""The call desk: everybody whom the court is to call, in one table, and the way from one call to the next."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.delivery.calls.desk import CallRow, begin_call, begin_next, call_desk
from songda.records.delivery.telephone.models import Dial
from songda.records.matter.parties.models import Party
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import read_id
from songda.web.console.shared.words import language

MINE, NOBODYS = "mine", "nobody"


@behind(Act.RECORD_CONSENT)
def calls(request: StaffRequest) -> HttpResponse:
    """Whom to call: each number's tries, when it may ring again, who has the call, what the line does."""
    at, whose = now(), request.GET.get("whose", "")
    desk = call_desk(request.court, at)
    owners = {MINE: request.user.id, NOBODYS: None}
    rows = [row for row in desk.rows if whose not in owners or row.task.owner_id == owners[whose]]
    coming = desk.next_for(request.user, at)
    context = {
        "desk": "calls",
        "now": at,
        "rows": [(row, _line(row.line)) for row in rows],
        "whose": whose if whose in owners else "",
        "counts": {
            "": len(desk.rows),
            **{name: sum(row.task.owner_id == owner for row in desk.rows) for name, owner in owners.items()},
        },
        "left_off": desk.left_off,
        "coming": coming,
        "due_count": sum(may_ring(row, at) for row in desk.rows),
    }
    return render(request, "console/calls/desk.html", context)


def may_ring(row: CallRow, at: datetime) -> bool:
    """Whether one of their numbers may ring now, and no call is under way."""
    return row.line is None and row.from_at is not None and row.from_at <= at


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
    return to_telephone(row.party)


def to_next_call(request: StaffRequest, done: Party | None = None) -> HttpResponse:
    """On to the next call that nobody else has; back to the desk where nobody waits."""
    party = begin_next(request.court, request.user, now(), done)
    if party is None:
        messages.info(request, _("Nobody else waits for a call just now."))
        return redirect("console:calls")
    return to_telephone(party)


def to_telephone(party: Party) -> HttpResponse:
    """Where this court calls: over its telephone system, or with a telephone of one's own and the record beside it."""
    return redirect("console:new_dial" if settings.TELEPHONE_URL else "console:new_call", party.id)
