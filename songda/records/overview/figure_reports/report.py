"""What a report is made of: sections of lines, each line a numerator and a denominator that can be added.

Waits from the order to the effect are put in a few columns that people can compare.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from songda.core.figures import Figure, Interval, Parts, figure, interval_of, is_different
from songda.core.figures.periods import Period
from songda.core.figures.waits import LONGER
from songda.records.court.staff.models import Court
from songda.records.overview.figures.counting import RevisedCount

COLUMNS = (1, 4, 12, 24, 48, 72, 168, 336, 720)  # hours within which; what took longer stands in one more
MORE = "more"


class Kind(StrEnum):
    """How the lines of a section are drawn."""

    TREND = "trend"
    FUNNEL = "funnel"
    SHARES = "shares"  # each line is a share of its own
    COUNTS = "counts"  # the lines are parts of one whole
    WAITS = "waits"
    MULTIPLES = "multiples"  # each line is one step of time of one key


@dataclass(frozen=True)
class ReportRequest:
    """What somebody wants to see: a figure of these courts in a period, beside another period, split by a dimension."""

    courts: tuple[Court, ...]
    figure: Figure
    period: Period
    compare: Period | None = None
    by: str | None = None


@dataclass(frozen=True)
class Line:
    """One line: its key in the dimension, what was counted, and the same in the other period.

    `step` names the day, week or month where it is one step of that key, else it is empty.
    `parts` is None where fewer than five people would be told of.
    """

    key: str
    parts: Parts | None
    before: Parts | None = None
    is_revised: bool = False
    step: str = ""

    @property
    def is_hidden(self) -> bool:
        """So few that it would tell of somebody."""
        return self.parts is None

    @property
    def interval(self) -> Interval | None:
        """Of a share of fewer than a thousand."""
        return interval_of(self.parts) if self.parts else None

    @property
    def is_different(self) -> bool | None:
        """Whether the periods differ for more than chance; None where it cannot be told."""
        if self.parts is None or self.before is None:
            return None
        return is_different(self.parts, self.before)

    @property
    def why_untold(self) -> str:
        """Why it cannot be told whether the periods differ (`verdict.<word>`); empty where it is, or was not asked."""
        if self.before is None or self.is_different is not None:
            return ""
        if self.parts is None:
            return "too_few"
        return "no_share" if self.parts.denominator is None else "nothing_counted"


@dataclass(frozen=True)
class Section:
    """One chart with its table: of which figure, split by what (empty: by nothing)."""

    key: str
    kind: Kind
    figure: Figure
    by: str
    lines: tuple[Line, ...]
    median_hours: int | None = None
    ninth_tenth_hours: int | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing was counted."""
        return not any(line.is_hidden or _weight(line.parts) for line in self.lines)


@dataclass(frozen=True)
class Seal:
    """What the counts rest on: so many first events of the log, and the root of their tree in hex."""

    size: int
    root: str


@dataclass(frozen=True)
class Report:
    """The whole answer; `names` are what keys are called that are no words, such as members of staff."""

    wanted: ReportRequest
    total: Line
    sections: tuple[Section, ...]
    revisions: tuple[RevisedCount, ...]
    seal: Seal | None
    made_at: datetime
    names: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = False
    is_contradictory: bool = False  # a recount will say why
    is_outdated: bool = False  # counted by an earlier version of the code; being counted anew

    @property
    def definitions(self) -> tuple[Figure, ...]:
        """Every figure in it, once, that of the question first."""
        every = (self.wanted.figure, *(section.figure for section in self.sections))
        return tuple(dict.fromkeys((*every, *self._other_definitions())))

    def section(self, key: str) -> Section:
        """The section of this key; raises KeyError."""
        return next((one for one in self.sections if one.key == key), None) or _missing(key)

    def _other_definitions(self) -> tuple[Figure, ...]:
        found = (section for section in self.sections if section.key in {"definitions", "funnel"})
        return tuple(figure(line.key) for section in found for line in section.lines)


def _missing(key: str) -> Section:
    raise KeyError(key)


def _weight(parts: Parts | None) -> int:
    return 0 if parts is None else (parts.numerator if parts.denominator is None else parts.denominator)


def wait_lines(histogram: Mapping[str, int]) -> tuple[Line, ...]:
    """How many took effect within so many hours, each counted once; keys that are no waits are not looked at."""
    counts = dict.fromkeys((*map(str, COLUMNS), MORE), 0)
    for key, n in histogram.items():
        if key.isdigit():
            place = bisect_left(COLUMNS, int(key))
            counts[str(COLUMNS[place]) if place < len(COLUMNS) else MORE] += n
        elif key == LONGER:
            counts[MORE] += n
    return tuple(Line(key, Parts(n)) for key, n in counts.items())


def place_of(hours: int) -> float:
    """Where a wait lies between the columns, counted in columns from the left."""
    place = bisect_left(COLUMNS, hours)
    if place == len(COLUMNS):
        return place + 0.5
    lower = COLUMNS[place - 1] if place else 0
    return place + (hours - lower) / (COLUMNS[place] - lower)
