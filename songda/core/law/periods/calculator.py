"""The last day of a period, asked for by its name, its length or its paper, without any facts of a service."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from songda.core.law.applicable_rules import ServiceKind, first_of, rules_under, service_of
from songda.core.law.decision import Citation, PeriodAnswer, Reason, Wording
from songda.core.law.facts import (
    Branch,
    CaseFacts,
    Facts,
    PaperFacts,
    PaperKind,
    Procedure,
    RecipientFacts,
    RecipientKind,
    Stage,
)
from songda.core.law.facts.fields import PLAUSIBLE_YEARS, FactsError, as_domicile
from songda.core.law.periods.counting import (
    Deadline,
    Length,
    Meanwhile,
    Suspension,
    beyond_limits,
    count,
    count_row,
    periods_from,
)
from songda.core.law.profile import Profile, profile_of
from songda.core.law.profile.conditions import Circumstances
from songda.core.law.profile.rows import PeriodRow, Row
from songda.core.words import FALLBACK, Phrase, Sayable, Value


class PeriodError(ValueError):
    """The period that was asked for cannot be counted; `reason` says why, `rule` by which rule if by one."""

    def __init__(self, reason: Sayable, rule: Citation | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule

    def __str__(self) -> str:
        return self.reason.sentence(FALLBACK)


def _wrong(code: str, **values: Value) -> PeriodError:
    return PeriodError(Phrase(f"facts.period.{code}", values))


@dataclass(frozen=True, slots=True)
class _ByLaw:
    """Reasons of the law, told in the words of its jurisdiction."""

    reasons: tuple[Reason, ...]
    wording: Wording

    def sentence(self, language: str) -> str:
        return " ".join([self.wording.sentence(reason, language) for reason in self.reasons])


@dataclass(frozen=True, slots=True)
class PeriodContext:
    """The kind of case in which the period runs; `paper` None: any paper that starts such a period.

    `days_set_in_paper`: what the notice sets; `suspension`: while an objection to jurisdiction may stop it.
    """

    branch: Branch = Branch.CIVIL
    procedure: Procedure = Procedure.ORDINARY
    stage: Stage = Stage.FIRST_INSTANCE
    paper: PaperKind | None = None
    domicile: str = "cn"
    in_custody: bool = False
    jurisdiction: str = "cn"
    days_set_in_paper: int | None = None
    suspension: Suspension | None = None


def last_day(served: date, period: str | Length, context: PeriodContext | None = None) -> Deadline:
    """The last day of the period named, or of so many days, months or hours; PeriodError where the law has none.

    `served` is the day on which it starts, or the moment (with its offset), which a period counted in hours needs.
    """
    context = context or PeriodContext()
    _check_domicile(context)
    if served.year not in PLAUSIBLE_YEARS:
        raise _wrong("implausible_year", served=str(served))
    profile = profile_of(context.jurisdiction)
    circumstances = _circumstances(context, profile)
    day = profile.day_of(served) if isinstance(served, datetime) else served
    if isinstance(period, Length):
        deadline = _counted(served, day, period, profile, circumstances)
        return replace(deadline, findings=(*deadline.findings, Reason("days_as_asked")))
    row = _row(period, day, context, profile)
    if row.hours:
        return _named(row, context, _counted(served, day, Length(hours=row.hours), profile, circumstances), ())
    return _in_days(row, day, context, ServiceKind(profile, circumstances))


def _in_days(row: PeriodRow, day: date, context: PeriodContext, service: ServiceKind) -> Deadline:
    length = _length(row, context)
    end, about = count_row(row, day, length, Meanwhile(context.suspension), service)
    if end is None:
        raise PeriodError(_ByLaw(about, service.profile.wording), about[0].rule)
    if context.suspension is not None and not about:
        about = (Reason("period_runs_on", (("period", row.kind),)),)
    named = _named(row, context, end, about)
    others = _of_other_papers(row, day, end.last_day, context, service) if context.paper is None else ()
    return replace(
        named,
        papers=_papers_of(row, context),
        findings=(*named.findings[:1], *others, *named.findings[1:], *beyond_limits(row, length, service, day)),
    )


def _of_other_papers(
    row: PeriodRow, day: date, last: date, context: PeriodContext, service: ServiceKind
) -> Iterator[Reason]:
    """Where no paper was named: the papers of which the same period ends on another day."""
    named = {*_papers_of(row, context)}
    for other in service.profile.rows.period:
        papers = tuple(paper for paper in _papers_of(other, context) if paper not in named)
        if other.kind != row.kind or not papers or not _is_law(other, day, service):
            continue
        named |= {*papers}
        length = _length(other, context)
        end, _ = count_row(other, day, length, Meanwhile(context.suspension), service)
        if end is not None and end.last_day != last:
            values = (("paper", papers), ("amount", length.amount), ("unit", length.unit), ("end", end.last_day))
            yield Reason("period_of_other_papers", values, other.rule)


def _is_law(row: PeriodRow, day: date, service: ServiceKind) -> bool:
    return row.is_in_force(day) and _fits(row, service.circumstances)


def _check_domicile(context: PeriodContext) -> None:
    try:
        as_domicile(context.domicile)
    except FactsError as error:
        raise _wrong("wrong_domicile", reason=error.reason) from None


def _counted(served: date, day: date, length: Length, profile: Profile, circumstances: Circumstances) -> Deadline:
    if not length.hours:
        return count(day, length, profile, circumstances)
    if not isinstance(served, datetime) or served.tzinfo is None:
        raise _wrong("hours_need_a_moment")
    return count_hours(served, length.hours, profile, circumstances)


def _named(row: PeriodRow, context: PeriodContext, end: Deadline, about: tuple[Reason, ...]) -> Deadline:
    values = (("period", row.kind), ("start", row.starts), ("end", end.ends_at or end.last_day))
    about_start = Reason(row.say, values, row.rule)
    return replace(end, rule=row.rule, findings=(*_which_paper(row, context), *about, *end.findings, about_start))


def _length(row: PeriodRow, context: PeriodContext) -> Length:
    if not row.set_in_paper:
        return Length(row.days, row.months, 0, row.working_days, row.runs_out_on_any_day)
    if context.days_set_in_paper is None:
        raise _wrong("length_is_stated", period=row.kind)
    return Length(days=context.days_set_in_paper)


def period_kinds(jurisdiction: str = "cn") -> tuple[str, ...]:
    """The names of the periods that the law knows; the length of the period for evidence is set by the notice."""
    return tuple(dict.fromkeys(row.kind for row in profile_of(jurisdiction).rows.period))


def _row(kind: str, served: date, context: PeriodContext, profile: Profile) -> PeriodRow:
    if kind not in {*period_kinds(profile.name), *(row.kind for row in profile.rows.no_period)}:
        known = ", ".join(period_kinds(profile.name))
        raise _wrong("no_such_period", period=kind, known=known)
    circumstances = _circumstances(context, profile)
    _refuse_where_there_is_none(kind, served, circumstances, profile)
    for row in profile.rows.period:
        if row.kind == kind and row.is_in_force(served) and _fits(row, circumstances):
            return row
    raise _wrong("no_rule", period=kind, served=str(served))


def _refuse_where_there_is_none(kind: str, served: date, circumstances: Circumstances, profile: Profile) -> None:
    for row in profile.rows.no_period:
        if row.kind == kind and row.is_in_force(served) and _fits(row, circumstances):
            reason = Reason(row.say, (("period", kind),), row.rule)
            raise PeriodError(_ByLaw((reason,), profile.wording), row.rule)


def _fits(row: Row, circumstances: Circumstances) -> bool:
    """Whether a row speaks of such a case; where no paper was named, its conditions on the paper are left aside."""
    return all(
        condition.holds(circumstances)
        for condition in row.conditions
        if condition.subject != "paper" or circumstances["paper"] is not None
    )


def _which_paper(row: PeriodRow, context: PeriodContext) -> list[Reason]:
    """Says for which papers the answer holds, so that nobody takes it for another paper's."""
    papers = _papers_of(row, context)
    return [Reason("holds_for_papers", (("paper", papers),))] if papers and context.paper is None else []


