"""Finding cases; nobody is ever given a case of another court."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from songda.core.identifiers import IdentifierError, looks_like_case_number, read_case_number
from songda.core.identifiers.plain import narrow
from songda.records.cases.models import Case, Hearing
from songda.records.staff.models import Court, User
from songda.records.vault.indexes import name_index, number_index

PAGE_SIZE = 50
NotYours = Case.DoesNotExist
_BRACKETS = str.maketrans({"(": "（", "[": "（", "〔": "（", "【": "（", ")": "）", "]": "）", "〕": "）", "】": "）"})


@dataclass(frozen=True)
class CasePage:
    """One page of cases, newest first."""

    rows: tuple[Case, ...]
    number: int
    has_next: bool


def case_for(viewer: User | Court, case_id: UUID) -> Case:
    """The case, if it belongs to the viewer's court; otherwise NotYours, as if there were none."""
    court_id = viewer.id if isinstance(viewer, Court) else viewer.court_id
    if court_id is None:
        raise NotYours
    return Case.objects.select_related("court", "judge").get(id=case_id, court_id=court_id)


def cases_of(court: Court, search: str = "", page: int = 1) -> CasePage:
    """The court's cases: all, or those with this case number (or a piece of it), party's name, or party's number."""
    found = Case.objects.filter(court=court).select_related("court", "judge")
    text = search.strip()
    if text:
        found = found.filter(_matches(text))
    start = (max(page, 1) - 1) * PAGE_SIZE
    rows = list(_newest_first(found)[start : start + PAGE_SIZE + 1])
    return CasePage(tuple(rows[:PAGE_SIZE]), max(page, 1), len(rows) > PAGE_SIZE)


def is_personal(search: str) -> bool:
    """Whether a search is for a person rather than for a case number."""
    text = search.strip()
    return bool(text) and not looks_like_case_number(text)


def hearings_of(case: Case) -> list[Hearing]:
    """Every hearing of the case that was not cancelled, the earliest first."""
    return list(case.hearings.filter(cancelled_at=None).order_by("at"))


def _newest_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("-registered_at", "-id")


def _matches(text: str) -> Q:
    if looks_like_case_number(text):
        return _matches_number(text)
    by_name = Case.objects.filter(parties__name_index=name_index(text)).values("id")
    by_number = Case.objects.filter(parties__number_index=number_index(text)).values("id")
    return Q(id__in=by_name) | Q(id__in=by_number)


def _matches_number(text: str) -> Q:
    try:
        return Q(number=str(read_case_number(text)))
    except IdentifierError:
        return Q(number__contains=narrow(text).translate(_BRACKETS))
