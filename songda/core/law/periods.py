"""Which periods start from a service, and their last day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from songda.core.law.calendar import months_after
from songda.core.law.decision import Citation, PeriodAnswer, Reason, Wording
from songda.core.law.facts import Facts
from songda.core.law.plan import Service, first_fitting, fitting
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import Circumstances
from songda.core.law.profile.rows import LimitRow, NoPeriodRow, PeriodRow

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, how it was counted, and whether the calendar for it has been published."""

    last_day: date
    provisional: bool
    rule: Citation | None
    findings: tuple[Reason, ...]
    wording: Wording = field(repr=False, compare=False)

    def reasons(self, language: str = "zh") -> tuple[str, ...]:
        """One sentence a step."""
        return tuple([self.wording.sentence(finding, language) for finding in self.findings])


@dataclass(frozen=True, slots=True)
class Length:
    """How long a period is."""

    days: int = 0
    months: int = 0

    @property
    def unit(self) -> str:
        """The unit in which the law names it."""
        return "months" if self.months else "days"

    @property
    def amount(self) -> int:
        """How many of them."""
        return self.months or self.days


def count(served: date, length: Length, profile: Profile, around: Circumstances) -> Deadline:
    """The end of a period that starts with `served`: that day does not count, a rest day at the end moves it."""
    nominal = months_after(served, length.months) + length.days * _DAY
    counting = first_fitting(profile.rows.counting, around, served)
    rule = None if counting is None else counting.rule
    last = nominal
    if counting is None or counting.extends_over_rest_days:
        last = profile.calendar.working_day_from(nominal)
    known = profile.calendar.is_published(nominal) and profile.calendar.is_published(last)
    steps = [
        Reason("counted_from", (("day", served), ("amount", length.amount), ("unit", length.unit), ("end", nominal)))
    ]
    if last != nominal:
        steps.append(Reason("moved_over_rest_days", (("day", nominal), ("end", last)), rule))
    elif counting is not None and not counting.extends_over_rest_days:
        steps.append(Reason(counting.say, (), counting.rule))
    if not known:
        steps.append(Reason("calendar_not_published", (("year", last.year),)))
    return Deadline(last, not known, rule, tuple(steps), profile.wording)


def periods_from(served: date, facts: Facts, service: Service) -> tuple[tuple[PeriodAnswer, ...], tuple[Reason, ...]]:
    """The periods that this paper starts for this person, and what is to be said about them."""
    profile, around = service.profile, service.circumstances
    answers: list[PeriodAnswer] = []
    starting, missing = _rows(service, profile.regime_on(served))
    findings = [Reason(row.say, (("period", row.kind),), row.rule) for row in missing]
    for row in starting:
        length = _length(row, facts)
        if length is None:
            continue
        end = count(served, length, profile, around)
        answers.append(
            PeriodAnswer(row.kind, length.amount, length.unit, end.last_day, provisional=end.provisional, rule=row.rule)
        )
        findings.append(Reason(row.say, (("period", row.kind), ("end", end.last_day)), row.rule))
        findings += _beyond_limits(row, length, service, served)
    return tuple(answers), tuple(findings)


@lru_cache(maxsize=4096)
def _rows(service: Service, regime: int) -> tuple[tuple[PeriodRow, ...], tuple[NoPeriodRow, ...]]:
    rows, around, day = service.profile.rows, service.circumstances, service.profile.regime_days[regime]
    starting = tuple(row for row in fitting(rows.period, around, day) if not row.only_on_request)
    return starting, fitting(rows.none, around, day)


def _length(row: PeriodRow, facts: Facts) -> Length | None:
    if not row.stated:
        return Length(row.days, row.months)
    return None if facts.paper.stated_days is None else Length(days=facts.paper.stated_days)


def _beyond_limits(row: PeriodRow, length: Length, service: Service, served: date) -> list[Reason]:
    limits = fitting(service.profile.rows.limit, service.circumstances, served)
    return [
        Reason(limit.say, (("period", limit.kind), ("amount", limit.at_least or limit.at_most)), limit.rule)
        for limit in limits
        if limit.kind == row.kind and row.stated and _is_beyond(limit, length.days)
    ]


def _is_beyond(limit: LimitRow, days: int) -> bool:
    return days < limit.at_least or bool(limit.at_most and days > limit.at_most)