def _papers_of(row: PeriodRow, context: PeriodContext) -> tuple[PaperKind, ...]:
    """The papers of which the row speaks; the one that was named, where one was; none where it speaks of any."""
    if context.paper is not None:
        return (context.paper,)
    named = (each.values for each in row.conditions if each.subject == "paper" and each.wanted)
    return tuple(sorted(PaperKind(str(value)) for values in named for value in values))


def _circumstances(context: PeriodContext, profile: Profile) -> Circumstances:
    return {
        "branch": context.branch,
        "procedure": context.procedure,
        "stage": context.stage,
        "paper": context.paper,
        "zone": profile.zone_of(context.domicile),
        "in_custody": context.in_custody,
    }


_HOUR = timedelta(hours=1)


def count_hours(started: datetime, hours: int, profile: Profile, circumstances: Circumstances) -> Deadline:
    """So many whole hours from the hour after the one in which it started; rest days do not move it.

    The rule that moves an end speaks of a last day: whoever has forty-eight hours has them on a Saturday too.
    """
    local = started.astimezone(profile.zone)
    first = local.replace(minute=0, second=0, microsecond=0) + _HOUR
    ends = first + hours * _HOUR
    rule = _rule(profile, circumstances, local)
    values = (("at", local), ("amount", hours), ("end_at", ends))
    steps = (Reason("hours_counted", values, rule),)
    return Deadline(ends.date(), provisional=False, rule=rule, findings=steps, wording=profile.wording, ends_at=ends)


