"""Reckons anew on which day each waiting letter will be printed, where something changed; the worker calls this."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q

from songda.core.delivery.letters import LetterState
from songda.core.delivery.letters.print_plan import Room, Waiting, plan
from songda.core.law import profile_of
from songda.records.court.staff.models import Court
from songda.records.service.findings.law_version import JURISDICTION
from songda.records.ways.post.letters.models import Letter, PrintRoom
from songda.records.ways.post.letters.queries import today_in

_PLANNED_BY = ("id", "court_id", "must_be_there_by", "planned_at", "opened_at", "expected_on")
_SET_DAYS = """
UPDATE letters_letter letter SET expected_on = planned.day
FROM unnest(%s::uuid[], %s::date[]) AS planned (id, day) WHERE letter.id = planned.id
"""
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
    rows = Letter.objects.filter(_WAITING, court__in=list(shares)).order_by("id").select_for_update()
    letters = list(rows.values_list(*_PLANNED_BY))
    waiting = [Waiting(own, court, by, planned or opened) for own, court, by, planned, opened, _ in letters]
    printed = Letter.objects.filter(court__in=list(shares), batch__made_at__gte=_midnight(home, now)).count()
    room = Room(own.a_day, own.a_week, own.carrier_a_day, shares)
    days = plan(waiting, room, today, profile_of(JURISDICTION).calendar, printed).days
    moved = [own for own, *_, expected in letters if expected != days[own]]
    with connection.cursor() as cursor:  # as many as there are, in one statement that names each once
        cursor.execute(_SET_DAYS, [moved, [days[own] for own in moved]])
    return len(moved)


def _midnight(court: Court, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(court.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
