"""Which periods start from a service, and their last day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from songda.core.language import COURT_LANGUAGE
from songda.core.law.applicable_rules import ServiceKind, first_of, rules_for_service, rules_under
from songda.core.law.decision import Citation, PeriodAnswer, Reason, Wording
from songda.core.law.facts import Facts, PaperKind, PersonStatus, RecipientFacts
from songda.core.law.profile import Profile
from songda.core.law.profile.calendar import months_after
from songda.core.law.profile.conditions import Circumstances
from songda.core.law.profile.rows import LimitRow, PeriodRow, SuspensionRow

_DAY = timedelta(days=1)
Custody = tuple[tuple[date, date], ...]  # from which day on, and until which they were no more


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, how it was counted, and whether the calendar for it has been published.

    `ends_at`: the very moment, where the period is counted in hours. `papers`: those of which the answer holds, where
    it hangs on the paper.
    """

    last_day: date
    provisional: bool
    rule: Citation | None
    findings: tuple[Reason, ...]
    wording: Wording = field(repr=False, compare=False)
    ends_at: datetime | None = None
    papers: tuple[PaperKind, ...] = ()

    def reasons(self, language: str = COURT_LANGUAGE) -> tuple[str, ...]:
        """One sentence a step."""
        return tuple([self.wording.sentence(finding, language) for finding in self.findings])


@dataclass(frozen=True, slots=True)
class Length:
    """How long a period is; `on_any_day`: it runs out on its last day, be that a rest day or not."""

    days: int = 0
    months: int = 0
    hours: int = 0
    working_days: int = 0
    on_any_day: bool = False

    @property
    def unit(self) -> str:
        """The unit in which the law names it."""
        return "months" if self.months else "working_days" if self.working_days else "days"

    @property
    def amount(self) -> int:
        """How many of them."""
        return self.months or self.working_days or self.days


def count(
    served: date,
    length: Length,
    profile: Profile,
    circumstances: Circumstances,
    custody: Custody = (),
) -> Deadline:
    """The end of a period that starts with `served`: that day does not count, a rest day at the end moves it.

    `custody`: when they were in custody, if not all the time; what counts is whether they are on the last day.
    """
    regime = profile.regime_on(served)
    counting = first_of(rules_under(profile, regime, circumstances).counting)
    to_month_end = counting is not None and counting.to_month_end
    nominal = months_after(served, length.months, to_month_end=to_month_end) + length.days * _DAY
    if length.working_days:
        nominal = profile.calendar.working_days_after(served, length.working_days)
    if custody:
        then = {**circumstances, "in_custody": any(since <= nominal < until for since, until in custody)}
        counting = first_of(rules_under(profile, regime, then).counting)
    rule = None if counting is None else counting.rule
    last = nominal
    if not length.on_any_day and (counting is None or counting.extends_over_rest_days):
        last = profile.calendar.working_day_from(nominal)
    known = length.on_any_day or (profile.calendar.is_published(nominal) and profile.calendar.is_published(last))
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


StartedPeriods = tuple[tuple[PeriodAnswer, ...], tuple[Reason, ...]]
CountedPeriod = tuple[Deadline | None, tuple[Reason, ...]]


class Suspension(NamedTuple):
    """From which day on a period may stand still, and until when; `until` None: nothing has ended it yet."""

    since: date
    until: date | None


class Meanwhile(NamedTuple):
    """What befalls a period while it runs."""

    suspension: Suspension | None = None
    custody: Custody = ()


def periods_from(served: date, facts: Facts, service: ServiceKind) -> StartedPeriods:
    """The periods that this paper starts for this person, and what is to be said about them."""
    profile = service.profile
    custody = () if facts.recipient.in_custody else tuple(_custody(facts.recipient, profile))
    meanwhile = Meanwhile(suspension_in(facts, profile), custody)
    return _periods_of_kind(service, served, facts.paper.days_set_in_paper, meanwhile)


def _custody(recipient: RecipientFacts, profile: Profile) -> Iterator[tuple[date, date]]:
    for each in recipient.status_periods:
        if each.status is PersonStatus.IN_CUSTODY:
            yield profile.day_of(each.since), date.max if each.until is None else profile.day_of(each.until)


