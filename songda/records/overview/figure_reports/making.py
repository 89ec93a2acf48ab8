"""Makes a report: a bounded number of statements, whatever the period and however many courts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.core.evidence.merkle import tree_root
from songda.core.figures import FIGURES, Form, Parts, figure
from songda.core.figures.periods import STEPS, step_of
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.tree import nodes
from songda.records.overview.figure_reports.report import Kind, Line, Report, ReportRequest, Seal, Section, wait_lines
from songda.records.overview.figures.asking import COURT, Question, Row, Table, ask, ask_over_time
from songda.records.overview.figures.counting import RevisedCount, entries_counted, is_outdated, revisions
from songda.records.overview.figures.recounting import flaws

FUNNEL = ("launched", "sent", "arrived", "read", "success")
SAME_SERVICES = (
    "success",
    "success_of_concluded",
    "success_of_launched_and_over",
    "success_of_arrived",
    "success_electronic",
    "success_first_try",
    "success_per_try",
    "success_per_recipient",
    "success_per_case",
)
MOST_MULTIPLES = 9  # the largest keys; all of them stand in the split itself
SPLITS = ("way", "role", "care", "age", "address_class")
_DAYS_BY_DAY, _DAYS_BY_WEEK = 31, 120


@dataclass(frozen=True)
class _Answers:
    """Everything that was asked of the day counts."""

    whole: Table
    trend: Table
    failures: Table
    splits: dict[str, Table]
    over_time: Mapping[str, tuple[Row, ...]]


def report_of(wanted: ReportRequest, now: datetime) -> Report:
    """The numbers of a page; raises `WrongQuestionError` where the figure cannot be split that way."""
    answers = _ask_all(wanted)
    noted = _revisions(wanted)
    sections = tuple(_sections(wanted, answers, noted))
    return Report(
        wanted=wanted,
        total=_line(answers.whole.total(wanted.figure.name)),
        sections=sections,
        revisions=noted,
        seal=_seal(),
        made_at=now.replace(microsecond=0),
        names=_names(wanted.courts, sections),
        is_contradictory=any(row.is_contradictory for row in answers.whole.rows) or _has_flaws(wanted),
        is_outdated=is_outdated(),
    )


def step_for(wanted: ReportRequest) -> str:
    """A short period is shown day by day, a longer one by weeks or months."""
    days = wanted.period.days
    return "day" if days <= _DAYS_BY_DAY else "week" if days <= _DAYS_BY_WEEK else "month"


def _ask_all(wanted: ReportRequest) -> _Answers:
    name = wanted.figure.name
    whole = tuple(dict.fromkeys((name, *FUNNEL, *SAME_SERVICES, "wait")))
    return _Answers(
        whole=_ask(wanted, whole, None),
        trend=_ask(wanted, (name,), step_for(wanted)),
        failures=_ask(wanted, ("failed",), "failure"),
        splits={by: _ask(wanted, (name,), by) for by in _splits(wanted)},
        over_time=_over_time(wanted),
    )


def _ask(wanted: ReportRequest, figures: tuple[str, ...], by: str | None) -> Table:
    return ask(Question(figures, wanted.period, _ids(wanted), by, wanted.compare))


def _over_time(wanted: ReportRequest) -> Mapping[str, tuple[Row, ...]]:
    """How each key of the chosen dimension went; nothing where none is chosen."""
    if wanted.by is None or wanted.by in STEPS:
        return {}
    return ask_over_time(Question((wanted.figure.name,), wanted.period, _ids(wanted), wanted.by), step_for(wanted))


def _ids(wanted: ReportRequest) -> tuple[UUID, ...]:
    return tuple(court.id for court in wanted.courts)


def _splits(wanted: ReportRequest) -> tuple[str, ...]:
    """The chosen one first, then courts where it is of several, then those of every report that this figure knows."""
    usual = [by for by in SPLITS if by in wanted.figure.dimensions]
    courts = [COURT] if len(wanted.courts) > 1 else []
    return tuple(dict.fromkeys([*([wanted.by] if wanted.by else []), *courts, *usual]))


def _sections(wanted: ReportRequest, answers: _Answers, noted: Sequence[RevisedCount]) -> Iterator[Section]:
    defined, whole = wanted.figure, answers.whole
    step = step_for(wanted)
    changed = {step_of(one.day, step) for one in noted}
    trend = tuple(_line(row, is_revised=row.key in changed) for row in answers.trend.of(defined.name))
    yield Section("trend", Kind.TREND, defined, step, trend)
    chosen = [by for by in answers.splits if by == wanted.by]
    for by in chosen:
        split = _split(wanted, answers, by)
        yield split
        if len(answers.over_time) > 1:
            yield _multiples(split, answers.over_time)
    steps = tuple(_line(whole.total(name), key=name) for name in FUNNEL)
    yield Section("funnel", Kind.FUNNEL, FIGURES["launched"], "", steps)
    same = tuple(_line(whole.total(name), key=name) for name in SAME_SERVICES)
    yield Section("definitions", Kind.SHARES, defined, "", same)
    failed = tuple(_counted(row) for row in answers.failures.of("failed") if row.key != "-" and row.parts.numerator)
    yield Section("failure", Kind.COUNTS, FIGURES["failed"], "failure", _largest_first(failed))
    yield _waits(whole.total("wait"))
    yield from (_split(wanted, answers, by) for by in answers.splits if by not in chosen)


def _split(wanted: ReportRequest, answers: _Answers, by: str) -> Section:
    lines = tuple(_line(row) for row in answers.splits[by].of(wanted.figure.name))
    kind = Kind.COUNTS if wanted.figure.denominator is None else Kind.SHARES
    return Section(by, kind, wanted.figure, by, _largest_first(lines))


def _multiples(split: Section, over_time: Mapping[str, tuple[Row, ...]]) -> Section:
    """The largest keys of the split, each step by step."""
    largest = [line.key for line in split.lines if line.key in over_time][:MOST_MULTIPLES]
    lines = tuple(Line(key, row.parts, step=row.key) for key in largest for row in over_time[key])
    return Section("over_time", Kind.MULTIPLES, split.figure, split.by, lines)


def _waits(row: Row) -> Section:
    lines = wait_lines(row.histogram)
    return Section("wait", Kind.WAITS, figure("wait"), "wait", lines, row.within(50), row.within(90))


def _line(row: Row, key: str | None = None, *, is_revised: bool = False) -> Line:
    return Line(row.key if key is None else key, row.parts, row.before, is_revised)


def _counted(row: Row) -> Line:
    """A part of one whole: of what failed for this cause, all failed, which would be a share of 100 %."""
    before = None if row.before is None else Parts(row.before.numerator)
    return Line(row.key, Parts(row.parts.numerator), before)


def _largest_first(lines: Sequence[Line]) -> tuple[Line, ...]:
    """By what was counted, then by key, so that the order is the same each time."""
    return tuple(sorted(lines, key=lambda line: (-_size(line), line.key)))


def _size(line: Line) -> int:
    parts = line.parts
    return 0 if parts is None else parts.numerator if parts.denominator is None else parts.denominator


def _revisions(wanted: ReportRequest) -> tuple[RevisedCount, ...]:
    noted = revisions(wanted.figure.parts, _ids(wanted), wanted.period.first, wanted.period.last)
    return tuple(noted) if wanted.figure.form is not Form.WAIT else ()


def _has_flaws(wanted: ReportRequest) -> bool:
    """Whether the last recount of one of these courts found a wrong count in the period."""
    return any(flaws(court.id, wanted.period) for court in wanted.courts)


def _seal() -> Seal | None:
    """How far the log is counted, and the root of its tree up to there; every later checkpoint continues it."""
    size = entries_counted()
    return Seal(size, tree_root(nodes(size), size).hex()) if size else None


def _names(courts: Sequence[Court], sections: Sequence[Section]) -> dict[str, str]:
    """What courts are called, and the members of staff whom a section is split by."""
    names = {str(court.id): court.name for court in courts}
    actors = {line.key for section in sections if section.by == "in_charge" for line in section.lines}
    ids = [UUID(actor.removeprefix("staff:")) for actor in actors if actor.startswith("staff:")]
    if ids:
        names |= {f"staff:{user.id}": str(user) for user in User.objects.filter(id__in=ids)}
    return names