def _rule(profile: Profile, circumstances: Circumstances, started: datetime) -> Citation | None:
    row = first_of(rules_under(profile, profile.regime_on(started.date()), circumstances).hours)
    return None if row is None else row.rule


class StartedPeriod(NamedTuple):
    """One period: its name as stored and its end; or why it has none (it stands still)."""

    kind: str
    deadline: Deadline | None
    why_none: Sayable | None = None


def papers_that_start_periods(jurisdiction: str = "cn") -> tuple[PaperKind, ...]:
    """The kinds of paper whose service starts a period at some time, in the order of the vocabulary."""
    return _papers(jurisdiction)


@cache
def _papers(jurisdiction: str) -> tuple[PaperKind, ...]:
    rows = [row for row in profile_of(jurisdiction).rows.period if row.starts == "service" and not row.only_on_request]
    named = [
        condition for row in rows for condition in row.conditions if condition.subject == "paper" and condition.wanted
    ]
    return tuple(kind for kind in PaperKind if any(kind in condition.values for condition in named))


def periods_of_paper(served: date, context: PeriodContext) -> tuple[StartedPeriod, ...]:
    """The periods that `context.paper` starts when it is served on that day."""
    kinds = [answer.kind for answer in _started(served, context)]
    return tuple(_started_period(kind, served, context) for kind in dict.fromkeys(kinds))


def _started_period(kind: str, served: date, context: PeriodContext) -> StartedPeriod:
    try:
        return StartedPeriod(kind, last_day(served, kind, context))
    except PeriodError as error:
        return StartedPeriod(kind, None, error.reason)


def _started(served: date, context: PeriodContext) -> tuple[PeriodAnswer, ...]:
    profile = profile_of(context.jurisdiction)
    paper = PaperFacts("paper", context.paper or PaperKind.OTHER, "", days_set_in_paper=context.days_set_in_paper)
    case = CaseFacts(context.branch, context.procedure, context.stage)
    person = RecipientFacts(RecipientKind.NATURAL_PERSON, context.domicile, in_custody=context.in_custody)
    moment = datetime.combine(served, time.max, UTC)
    facts = Facts(moment, case, paper, person, jurisdiction=context.jurisdiction)
    return periods_from(served, facts, service_of(profile, case, paper, person))[0]
