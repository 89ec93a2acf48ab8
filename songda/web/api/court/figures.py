"""Figures: definitions, and the counts of the court and of those below it; numbers only, nothing of any case."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.clock import now
from songda.core.figures import FIGURES, Figure, Form, Parts, UnknownFigureError, figure
from songda.core.figures.periods import Period, WrongPeriodError
from songda.core.refusal import WrongField
from songda.core.words import Phrase
from songda.records.court.staff.court_settings import court_and_below
from songda.records.court.staff.models import Court
from songda.records.overview.figure_reports import Line, Report, ReportRequest, Section, report_of
from songda.web.api.once import ChangingRouter
from songda.web.api.shapes import Day, Out, Text
from songda.web.api.tokens import ApiRequest, court_of


class PeriodOut(Out):
    """From the first to the last day, both included."""

    since: date
    until: date


class DefinitionOut(Out):
    """What a figure counts; `hash` is the SHA-256 of its formula, `dimensions` are the ways it can be split."""

    name: str
    version: str
    form: str
    numerator: str
    denominator: str | None
    dimensions: list[str]
    hash: str
    title_zh: str
    title_en: str

    @classmethod
    def of(cls, figure: Figure) -> "DefinitionOut":
        return cls.of_row(
            figure, dimensions=list(figure.dimensions), title_zh=figure.title("zh"), title_en=figure.title("en")
        )


class PartsOut(Out):
    """Numerator and denominator, which may be added; `percent` may not, and is null where nothing was counted."""

    numerator: int
    denominator: int | None
    percent: float | None

    @classmethod
    def of(cls, parts: Parts) -> "PartsOut":
        ratio = parts.ratio
        return cls(numerator=parts.numerator, denominator=parts.denominator, percent=ratio.percent if ratio else None)


class LineOut(Out):
    """One line: its key, what was counted, Wilson's interval of a share of fewer than 1,000, in percent, and before.

    `step`: the day, week or month of that key, where the section goes through time; else empty. `why_untold`: where
    `is_different` is null though two periods were asked for: too_few, no_share (of a count) or nothing_counted.
    """

    key: str
    step: str
    counted: PartsOut
    interval_low: float | None
    interval_high: float | None
    before: PartsOut | None
    is_different: bool | None
    why_untold: str
    is_revised: bool

    @classmethod
    def of(cls, line: Line) -> "LineOut":
        between = line.interval
        return cls.of_row(
            line,
            counted=PartsOut.of(line.parts or Parts()),
            interval_low=round(between.low * 100, 2) if between else None,
            interval_high=round(between.high * 100, 2) if between else None,
            before=PartsOut.of(line.before) if line.before else None,
        )


class SectionOut(Out):
    """One table: of which figure, split by what; for waits the hours within which half and nine in ten took effect."""

    key: str
    figure: str
    by: str
    lines: list[LineOut]
    median_hours: int | None
    ninth_tenth_hours: int | None

    @classmethod
    def of(cls, section: Section) -> "SectionOut":
        return cls.of_row(section, figure=section.figure.version, lines=[LineOut.of(line) for line in section.lines])


class RevisedOut(Out):
    """A day whose count came to change, when that was noted, and by how much."""

    court_id: UUID
    part: str
    day: date
    noted_on: date
    change: int


class FiguresOut(Out):
    """A whole report; the same numbers come out of the first `log_size` events of the log, whose root is `log_root`."""

    courts: list[UUID]
    period: PeriodOut
    compared: PeriodOut | None
    total: LineOut
    sections: list[SectionOut]
    definitions: list[DefinitionOut]
    revisions: list[RevisedOut]
    log_size: int | None
    log_root: str | None
    is_found_wrong: bool
    is_outdated: bool
    made_at: datetime

    @classmethod
    def of(cls, report: Report) -> "FiguresOut":
        period, other, seal = report.wanted.period, report.wanted.compare, report.seal
        return cls(
            courts=[court.id for court in report.wanted.courts],
            period=PeriodOut(since=period.first, until=period.last),
            compared=PeriodOut(since=other.first, until=other.last) if other else None,
            total=LineOut.of(report.total),
            sections=[SectionOut.of(section) for section in report.sections],
            definitions=[DefinitionOut.of(figure) for figure in report.definitions],
            revisions=[
                RevisedOut(court_id=one.court, part=one.part, day=one.day, noted_on=one.noted_on, change=one.change)
                for one in report.revisions
            ],
            log_size=seal.size if seal else None,
            log_root=seal.root if seal else None,
            is_found_wrong=report.is_contradictory,
            is_outdated=report.is_outdated,
            made_at=report.made_at,
        )


router = ChangingRouter(tags=["figures"])
_FIRST, _LAST = ("since", "compared_since"), ("until", "compared_until")


@router.get("/figures/definitions", response=list[DefinitionOut], summary="List what is counted")
def definitions(request: ApiRequest) -> list[DefinitionOut]:  # noqa: ARG001 - every door is given the request
    """Every figure with its version, its parts, and the hash of its formula."""
    return [DefinitionOut.of(one) for one in FIGURES.values()]


@router.get("/figures", response=FiguresOut, summary="Count a period")
def counted(  # noqa: PLR0913, PLR0917 - a question is what it asks
    request: ApiRequest,
    since: Day,
    until: Day,
    figure: Text = "success",
    by: Text = "",
    compared_since: Day | None = None,
    compared_until: Day | None = None,
    court: Text = "",
) -> FiguresOut:
    """The numbers of any period, beside another one, split by a dimension; of one court, by its code, or of all."""
    own = court_of(request)
    today = now().astimezone(ZoneInfo(own.zone)).date()
    chosen = _figure(figure)
    wanted = ReportRequest(
        courts=_courts(own, court),
        figure=chosen,
        period=_period(since, until, today, 0),
        compare=_compared(compared_since, compared_until, today),
        by=_dimension(chosen, by),
    )
    return FiguresOut.of(report_of(wanted, now()))


def _figure(name: str) -> Figure:
    try:
        found = figure(name)
    except UnknownFigureError:
        raise _wrong("figure", "unknown_figure") from None
    if found.form is Form.WAIT:  # stands in every report as it is
        raise _wrong("figure", "unknown_figure")
    return found


def _dimension(chosen: Figure, by: str) -> str | None:
    if by and by not in chosen.dimensions:
        raise _wrong("by", "unknown_dimension")
    return by or None


def _courts(own: Court, code: str) -> tuple[Court, ...]:
    courts = tuple(one for one in court_and_below(own) if code in {"", one.code})
    if not courts:
        raise _wrong("court", "unknown_court")
    return courts


def _compared(since: date | None, until: date | None, today: date) -> Period | None:
    if since is None and until is None:
        return None
    if since is None or until is None:
        raise _wrong(_FIRST[1] if since is None else _LAST[1], "none_named")
    return _period(since, until, today, 1)


def _period(since: date, until: date, today: date, which: int) -> Period:
    try:
        return Period.read(since, until, today)
    except WrongPeriodError as wrong:
        raise _wrong((_FIRST if wrong.place == "from" else _LAST)[which], wrong.reason) from None


def _wrong(field: str, reason: str) -> WrongField:
    return WrongField(field, reason, why=Phrase(f"figure_reports.wrong.{reason}"))
