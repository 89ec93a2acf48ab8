"""Whether a campaign changed anything: the change among those it was for, less the change among comparable others.

Weeks are compared, not people: what people do in one week hangs together, so the spread between weeks says how far
chance goes (difference in differences on weekly gaps, Welch's interval). A placebo period, the later half of the time
before against the earlier half, must show no change, or the classes are not comparable. "Cannot tell" is an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt
from statistics import NormalDist, mean, variance
from typing import Protocol

# Shares and the differences between them, with what chance alone would allow; the normal law is Python's own.
#
# Sources: Wilson, J. Am. Stat. Assoc. 22 (1927) 209; Newcombe, Statistics in Medicine 17 (1998) 873, method 10; Fleiss,
# Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed., formula 4.14 without correction.
NORMAL = NormalDist()


@dataclass(frozen=True)
class Share:
    """So many of so many; the parts are kept, so that shares are added by adding parts."""

    hits: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.of:
            raise ValueError(f"{self.hits} of {self.of} is no share")

    @property
    def rate(self) -> float:
        """Between 0 and 1; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0


@dataclass(frozen=True)
class Interval:
    """What is compatible with what was seen."""

    low: float
    high: float

    @property
    def is_above_zero(self) -> bool:
        """Whether all of it is a rise."""
        return self.low > 0

    @property
    def is_below_zero(self) -> bool:
        """Whether all of it is a fall."""
        return self.high < 0


WEEK = timedelta(days=7)
FEWEST_WEEKS_BEFORE, FEWEST_WEEKS_AFTER = 8, 4
FEWEST_A_WEEK = 10  # people of each class, on average
ERROR = 0.05


class DayCounts(Protocol):
    """Whoever counts: for each class of people the parts of a share, day by day."""

    def __call__(self, first: date, last: date) -> Mapping[str, Mapping[date, Share]]:
        """The counts from the first day to the last, both in it; a day without anybody may be left out."""


class Answer(StrEnum):
    """What can be said."""

    BETTER = "better"
    WORSE = "worse"
    NONE = "none"
    TOO_FEW = "too_few"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Period:
    """The days of the campaign; the weeks before it and after it are compared, its own days are left out."""

    starts_on: date
    ends_on: date
    weeks_before: int = 12
    weeks_after: int = 6

    @property
    def first(self) -> date:
        """The first day that is counted."""
        return self.starts_on - self.weeks_before * WEEK

    @property
    def last(self) -> date:
        """The last day that is counted."""
        return self.ends_on + self.weeks_after * WEEK


@dataclass(frozen=True)
class Effect:
    """The answer; the parts of "reached" and "others" before and after; the change with its interval; the placebo's."""

    answer: Answer
    before: Mapping[str, Share]
    after: Mapping[str, Share]
    change: float | None = None
    interval: Interval | None = None
    placebo: Interval | None = None


def effect(count: DayCounts, reached: str, others: Sequence[str], period: Period) -> Effect:
    """What became of the class that was reached, beside the `others` taken together."""
    if reached in others or not others:
        raise ValueError("a class is compared with others, at least one")
    days = count(period.first, period.last)
    own, others_days = days.get(reached, {}), _together(days.get(name, {}) for name in others)
    befores = _weeks(own, others_days, period.first, period.weeks_before)
    afters = _weeks(own, others_days, period.ends_on + timedelta(days=1), period.weeks_after)
    sums = _sums(befores), _sums(afters)
    if not _enough(befores, FEWEST_WEEKS_BEFORE) or not _enough(afters, FEWEST_WEEKS_AFTER):
        return Effect(Answer.TOO_FEW, *sums)
    half = len(befores) // 2
    _, placebo = _change(befores[:half], befores[half:])
    if placebo.is_above_zero or placebo.is_below_zero:
        return Effect(Answer.NOT_COMPARABLE, *sums, placebo=placebo)
    change, interval = _change(befores, afters)
    return Effect(_answer(interval), *sums, change, interval, placebo)


_Week = tuple[Share, Share]


def _answer(interval: Interval) -> Answer:
    if interval.is_above_zero:
        return Answer.BETTER
    return Answer.WORSE if interval.is_below_zero else Answer.NONE


def _together(classes: Iterable[Mapping[date, Share]]) -> Mapping[date, Share]:
    found: dict[date, Share] = {}
    for days in classes:
        for day, share in days.items():
            found[day] = _sum([found.get(day, Share(0, 0)), share])
    return found


def _weeks(own: Mapping[date, Share], others: Mapping[date, Share], first: date, count: int) -> list[_Week]:
    starts = [first + number * WEEK for number in range(count)]
    return [(_week(own, start), _week(others, start)) for start in starts]


def _week(days: Mapping[date, Share], first: date) -> Share:
    return _sum([days[day] for each in range(7) if (day := first + timedelta(days=each)) in days])


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(share.hits for share in shares), sum(share.of for share in shares))


def _sums(weeks: Sequence[_Week]) -> Mapping[str, Share]:
    return {"reached": _sum([own for own, _ in weeks]), "others": _sum([others for _, others in weeks])}


def _enough(weeks: Sequence[_Week], fewest: int) -> bool:
    """Enough weeks with somebody of both classes in each, and enough people a week on average."""
    if len(weeks) < fewest or any(own.of == 0 or others.of == 0 for own, others in weeks):
        return False
    return all(part.of >= FEWEST_A_WEEK * len(weeks) for part in _sums(weeks).values())


def _change(before: Sequence[_Week], after: Sequence[_Week]) -> tuple[float, Interval]:
    """How far the weekly gap between the classes moved, with Welch's interval."""
    one, two = ([own.rate - others.rate for own, others in weeks] for weeks in (before, after))
    a, b = variance(one) / len(one), variance(two) / len(two)
    change = mean(two) - mean(one)
    if a + b == 0:
        return change, Interval(change, change)
    freedom = (a + b) ** 2 / (a * a / (len(one) - 1) + b * b / (len(two) - 1))
    half = student(1 - ERROR / 2, freedom) * sqrt(a + b)
    return change, Interval(change - half, change + half)


def student(share: float, freedom: float) -> float:
    """The quantile of Student's law by the expansion of Cornish and Fisher (Abramowitz and Stegun, 26.7.5)."""
    z, v = NORMAL.inv_cdf(share), freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / v**power for power, term in enumerate(terms, 1))
