"""What electronic service saves, reckoned with the court's own unit costs; and naming those."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from songda.core.access import Act
from songda.core.figures.periods import Period
from songda.core.figures.savings import UNIT_COSTS, Saving, savings
from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.office import check_office
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.overview.figures.asking import Question, Table
from songda.records.overview.figures.models import UnitCost

HIGHEST = Decimal(1_000_000)


@dataclass(frozen=True)
class CostDraft:
    """What a court reckons with from a day on: the name of the assumption, and its value."""

    name: str
    value: Decimal
    since: date


def unit_costs(court: UUID, day: date) -> dict[str, Decimal]:
    """What the court reckons with on a day; what it has not named is the house's assumption."""
    rows = UnitCost.objects.filter(court=court, since__lte=day).order_by("since")
    return {**UNIT_COSTS, **dict(rows.values_list("name", "value"))}


def saved(source: Callable[[Question], Table], courts: Sequence[UUID], period: Period) -> tuple[Saving, ...]:
    """What the services of a period saved, each court with its own assumptions of the last day.

    `source` answers questions: `ask`, or what answers from the log. Courts that reckon otherwise than the first one are
    added with what they reckon with themselves; the assumptions that are named are those of the first.
    """
    each = [_saved_by(source, court, period) for court in courts]
    return tuple(
        Saving(same[0].name, sum((one.amount for one in same), Decimal(0)), same[0].assumed)
        for same in zip(*each, strict=True)
    )


def _saved_by(source: Callable[[Question], Table], court: UUID, period: Period) -> tuple[Saving, ...]:
    table = source(Question(("pages", "letters"), period, (court,)))
    pages, letters = (table.total(name).parts.numerator for name in ("pages", "letters"))
    return savings(pages, letters, unit_costs(court, period.last))


@transaction.atomic
def set_unit_cost(court: Court, draft: CostDraft, by: User, now: datetime) -> None:
    """Name what the court reckons with from a day on. The same day named again replaces it.

    Raises Refused where that is not their office in this court, WrongField for a draft that makes no sense.
    """
    check_office(f"staff:{by.id}", Act.SET_UNIT_COSTS, court)
    if draft.name not in UNIT_COSTS:
        raise WrongField("name", "unit_cost.name", known=list(UNIT_COSTS))
    if not 0 <= draft.value <= HIGHEST:
        raise WrongField("value", "unit_cost.value", highest=int(HIGHEST))
    named = {"value": draft.value, "set_by": f"staff:{by.id}", "set_at": now}
    UnitCost.objects.update_or_create(court=court.id, name=draft.name, since=draft.since, defaults=named)
    data = {"name": draft.name, "value": str(draft.value), "since": draft.since.isoformat()}
    record([NewEvent("unit_cost.named", f"court:{court.id}", None, now, f"staff:{by.id}", dict(data))], now)
