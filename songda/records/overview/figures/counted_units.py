"""The services behind a number, page by page, the newest first, as far as whoever asks may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import DateTimeField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Left

from songda.core.figures.facts import FIRST, Unit
from songda.core.figures.parts import LONGEST_KEY, TOTAL, Part, part
from songda.core.figures.periods import Period
from songda.records.court.staff.models import Court, User
from songda.records.matter.cases.models import Case
from songda.records.overview.figures.changes import Clocks, fact_of
from songda.records.overview.figures.models import CountedFact
from songda.records.service.orders.models import Service

PAGE = 50
OF_ONE_SERVICE = (Unit.SERVICE, Unit.PROOF)  # whose facts bear the id of a service


@dataclass(frozen=True)
class Number:
    """A number in a table: of which part, in which period, of which key of which dimension (both empty: of all)."""

    part: str
    period: Period
    by: str = TOTAL
    key: str = TOTAL


@dataclass(frozen=True)
class CountedUnit:
    """One of those counted: its id and case, what happened to it, and its keys."""

    unit: Unit
    id: str
    case_id: UUID
    moments: Mapping[str, datetime]
    keys: Mapping[str, str]
    place: str  # of this one in the list: the next page begins after it


@dataclass(frozen=True)
class Page:
    """Some of them; `after` names where the next page begins, empty: there is none."""

    rows: tuple[CountedUnit, ...]
    after: str = ""


def counted_services(number: Number, viewer: User, after: str = "", size: int = PAGE) -> Page:
    """Those behind a number in the viewer's own court: nobody sees the cases of another one.

    Raises ValueError for a place in the list that is none, KeyError for a part that is none.
    """
    court = viewer.court
    if court is None:
        return Page(())
    rows = _belonging(number, part(number.part), court)
    if after:
        since, key = _read_place(after)
        rows = rows.filter(Q(since__lt=since) | Q(since=since, key__lt=key))
    found = [_counted(row) for row in rows.order_by("-since", "-key")[: size + 1]]
    return Page(tuple(found[:size]), found[size - 1].place if len(found) > size else "")


def _belonging(number: Number, wanted: Part, court: Court) -> QuerySet[CountedFact]:
    """The facts of the part whose moment lies in the period, there where the court is."""
    zone = Clocks().of(str(court.id))
    start = datetime.combine(number.period.first, time(), zone)
    end = datetime.combine(number.period.last + timedelta(days=1), time(), zone)
    rows = CountedFact.objects.filter(court=court.id, unit=wanted.unit.value, since__lt=end)
    rows = rows.filter(moments__has_keys=[wanted.at, *wanted.having])
    if wanted.lacking:
        rows = rows.exclude(moments__has_any_keys=list(wanted.lacking))
    if wanted.at == FIRST[wanted.unit]:
        rows = rows.filter(since__gte=start)
    else:
        happened = Cast(KeyTextTransform(wanted.at, "moments"), DateTimeField())
        rows = rows.annotate(happened=happened).filter(happened__gte=start, happened__lt=end)
    if number.by:
        rows = rows.annotate(split=Left(KeyTextTransform(number.by, "keys"), LONGEST_KEY)).filter(split=number.key)
    if wanted.amount:
        rows = rows.filter(**{f"amounts__{wanted.amount}__gt": 0})
    return rows


def _counted(row: CountedFact) -> CountedUnit:
    fact = fact_of(row)
    return CountedUnit(fact.unit, fact.id, row.case, fact.moments, fact.keys, f"{row.since.isoformat()}~{row.key}")


def _read_place(place: str) -> tuple[datetime, str]:
    since, tilde, key = place.partition("~")
    if not tilde or not key:
        raise ValueError(f"{place!r} is no place in a list of services")
    return datetime.fromisoformat(since), key


@dataclass(frozen=True)
class CountedRow:
    """One of those counted; `service` where it is one and is still on file here."""

    counted: CountedUnit
    case: Case | None
    service: Service | None
    at: datetime | None  # when it came to be counted


@dataclass(frozen=True)
class CountedPage:
    """Some of them, and where the next page begins; empty: there is none."""

    rows: Sequence[CountedRow]
    after: str


def counted_page(number: Number, viewer: User, after: str = "") -> CountedPage:
    """A page of them, in four statements at the most; ValueError for a place in the list that is none."""
    page = counted_services(number, viewer, after)
    cases = Case.objects.in_bulk([row.case_id for row in page.rows])
    services = Service.objects.select_related("paper", "envelope__party").in_bulk(
        [UUID(row.id) for row in page.rows if row.unit in OF_ONE_SERVICE and _is_id(row.id)]
    )
    at = part(number.part).at
    rows = [
        CountedRow(
            row, cases.get(row.case_id), services.get(UUID(row.id)) if _is_id(row.id) else None, row.moments.get(at)
        )
        for row in page.rows
    ]
    return CountedPage(rows, page.after)


def _is_id(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True
