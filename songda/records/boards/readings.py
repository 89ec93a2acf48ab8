"""Who read whose personal data, when: the log looked through by person, reader, case and day; changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from songda.core.evidence.readings import READINGS
from songda.records.cases.models import Case
from songda.records.cases.queries import with_number
from songda.records.evidence.models import Event
from songda.records.parties.find_cases import people_called
from songda.records.parties.models import Party
from songda.records.staff.models import ApiClient, Court, User

PAGE_SIZE = 50
MOST_CASES = 200  # of a piece of a number that fits more, the newest


@dataclass(frozen=True)
class Wanted:
    """Which readings: by whom (`staff:<uuid>`), of which kind, about which person or case, on which days."""

    reader: str = ""
    kind: str = ""
    person: str = ""
    case: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Reading:
    """One reading: `party` where it was about one person alone, else everybody in the cases."""

    at: datetime
    kind: str
    reader: User | ApiClient | None
    cases: Sequence[Case] = field(default_factory=tuple)
    case_count: int = 0
    party: Party | None = None


@dataclass(frozen=True)
class ReadingPage:
    """One page of readings, the newest first."""

    rows: Sequence[Reading]
    number: int
    has_next: bool


def readings_of(court: Court, wanted: Wanted, page: int) -> ReadingPage:
    """One page, in a fixed number of statements."""
    start = (page - 1) * PAGE_SIZE
    events = list(_found(court, wanted)[start : start + PAGE_SIZE + 1])
    return ReadingPage(_readings_of(events[:PAGE_SIZE]), page, len(events) > PAGE_SIZE)


def all_readings(court: Court, wanted: Wanted, most: int) -> Iterator[Reading]:
    """The newest of them up to a number, for a file; in pieces, so that it takes no memory."""
    found = _found(court, wanted)[:most]
    piece: list[Event] = []
    for event in found.iterator(chunk_size=500):
        piece.append(event)
        if len(piece) == 500:
            yield from _readings_of(piece)
            piece = []
    yield from _readings_of(piece)


def _found(court: Court, wanted: Wanted) -> QuerySet[Event]:
    rows = Event.objects.alias(court=KT("data__court")).filter(name__in=READINGS, court=str(court.id))
    if wanted.kind in READINGS:
        rows = rows.filter(name=wanted.kind)
    if wanted.reader:
        rows = rows.filter(actor=wanted.reader)
    if wanted.person:
        rows = rows.filter(_about_people(people_called(court, wanted.person)))
    if wanted.case:
        cases = Case.objects.filter(with_number(wanted.case), court=court).order_by("-registered_at")
        rows = rows.filter(_any_of("cases", cases.values_list("id", flat=True)[:MOST_CASES]))
    return _on_days(rows, wanted, ZoneInfo(court.zone)).order_by("-recorded_at", "-number")


def _on_days(rows: QuerySet[Event], wanted: Wanted, zone: ZoneInfo) -> QuerySet[Event]:
    if wanted.since:
        rows = rows.filter(recorded_at__gte=datetime.combine(wanted.since, time(), zone))
    if wanted.until:
        rows = rows.filter(recorded_at__lt=datetime.combine(wanted.until + timedelta(days=1), time(), zone))
    return rows


def _about_people(people: Sequence[Party]) -> Q:
    """About one of them alone, or about their case as a whole after they had come into it."""
    found = _any_of("parties", [person.id for person in people])
    for person in people:
        whole = Q(data__contains={"cases": [str(person.case_id)]}) & ~Q(data__has_key="parties")
        found |= whole & Q(recorded_at__gte=person.recorded_at)
    return found


def _any_of(name: str, ids: Sequence[UUID] | QuerySet[Case, UUID]) -> Q:
    found = Q(pk__in=[])
    for one in ids:
        found |= Q(data__contains={name: [str(one)]})
    return found


def _readings_of(events: Sequence[Event]) -> list[Reading]:
    readers = _readers({event.actor for event in events})
    cases = Case.objects.in_bulk({UUID(one) for event in events for one in _ids(event, "cases")[:1]})
    parties = Party.objects.in_bulk({UUID(one) for event in events for one in _ids(event, "parties")[:1]})
    return [_row(event, readers, cases, parties) for event in events]


def _row(
    event: Event,
    readers: Mapping[str, User | ApiClient],
    cases: Mapping[UUID, Case],
    parties: Mapping[UUID, Party],
) -> Reading:
    about, people = _ids(event, "cases"), _ids(event, "parties")
    named = [cases[UUID(one)] for one in about[:1] if UUID(one) in cases]
    party = parties.get(UUID(people[0])) if people else None
    return Reading(event.recorded_at, event.name, readers.get(event.actor), named, len(about), party)


def _ids(event: Event, name: str) -> list[str]:
    return list(event.data.get(name, ()))


def _readers(actors: set[str]) -> dict[str, User | ApiClient]:
    """The accounts behind the actors, those that are closed too."""
    identities: dict[str, set[str]] = {"staff": set(), "client": set()}
    for actor in actors:
        kind, _, identity = actor.partition(":")
        identities.get(kind, set()).add(identity)
    users = {f"staff:{user.id}": user for user in User.objects.filter(id__in=identities["staff"])}
    return {**users, **{f"client:{one.id}": one for one in ApiClient.objects.filter(id__in=identities["client"])}}
