"""What opening or confirming a paper would bring about, by the law's own answer, for papers that do not count yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from songda.core.law.facts import EventKind
from songda.records.decision.decisions.what_if import if_acted
from songda.records.delivery.findings.queries import ServiceView
from songda.web.portal.consent_standing import COUNTS
from songda.web.portal.paper_state import Period, periods_of, served_on
from songda.web.portal.visit import Visit, language


@dataclass(frozen=True)
class Consequence:
    """From which day the paper would count as served, whether that could be disproved, and what would begin."""

    day: date
    is_presumed: bool
    periods: Sequence[Period]


def if_opened(visit: Visit, views: Sequence[ServiceView]) -> dict[UUID, Consequence]:
    """What opening each of the papers brings about; nothing for those that count already, or would not by that."""
    return _if(visit, views, EventKind.READ)


def if_confirmed(visit: Visit, views: Sequence[ServiceView]) -> dict[UUID, Consequence]:
    """The same of confirming receipt."""
    return _if(visit, views, EventKind.ACKNOWLEDGED)


def _if(visit: Visit, views: Sequence[ServiceView], kind: EventKind) -> dict[UUID, Consequence]:
    uncounted = {view.service.id for view in views if view.finding is None or view.finding.status not in COUNTS}
    if not uncounted:
        return {}
    answers = {
        service_id: decision.to_json(language())
        for service_id, decision in if_acted(visit.envelope, kind, visit.level, visit.now).items()
        if service_id in uncounted and decision.status.value in COUNTS
    }
    return {
        service_id: Consequence(day, answer["status"] == "presumed", [p for p in periods_of(answer) if p.last_day])
        for service_id, answer in answers.items()
        if (day := served_on(answer))
    }
