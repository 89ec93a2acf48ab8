"""Draws a section of a report in the reader's language."""

from itertools import groupby

from songda.core.charts import (
    NARROW,
    Bar,
    ChartTexts,
    Column,
    Mark,
    Point,
    Series,
    Step,
    bars,
    columns,
    funnel,
    multiples,
    trend,
)
from songda.core.charts.svg import highest, whole_ticks
from songda.core.figures import Parts
from songda.core.figures.sums import Ratio
from songda.core.words import name_of
from songda.records.overview.figure_reports.report import Kind, Line, Report, Section, place_of
from songda.records.overview.figure_reports.wording import (
    HOME,
    count,
    hours_phrase,
    name_of_key,
    name_of_line,
    number_of,
    period_phrase,
    phrase,
    summary_of,
    title_of,
)

MOST_BARS = 12  # what is beyond stands in the table


def draw(report: Report, section: Section, language: str, width: int = NARROW, key: str = "") -> str:
    """The drawing as SVG; `key` names it on its page, where a section is drawn twice."""
    about = ChartTexts(
        key or f"chart-{section.key}",
        title_of(section, language),
        f"{summary_of(report, language)} {period_phrase(report.wanted.period, language)}",
        phrase("nothing", language),
    )
    match section.kind:
        case Kind.TREND:
            return _trend(about, report, section, language, width)
        case Kind.FUNNEL:
            return _funnel(about, report, section, language, width)
        case Kind.MULTIPLES:
            return _multiples(about, report, section, language, width)
        case Kind.WAITS:
            return _waits(about, section, language, width)
        case _:
            return _bars(about, report, section, language, width)


def _value(parts: Parts | None) -> float | None:
    """As high as it is drawn: of a share the ratio, of a count the number; None where there is nothing to divide by."""
    if parts is None:
        return None
    if parts.denominator is None:
        return float(parts.numerator)
    return parts.numerator / parts.denominator if parts.denominator else None


def _percent(value: float) -> str:
    return f"{value * 100:.0f} %"


def _whole(value: float) -> str:
    return count(int(value))


def _trend(about: ChartTexts, report: Report, section: Section, language: str, width: int) -> str:
    is_share = section.figure.denominator is not None
    now = Series(
        period_phrase(report.wanted.period, language),
        tuple(_point(section, line, report, language) for line in section.lines),
    )
    lines: tuple[Series, ...] = (now,)
    if (other := report.wanted.compare) is not None:
        points = tuple(Point(line.key, _value(line.before)) for line in section.lines)
        lines = (now, Series(period_phrase(other, language), points))
    return trend(about, lines, width, _percent if is_share else _whole, 1.0 if is_share else None)


def _multiples(about: ChartTexts, report: Report, section: Section, language: str, width: int) -> str:
    """Side by side, one below the other on a telephone; all of them on one scale, which is told below them."""
    drawn = tuple(
        Series(
            name_of_key(section.by, key, report, language),
            tuple(Point(line.step, _value(line.parts), shown=number_of(line, language)) for line in own),
        )
        for key, own in groupby(section.lines, key=lambda line: line.key)
    )
    is_share = section.figure.denominator is not None
    top = 1.0 if is_share else whole_ticks(highest(drawn))[-1]
    first, last = section.lines[0].step, section.lines[-1].step
    scale = phrase("every_one", language, top=(_percent if is_share else _whole)(top), first=first, last=last)
    return multiples(about, drawn, width, top, scale)


def _point(section: Section, line: Line, report: Report, language: str) -> Point:
    between = line.interval
    return Point(
        name=name_of_key(section.by, line.key, report, language),
        value=_value(line.parts),
        low=between.low if between else None,
        high=between.high if between else None,
        shown=number_of(line, language),
        is_revised=line.is_revised,
    )


def _funnel(about: ChartTexts, report: Report, section: Section, language: str, width: int) -> str:
    steps, first = [], section.lines[0].parts
    for line in section.lines:
        n = line.parts.numerator if line.parts else 0
        share = str(Ratio(n, first.numerator)) if first and line is not section.lines[0] and line.parts else ""
        shown = phrase("hidden", language) if line.is_hidden else count(n)
        steps.append(Step(name_of_line(section, line, report, language), n, shown, share))
    return funnel(about, tuple(steps), width)


def _bars(about: ChartTexts, report: Report, section: Section, language: str, width: int) -> str:
    rows = []
    for line in section.lines[:MOST_BARS]:
        parts = Parts(line.parts.numerator) if section.kind is Kind.COUNTS and line.parts else line.parts
        before = Parts(line.before.numerator) if section.kind is Kind.COUNTS and line.before else line.before
        between = line.interval if section.kind is Kind.SHARES else None
        rows.append(
            Bar(
                name=name_of_line(section, line, report, language),
                value=_value(parts),
                shown=number_of(Line(line.key, parts), language),
                low=between.low if between else None,
                high=between.high if between else None,
                other=_value(before),
            )
        )
    return bars(about, tuple(rows), width, 1.0 if section.kind is Kind.SHARES else None)


def _waits(about: ChartTexts, section: Section, language: str, width: int) -> str:
    drawn = tuple(
        Column(
            name_of(f"{HOME}.wait", line.key, language),  # shorter than in the table, which says from when to when
            line.parts.numerator if line.parts else 0,
            number_of(line, language),
        )
        for line in section.lines
    )
    hours = (("median", section.median_hours), ("ninth_tenth", section.ninth_tenth_hours))
    marks = tuple(
        Mark(place_of(value), f"{phrase(word, language)} {hours_phrase(value, language)}")
        for word, value in hours
        if value
    )
    return columns(about, drawn, marks, width, _whole)
