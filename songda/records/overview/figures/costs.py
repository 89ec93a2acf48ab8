"""What electronic service saves, reckoned with the court's own unit costs; and naming those."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from songda.core.access import Act
from songda.core.figures.periods import Period
from songda.core.figures.savings import COST_NAMES, UNIT_COSTS, WAY_COSTS, Saving, savings
from songda.core.figures.waits import within
from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.office import check_office
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.overview.figures.asking import Question, Table
from songda.records.overview.figures.models import UnitCost
from songda.records.ways.post.letters.queries import Postage, postage_of_days

HIGHEST = Decimal(1_000_000)
BY_POST = WAY_COSTS["yuan_by_mail"]


@dataclass(frozen=True)
class CostDraft:
    """What a court reckons with from a day on: the name of the assumption, and its value."""

    name: str
    value: Decimal
    since: date


def unit_costs(court: UUID, day: date) -> dict[str, Decimal]:
    """What the court reckons with on a day; what it has not named is the house's assumption."""
    rows = UnitCost.objects.filter(court=court, since__lte=day).order_by("since")
    return {**UNIT_COSTS, **dict(rows.filter(name__in=UNIT_COSTS).values_list("name", "value"))}


def way_costs(court: UUID, day: date) -> dict[str, int]:
    """What one try costs by way, in fen, as far as the court named it by that day; of other ways nothing is known."""
    rows = UnitCost.objects.filter(court=court, since__lte=day, name__in=WAY_COSTS).order_by("since")
    return {WAY_COSTS[name]: int(value * 100) for name, value in rows.values_list("name", "value")}


class CostsOfATry(Mapping[str, int]):
    """The same on this day of the court, for plans: asked for once something comes next, and then once."""

    def __init__(self, court: Court, now: datetime) -> None:
        self._court, self._day = court.id, now.astimezone(ZoneInfo(court.zone)).date()

    @cached_property
    def _known(self) -> Mapping[str, int]:
        return way_costs(self._court, self._day)

    def __getitem__(self, way: str) -> int:
        return self._known[way]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


@dataclass(frozen=True)
class WayLine:
    """One way of people in a period: tries, how many served, how many were in vain, in how long, and what it cost.

    `postage`: of letters, what those that this system sealed in the period cost by the carrier's rates.

    `half`, `most`: the hours within which half and nine tenths of those that served did; `fen`: all of them together;
    None where it cannot be told, since none served or the court named no cost of the way.
    """

    way: str
    tries: int
    served: int
    in_vain: int
    half: int | None
    most: int | None
    fen_each: int | None
    postage: Postage | None = None

    @property
    def fen(self) -> int | None:
        """What the tries cost together."""
        return None if self.fen_each is None else self.fen_each * self.tries


def ways_of_people(source: Callable[[Question], Table], court: Court, period: Period) -> tuple[WayLine, ...]:
    """Every way of people that was gone in the period, the most gone first; with the costs of its last day."""
    by_way = source(Question(("people_served", "people_in_vain"), period, (court.id,), by="way"))
    by_wait = source(Question(("people_served",), period, (court.id,), by="way_and_wait"))
    costs, postage = way_costs(court.id, period.last), postage_of_days(court, period.first, period.last)
    in_vain = {row.key: row.parts.numerator for row in by_way.of("people_in_vain")}
    waits: dict[str, dict[str, int]] = {}
    for row in by_wait.of("people_served"):
        way, _, wait = row.key.partition(" ")
        waits.setdefault(way, {})[wait] = row.parts.numerator
    lines = [
        WayLine(
            way=row.key,
            tries=row.parts.denominator or 0,
            served=row.parts.numerator,
            in_vain=in_vain.get(row.key, 0),
            half=within(waits.get(row.key, {}), 50),
            most=within(waits.get(row.key, {}), 90),
            fen_each=costs.get(row.key),
            postage=postage if row.key == BY_POST else None,
        )
        for row in by_way.of("people_served")
    ]
    return tuple(sorted(lines, key=lambda line: (-line.tries, line.way)))


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
    if draft.name not in COST_NAMES:
        raise WrongField("name", "unit_cost.name", known=list(COST_NAMES))
    if not 0 <= draft.value <= HIGHEST:
        raise WrongField("value", "unit_cost.value", highest=int(HIGHEST))
    named = {"value": draft.value, "set_by": f"staff:{by.id}", "set_at": now}
    UnitCost.objects.update_or_create(court=court.id, name=draft.name, since=draft.since, defaults=named)
    data = {"name": draft.name, "value": str(draft.value), "since": draft.since.isoformat()}
    record([NewEvent("unit_cost.named", f"court:{court.id}", None, now, f"staff:{by.id}", dict(data))], now)
