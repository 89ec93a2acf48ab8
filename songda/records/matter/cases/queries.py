"""Finding cases; nobody is ever given a case of another court."""

from uuid import UUID

from django.db.models import Q, QuerySet

from songda.core.identifiers import IdentifierError, read_case_number
from songda.core.identifiers.typed import narrow
from songda.records.court.staff.models import Court, User
from songda.records.ground.pages import Page, page_of
from songda.records.matter.cases.models import Case, Hearing

NotYours = Case.DoesNotExist
_BRACKETS = str.maketrans({"(": "（", "[": "（", "〔": "（", "【": "（", ")": "）", "]": "）", "〕": "）", "】": "）"})


def case_for(viewer: User | Court, case_id: UUID) -> Case:
    """The case, if it belongs to the viewer's court; otherwise NotYours, as if there were none."""
    court_id = viewer.id if isinstance(viewer, Court) else viewer.court_id
    if court_id is None:
        raise NotYours
    return Case.objects.select_related("court", "judge").get(id=case_id, court_id=court_id)


def newest_cases(found: QuerySet[Case], page: str = "") -> Page[Case]:
    """One page of these cases, the newest first; `page` is the mark of a page."""
    return page_of(found.select_related("court", "judge"), ("-registered_at", "-id"), page)


def with_number(text: str) -> Q:
    """Cases with this number, today's or one that they bore before a correction, or with a piece of today's."""
    try:
        number = str(read_case_number(text))
        return Q(number=number) | Q(earlier_numbers__contains=[number])
    except IdentifierError:
        return Q(number__contains=narrow(text).translate(_BRACKETS))


def hearings_of(case: Case) -> list[Hearing]:
    """Every hearing of the case that was not cancelled, the earliest first."""
    return list(case.hearings.filter(cancelled_at=None).order_by("at"))
