"""What a notice call leads on to: where nobody heard it a clerk calls, at the hour that the rules name."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from songda.core.calling import next_try
from songda.core.law import profile_of
from songda.records.delivery.calls.following import about
from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.telephone import due, seeing
from songda.records.delivery.telephone.dialling import JURISDICTION
from songda.records.delivery.telephone.models import Dial
from songda.records.delivery.telephone.rules import calling_rules
from songda.records.delivery.telephone.tries import tries_of
from songda.telephony.contract import Seen, Sight

UNHEARD = "notice_unheard"


@transaction.atomic
def note_seen(seen: Seen, now: datetime) -> None:
    """Keep what was seen on the line; the end of a notice call leads on."""
    is_running = seen.what is Sight.ENDED and _is_running_notice(seen.ref)
    seeing.note_seen(seen, now)
    if is_running:
        _lead_on(seen.ref, now)


@transaction.atomic
def note_not_begun(ref: str, why: str, now: datetime) -> None:
    """The telephone system would not begin; a notice call leads on all the same."""
    is_running = _is_running_notice(ref)
    due.note_not_begun(ref, why, now)
    if is_running:
        _lead_on(ref, now)


def _is_running_notice(ref: str) -> bool:
    return Dial.objects.select_for_update().filter(id=ref, kind="notice", ended_at=None).exists()


def _lead_on(ref: str, now: datetime) -> None:
    """Nothing follows where it was heard, or where a clerk ended it: they know."""
    dial = Dial.objects.select_related("party__case__court", "address__party__case__court").get(id=ref)
    if dial.was_heard or dial.was_played or dial.hang_up_at is not None:
        return
    draft = _next(dial)
    if not Task.objects.filter(about(dial.party), kind=draft.kind, closed_at=None).exists():
        open_tasks([draft], now)


def _next(dial: Dial) -> TaskDraft:
    """A call at the next hour that was not tried yet; of an exhausted number another address."""
    case, tries = dial.party.case, tries_of(dial.address)
    if tries.is_exhausted:
        return TaskDraft("find_address", "unreachable", case, party=dial.party)
    calendar, zone = profile_of(JURISDICTION).calendar, ZoneInfo(case.court.zone)
    due_at = next_try(dial.asked_at, calendar, zone, calling_rules(), tries.missing)
    return TaskDraft("call", UNHEARD, case, party=dial.party, due_at=due_at)
