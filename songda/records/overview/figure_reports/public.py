"""What of a report everybody may see: no count of fewer than five people, and nothing that gives one away.

Two reports of overlapping periods could be subtracted from one another; hence only half-years that are over are public,
which share no day, without a comparison and without a split of the visitor's own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from songda.core.figures.hiding import FEWEST, hidden, hidden_shares, is_small
from songda.core.figures.periods import Period
from songda.records.court.staff.models import Court
from songda.records.overview.figure_reports.report import Kind, Line, Report, Section
from songda.records.overview.figures.asking import Question, ask

_FIRST_YEAR = 2020
_NEVER = ("court", "over_time")  # sections that are of no concern to the public, or of too few


def public_periods(today: date) -> list[Period]:
    """The half-years that are over, the newest first."""
    halves = [
        Period(date(year, first, 1), date(year, last, day))
        for year in range(today.year, _FIRST_YEAR - 1, -1)
        for first, last, day in ((7, 12, 31), (1, 6, 30))
    ]
    return [half for half in halves if half.last < today]


def periods_with_counts(court: Court, today: date) -> list[Period]:
    """Those of them in which enough was ordered that a number may be shown, the newest first; in one statement."""
    halves = public_periods(today)
    if not halves:
        return []
    every = Period(halves[-1].first, halves[0].last)
    launched: Counter[str] = Counter()
    for row in ask(Question(("launched",), every, (court.id,), "month")).of("launched"):
        launched[row.key] += row.parts.numerator
    return [half for half in halves if sum(launched[month] for month in half.steps("month")) >= FEWEST]


def for_everybody(report: Report) -> Report:
    """The same report without what is about few."""
    sections = tuple(_section(one) for one in report.sections if one.key not in _NEVER and not _repeats(one))
    return replace(
        report, total=_hide([report.total], _small([report.total]))[0], sections=sections, revisions=(), is_public=True
    )


def _repeats(section: Section) -> bool:
    """A split with a single key says once more what the total says."""
    return section.kind is Kind.SHARES and section.key != "definitions" and len(section.lines) == 1


def _section(section: Section) -> Section:
    match section.kind:
        case Kind.FUNNEL:
            gone = _small_steps(section.lines)
        case Kind.COUNTS | Kind.WAITS:
            gone = hidden({line.key: line.parts.numerator for line in section.lines if line.parts})
        case _ if section.key == "definitions":
            gone = _small(section.lines) | _near(section.lines)
        case _:
            gone = _split(section.lines)
    return replace(section, lines=_hide(section.lines, gone))


def _split(lines: Sequence[Line]) -> frozenset[str]:
    """Parts of one whole: the small ones, and as many more as keep these from being reckoned."""
    if any(line.parts and line.parts.denominator is None for line in lines):
        return hidden({line.key: line.parts.numerator for line in lines if line.parts})
    return hidden_shares({line.key: (line.parts.numerator, line.parts.denominator) for line in lines if line.parts})


def _small(lines: Sequence[Line]) -> frozenset[str]:
    rows = [(line.key, line.parts) for line in lines if line.parts]
    return frozenset(key for key, parts in rows if is_small(parts.numerator, parts.denominator))


def _small_steps(lines: Sequence[Line]) -> frozenset[str]:
    """A step that few reached, or at which few were lost."""
    counts = [(line.key, line.parts.numerator) for line in lines if line.parts]
    few = {key for key, n in counts if 0 < n < FEWEST}
    pairs = pairwise(counts)
    return frozenset(few | {key for (_, before), (key, n) in pairs if 0 < abs(before - n) < FEWEST})


def _near(lines: Sequence[Line]) -> frozenset[str]:
    """Definitions of the same whole whose difference is of few: the smaller one goes."""
    gone: set[str] = set()
    for line in lines:
        for other in lines:
            if line.parts and other.parts and line.parts.denominator == other.parts.denominator:
                lead = other.parts.numerator - line.parts.numerator
                gone |= {line.key} if 0 < lead < FEWEST else set()
    return frozenset(gone)


def _hide(lines: Sequence[Line], gone: frozenset[str]) -> tuple[Line, ...]:
    return tuple(replace(line, parts=None, before=None) if line.key in gone else line for line in lines)
