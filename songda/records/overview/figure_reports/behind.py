"""What is behind a number, with the rows of the file that it is about: cases, people, papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.core.figures import Unit
from songda.core.figures.parts import part
from songda.records.court.staff.models import User
from songda.records.delivery.orders.models import Service
from songda.records.matter.cases.models import Case
from songda.records.overview.figures.behind import Behind, Number, services_behind


@dataclass(frozen=True)
class ToldBehind:
    """One of those counted; `service` where it is one and is still on file here."""

    counted: Behind
    case: Case | None
    service: Service | None
    at: datetime | None  # when it came to be counted


@dataclass(frozen=True)
class BehindPage:
    """Some of them, and where the next page begins; empty: there is none."""

    rows: Sequence[ToldBehind]
    after: str


def told_behind(number: Number, viewer: User, after: str = "") -> BehindPage:
    """A page of them, in four statements at the most; ValueError for a place in the list that is none."""
    page = services_behind(number, viewer, after)
    cases = Case.objects.in_bulk([row.case_id for row in page.rows])
    services = Service.objects.select_related("paper", "envelope__party").in_bulk(
        [UUID(row.id) for row in page.rows if row.unit is Unit.SERVICE and _is_id(row.id)]
    )
    at = part(number.part).at
    rows = [
        ToldBehind(
            row, cases.get(row.case_id), services.get(UUID(row.id)) if _is_id(row.id) else None, row.moments.get(at)
        )
        for row in page.rows
    ]
    return BehindPage(rows, page.after)


def _is_id(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True