def suspension_in(facts: Facts, profile: Profile) -> Suspension | None:
    """What is known by `as_of` of an objection to jurisdiction."""
    objection = facts.case.jurisdiction_objection
    if objection is None or objection.raised_at > facts.as_of:
        return None
    over = objection.dismissal_in_force_at
    is_over = over is not None and over <= facts.as_of
    return Suspension(profile.day_of(objection.raised_at), profile.day_of(over) if over and is_over else None)


@lru_cache(maxsize=16384)
def _periods_of_kind(
    service: ServiceKind, served: date, days_set_in_paper: int | None, meanwhile: Meanwhile
) -> StartedPeriods:
    """The same paper served on the same day starts the same periods for everybody of that kind."""
    rules = rules_for_service(service, service.profile.regime_on(served))
    findings = [
        Reason(row.say, (("period", row.kind),), row.rule) for row in rules.no_period if not row.only_on_request
    ]
    answers = []
    for row in rules.period:
        length = _length(row, days_set_in_paper)
        if row.only_on_request or length is None:
            continue
        end, about = count_row(row, served, length, meanwhile, service)
        if end is not None:
            answers.append(_answer(row, length, end))
            about = (*about, Reason(row.say, (("period", row.kind), ("end", end.last_day)), row.rule))
        findings += [*about, *beyond_limits(row, length, service, served)]
    return tuple(answers), tuple(findings)


def count_row(
    row: PeriodRow, served: date, length: Length, meanwhile: Meanwhile, service: ServiceKind
) -> CountedPeriod:
    """The end of a period, and what an objection to jurisdiction does to it; no end while the period stands still.

    The day of the objection and the day on which its dismissal came into force do not count: neither is a whole day on
    which the period ran. What is left is at least one day.
    """
    profile, circumstances = service.profile, service.circumstances
    suspension, custody = meanwhile
    plain = count(served, length, profile, circumstances, custody)
    rule = _suspending(row, served, service) if suspension is not None else None
    if suspension is None or rule is None or not _may_stop(suspension, served, plain):
        return plain, ()
    run = max(0, (suspension.since - served).days - 1)
    reason = Reason(
        "period_stands_still", (("period", row.kind), ("day", suspension.since), ("amount", run)), rule.rule
    )
    if suspension.until is None:
        return None, (reason,)
    left = max(1, length.days - run)
    resumed = (("period", row.kind), ("day", suspension.until), ("amount", left))
    return count(suspension.until, Length(days=left), profile, circumstances), (
        reason,
        Reason("period_resumes", resumed, rule.rule),
    )


def _may_stop(suspension: Suspension, served: date, plain: Deadline) -> bool:
    """Only a period that is running can stand still: not one that had ended, nor after all was over."""
    return suspension.since <= plain.last_day and (suspension.until is None or suspension.until > served)


def _suspending(row: PeriodRow, served: date, service: ServiceKind) -> SuspensionRow | None:
    rows = rules_for_service(service, service.profile.regime_on(served)).suspension
    return next((each for each in rows if each.kind == row.kind), None)


def _answer(row: PeriodRow, length: Length, end: Deadline) -> PeriodAnswer:
    return PeriodAnswer(row.kind, length.amount, length.unit, end.last_day, provisional=end.provisional, rule=row.rule)


def _length(row: PeriodRow, days_set_in_paper: int | None) -> Length | None:
    if not row.set_in_paper:
        return Length(row.days, row.months, row.hours, row.working_days, row.runs_out_on_any_day)
    return None if days_set_in_paper is None else Length(days=days_set_in_paper)


def beyond_limits(row: PeriodRow, length: Length, service: ServiceKind, served: date) -> list[Reason]:
    """What is to be said of a length that the court sets, where it is shorter or longer than the law lets it be."""
    limits = rules_for_service(service, service.profile.regime_on(served)).limit
    return [
        Reason(limit.say, (("period", limit.kind), ("amount", limit.at_least or limit.at_most)), limit.rule)
        for limit in limits
        if limit.kind == row.kind and row.set_in_paper and _is_beyond(limit, length.days)
    ]


def _is_beyond(limit: LimitRow, days: int) -> bool:
    return days < limit.at_least or bool(limit.at_most and days > limit.at_most)
