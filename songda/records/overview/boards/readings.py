"""Who read whose personal data, when: the log looked through by person, reader, case and day; changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from songda.core.evidence.readings import READINGS, Door
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.ground.closed_lists import is_one_of
from songda.records.ground.evidence.models import Event
from songda.records.ground.pages import MOST_COUNTED, SIZE, Page, page_of
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import with_number
from songda.records.matter.parties.models import Party
from songda.records.overview.find_cases import people_called

NEWEST_FIRST = ("-recorded_at", "-number")
PIECE = 1000  # readings of a file that are read at once
MOST_SOUGHT = 200  # persons of one name, cases of a piece of a number: of more, the newest


@dataclass(frozen=True)
class ReadingFilter:
    """Which readings: by whom (`staff:<uuid>`), of which kind, about which person or case, where, on which days."""

    reader: str = ""
    kind: str = ""
    person: str = ""
    case: str = ""
    door: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Reading:
    """One reading: `party` is the first of those whom it was about alone; without one, everybody in the cases."""

    at: datetime
    kind: str
    reader: User | ApiClient | None
    cases: Sequence[Case] = field(default_factory=tuple)
    case_count: int = 0
    party: Party | None = None
    people_count: int = 0
    door: str = ""


@dataclass(frozen=True)
class SearchScope:
    """The persons and cases that a name and a number stand for, the newest of them; None where nothing was typed.

    `is_cut`: there are more of them than are looked for.
    """

    people: Sequence[Party] | None
    cases: Sequence[UUID] | None
    is_cut: bool


@dataclass(frozen=True)
class FoundReadings:
    """One page of readings, the newest first; on the first one how many there are, `is_more`: more than that."""

    page: Page[Reading]
    count: int | None = None
    is_more: bool = False


def search_scope(court: Court, wanted: ReadingFilter) -> SearchScope:
    """Who and what is looked for, in two statements at the most."""
    people = people_called(court, wanted.person)[::-1] if wanted.person else None
    rows = Case.objects.filter(with_number(wanted.case), court=court).order_by("-registered_at", "-id")
    cases = list(rows.values_list("id", flat=True)[: MOST_SOUGHT + 1]) if wanted.case else None
    is_cut = any(len(found) > MOST_SOUGHT for found in (people, cases) if found is not None)
    return SearchScope(people and people[:MOST_SOUGHT], cases and cases[:MOST_SOUGHT], is_cut)


def readings_of(court: Court, wanted: ReadingFilter, of: SearchScope, page_mark: str = "") -> FoundReadings:
    """One page, in a fixed number of statements; `page_mark`: of the page. They are counted on the first page."""
    rows = _found(court, wanted, of)
    if page_mark:
        page = page_of(rows, NEWEST_FIRST, page_mark)
        return FoundReadings(page.with_rows(_readings_of(page.rows)))
    newest = list(rows.order_by(*NEWEST_FIRST).values_list("number", flat=True)[: MOST_COUNTED + 1])
    page = page_of(Event.objects.on_record().filter(number__in=newest[: SIZE + 1]), NEWEST_FIRST)
    return FoundReadings(
        page.with_rows(_readings_of(page.rows)), min(len(newest), MOST_COUNTED), len(newest) > MOST_COUNTED
    )


def all_readings(court: Court, wanted: ReadingFilter, of: SearchScope) -> Iterator[Reading]:
    """All of them, the newest first, for a file; in pieces, so that it takes no memory."""
    rows, mark = _found(court, wanted, of), ""
    while True:
        page = page_of(rows, NEWEST_FIRST, mark, PIECE)
        yield from _readings_of(page.rows)
        if not (mark := page.further):
            return


def _found(court: Court, wanted: ReadingFilter, of: SearchScope) -> QuerySet[Event]:
    rows = _of_court(Event.objects.on_record().filter(is_one_of("name", *READINGS)), court, wanted, of)
    if of.people is not None:
        rows = rows.filter(_about_people(of.people))
    if of.cases is not None:
        rows = rows.filter(_any_of("cases", of.cases))
    if wanted.kind in READINGS:
        rows = rows.filter(name=wanted.kind)
    if wanted.reader:
        rows = rows.filter(actor=wanted.reader)
    return _on_days(rows, wanted, ZoneInfo(court.zone))


def _of_court(rows: QuerySet[Event], court: Court, wanted: ReadingFilter, of: SearchScope) -> QuerySet[Event]:
    """Those of the court and of the door.

    Where a reader, a person or a case is asked for, these two are compared as no index has them, so that the database
    finds the few rows of these first and does not look for them among all the rows of the court or the door.
    """
    is_narrow = bool(wanted.reader) or of.people is not None or of.cases is not None
    page_mark = {"court": str(court.id), "door": wanted.door if wanted.door in set(Door) else ""}
    for name, value in page_mark.items():
        if value and is_narrow:
            rows = rows.filter(**{f"data__{name}": value})
        elif value:
            rows = rows.alias(**{name: KT(f"data__{name}")}).filter(**{name: value})
    return rows


def _on_days(rows: QuerySet[Event], wanted: ReadingFilter, zone: ZoneInfo) -> QuerySet[Event]:
    if wanted.since:
        rows = rows.filter(recorded_at__gte=datetime.combine(wanted.since, time(), zone))
    if wanted.until:
        rows = rows.filter(recorded_at__lte=datetime.combine(wanted.until, time.max, zone))
    return rows


def _about_people(people: Sequence[Party]) -> Q:
    """About one of them alone, or about their case as a whole after they had come into it."""
    found = _any_of("parties", [person.id for person in people])
    for person in people:
        whole = Q(data__contains={"cases": [str(person.case_id)]}) & ~Q(data__has_key="parties")
        found |= whole & Q(recorded_at__gte=person.recorded_at)
    return found


def _any_of(name: str, ids: Sequence[UUID]) -> Q:
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
    door = str(event.data.get("door", ""))
    reader = readers.get(event.actor)
    return Reading(event.recorded_at, event.name, reader, named, len(about), party, len(people), door)


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
