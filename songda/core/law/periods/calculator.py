"""The last day of a period, asked for by its name or by its length, without any facts of a service."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from songda.core.law.attempt.kinds import ServiceKind
from songda.core.law.decision import Citation, Reason
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage
from songda.core.law.facts.fields import PLAUSIBLE_YEARS, FactsError, as_domicile
from songda.core.law.periods.counting import Deadline, Length, Suspension, beyond_limits, count, count_row
from songda.core.law.periods.hours import count_hours
from songda.core.law.profile import Profile, profile_of
from songda.core.law.profile.conditions import Circumstances
from songda.core.law.profile.rows import PeriodRow, Row


class PeriodError(ValueError):
    """The period that was asked for cannot be counted; says why, in both languages, and by which rule if by one."""

    def __init__(self, reason: str, reason_zh: str, rule: Citation | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.reason_zh = reason_zh
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of case in which the period runs; `paper` None: any paper that starts such a period.

    `stated_days` is what the notice sets, `stillness` from when to when an objection to jurisdiction may stop it.
    """

    branch: Branch = Branch.CIVIL
    procedure: Procedure = Procedure.ORDINARY
    stage: Stage = Stage.FIRST_INSTANCE
    paper: PaperKind | None = None
    domicile: str = "cn"
    in_custody: bool = False
    jurisdiction: str = "cn"
    stated_days: int | None = None
    suspension: Suspension | None = None


def last_day(served: date, period: str | Length, asked: Asked | None = None) -> Deadline:
    """The last day of the period named, or of so many days, months or hours; PeriodError where the law has none.

    `served` is the day on which it starts, or the moment (with its offset), which a period counted in hours needs.
    """
    asked = asked or Asked()
    _check_domicile(asked)
    if served.year not in PLAUSIBLE_YEARS:
        raise PeriodError(f"{served} lies outside the years 1900 to 2200.", f"{served} 不在1900年至2200年之间。")
    profile = profile_of(asked.jurisdiction)
    around = _around(asked, profile)
    day = profile.day_of(served) if isinstance(served, datetime) else served
    if isinstance(period, Length):
        deadline = _counted(served, day, period, profile, around)
        return replace(deadline, findings=(*deadline.findings, Reason("days_as_asked")))
    row = _row(period, day, asked, profile)
    if row.hours:
        return _named(row, asked, _counted(served, day, Length(hours=row.hours), profile, around), ())
    return _in_days(row, day, asked, ServiceKind(profile, around))


def _in_days(row: PeriodRow, day: date, asked: Asked, service: ServiceKind) -> Deadline:
    length = _length(row, asked)
    end, about = count_row(row, day, length, asked.suspension, service)
    if end is None:
        raise _standing_still(about, service.profile)
    if asked.suspension is not None and not about:
        about = (Reason("period_runs_on", (("period", row.kind),)),)
    named = _named(row, asked, end, about)
    return replace(named, findings=(*named.findings, *beyond_limits(row, length, service, day)))


def _check_domicile(asked: Asked) -> None:
    try:
        as_domicile(asked.domicile, "domicile")
    except FactsError as error:
        raise PeriodError(f"domicile: {error.reason}", f"domicile：{error.reason_zh}") from None


def _counted(served: date, day: date, length: Length, profile: Profile, around: Circumstances) -> Deadline:
    if not length.hours:
        return count(day, length, profile, around)
    if not isinstance(served, datetime) or served.tzinfo is None:
        raise PeriodError(
            "A period in hours needs the moment it starts, with its offset, such as 2022-06-02T10:20+08:00.",
            "以时计算的期间须给出起算的时刻（带时区偏移），例如 2022-06-02T10:20+08:00。",
        )
    return count_hours(served, length.hours, profile, around)


def _named(row: PeriodRow, asked: Asked, end: Deadline, about: tuple[Reason, ...]) -> Deadline:
    values = (("period", row.kind), ("start", row.starts), ("end", end.ends_at or end.last_day))
    about_start = Reason(row.say, values, row.rule)
    return replace(end, rule=row.rule, findings=(*_which_paper(row, asked), *about, *end.findings, about_start))


def _length(row: PeriodRow, asked: Asked) -> Length:
    if not row.stated:
        return Length(row.days, row.months)
    if asked.stated_days is None:
        raise PeriodError(
            f"The notice sets the length of the period {row.kind!r}: give its days.",
            f"“{row.kind}”期间由通知书指定，请给出天数。",
        )
    return Length(days=asked.stated_days)


def _standing_still(about: tuple[Reason, ...], profile: Profile) -> PeriodError:
    en, zh = [" ".join(profile.wording.sentence(reason, language) for reason in about) for language in ("en", "zh")]
    return PeriodError(en, zh, about[0].rule)


def period_kinds(jurisdiction: str = "cn") -> tuple[str, ...]:
    """The names of the periods that the law knows; the length of the period for evidence is set by the notice."""
    return tuple(dict.fromkeys(row.kind for row in profile_of(jurisdiction).rows.period))


def _row(kind: str, served: date, asked: Asked, profile: Profile) -> PeriodRow:
    if kind not in period_kinds(profile.name):
        known = ", ".join(period_kinds(profile.name))
        raise PeriodError(f"There is no period {kind!r}; there are: {known}.", f"没有“{kind}”期间；可选：{known}。")
    around = _around(asked, profile)
    _refuse_where_there_is_none(kind, served, around, profile)
    for row in profile.rows.period:
        if row.kind == kind and row.is_in_force(served) and _fits(row, around):
            return row
    raise PeriodError(
        f"On {served} no rule gives the period {kind!r} in such a case.", f"{served} 没有规则在此类案件中规定该期间。"
    )


def _refuse_where_there_is_none(kind: str, served: date, around: Circumstances, profile: Profile) -> None:
    for row in profile.rows.no_period:
        if row.kind == kind and row.is_in_force(served) and _fits(row, around):
            reason = Reason(row.say, (("period", kind),), row.rule)
            en, zh = [profile.wording.sentence(reason, language) for language in ("en", "zh")]
            raise PeriodError(en, zh, row.rule)


def _fits(row: Row, around: Circumstances) -> bool:
    """Whether a row speaks of such a case; where no paper was named, its conditions on the paper are left aside."""
    return all(
        condition.holds(around)
        for condition in row.conditions
        if condition.subject != "paper" or around["paper"] is not None
    )


def _which_paper(row: PeriodRow, asked: Asked) -> list[Reason]:
    """Says for which papers the answer holds, so that nobody takes it for another paper's."""
    papers = [sorted(map(str, condition.values)) for condition in row.conditions if condition.subject == "paper"]
    return [Reason("holds_for_papers", (("paper", tuple(papers[0])),))] if papers and asked.paper is None else []


def _around(asked: Asked, profile: Profile) -> Circumstances:
    return {
        "branch": asked.branch,
        "procedure": asked.procedure,
        "stage": asked.stage,
        "paper": asked.paper,
        "zone": profile.zone_of(asked.domicile),
        "in_custody": asked.in_custody,
    }
