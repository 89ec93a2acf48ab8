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
from songda.core.law.profile.rows import LimitRow, PeriodRow

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


Started = tuple[tuple[PeriodAnswer, ...], tuple[Reason, ...]]


def periods_from(served: date, facts: Facts, service: Service) -> Started:
    """The periods that this paper starts for this person, and what is to be said about them."""
    return _started(service, served, facts.paper.stated_days)


@lru_cache(maxsize=16384)
def _started(service: Service, served: date, stated_days: int | None) -> Started:
    """The same paper served on the same day starts the same periods for everybody of that kind."""
    profile, around = service.profile, service.circumstances
    findings = [
        Reason(row.say, (("period", row.kind),), row.rule) for row in fitting(profile.rows.none, around, served)
    ]
    answers = []
    for row in fitting(profile.rows.period, around, served):
        length = _length(row, stated_days)
        if row.only_on_request or length is None:
            continue
        end = count(served, length, profile, around)
        answers.append(_answer(row, length, end))
        findings.append(Reason(row.say, (("period", row.kind), ("end", end.last_day)), row.rule))
        findings += _beyond_limits(row, length, service, served)
    return tuple(answers), tuple(findings)


def _answer(row: PeriodRow, length: Length, end: Deadline) -> PeriodAnswer:
    return PeriodAnswer(row.kind, length.amount, length.unit, end.last_day, provisional=end.provisional, rule=row.rule)


def _length(row: PeriodRow, stated_days: int | None) -> Length | None:
    if not row.stated:
        return Length(row.days, row.months)
    return None if stated_days is None else Length(days=stated_days)


def _beyond_limits(row: PeriodRow, length: Length, service: Service, served: date) -> list[Reason]:
    limits = fitting(service.profile.rows.limit, service.circumstances, served)
    return [
        Reason(limit.say, (("period", limit.kind), ("amount", limit.at_least or limit.at_most)), limit.rule)
        for limit in limits
        if limit.kind == row.kind and row.stated and _is_beyond(limit, length.days)
    ]


def _is_beyond(limit: LimitRow, days: int) -> bool:
    return days < limit.at_least or bool(limit.at_most and days > limit.at_most)
