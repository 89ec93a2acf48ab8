"""Reckons anew on which day each waiting letter will be printed, where something changed; the worker calls this."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.letters import LetterState
from songda.core.delivery.letters.print_plan import Room, Waiting, plan
from songda.core.law import profile_of
from songda.records.court.staff.models import Court
from songda.records.delivery.findings.law_version import JURISDICTION
from songda.records.delivery.letters.models import Letter, PrintRoom
from songda.records.delivery.letters.queries import today_in

_WAITING = Q(state__in=(LetterState.PLANNED, LetterState.READY), batch=None)


@transaction.atomic
def replan(now: datetime) -> int:
    """Give every waiting letter its day, if one has none, or its day is past; how many days changed."""
    rooms = _rooms()
    changed = 0
    for home, courts in rooms.items():
        today = today_in(home, now)
        own = Letter.objects.filter(_WAITING, court__in=[court.court_id for court in courts])
        if own.filter(Q(expected_on=None) | Q(expected_on__lt=today)).exists():
            changed += _plan_room(home, courts, now)
    return changed


def _rooms() -> dict[Court, list[PrintRoom]]:
    """The courts with letters that wait, by the court in whose room they are printed."""
    courts = Court.objects.filter(id__in=Letter.objects.filter(_WAITING).values("court_id"))
    known = {room.court_id: room for room in PrintRoom.objects.select_related("court", "prints_at")}
    rooms: dict[Court, list[PrintRoom]] = defaultdict(list)
    for court in courts:
        room = known.get(court.id) or PrintRoom(court=court)
        rooms[room.prints_at or court].append(room)
    return rooms


def _plan_room(home: Court, courts: list[PrintRoom], now: datetime) -> int:
    own = PrintRoom.objects.filter(court=home).first() or PrintRoom(court=home)
    shares: dict[UUID, int] = {room.court_id: room.share for room in courts}
    today = today_in(home, now)
    letters = list(Letter.objects.filter(_WAITING, court__in=list(shares)).order_by("id").select_for_update())
    waiting = [Waiting(e.id, e.court_id, e.must_be_there_by, e.planned_at or e.opened_at) for e in letters]
    printed = Letter.objects.filter(court__in=list(shares), batch__made_at__gte=_midnight(home, now)).count()
    room = Room(own.a_day, own.a_week, own.carrier_a_day, shares)
    days = plan(waiting, room, today, profile_of(JURISDICTION).calendar, printed).days
    moved = [letter for letter in letters if letter.expected_on != days[letter.id]]
    for letter in moved:
        letter.expected_on = days[letter.id]
    Letter.objects.bulk_update(moved, ["expected_on"], batch_size=1000)
    return len(moved)


def _midnight(court: Court, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(court.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
