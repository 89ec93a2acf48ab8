"""Numerator and denominator, which are added; the ratio is taken last, and of sums only; how sure it is.

Wilson's interval for a share, and Newcombe's for the difference of two: E. B. Wilson, Probable inference, JASA 22
(1927); R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine
17 (1998), method 10.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import NormalDist

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share; of nothing by nothing there is none. `hundredths` of a percent, rounded half up: 5065 is 50.65 %."""

    numerator: int
    denominator: int

    @property
    def hundredths(self) -> int | None:
        """In hundredths of a percent; None where the denominator is nothing."""
        if not self.denominator:
            return None
        exact = Decimal(self.numerator) * 10_000 / Decimal(self.denominator)
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def percent(self) -> float | None:
        """The same as a number for machines: 50.65."""
        return None if self.hundredths is None else self.hundredths / 100

    def __str__(self) -> str:
        hundredths = self.hundredths
        return NOTHING if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d} %"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a figure is made of; a figure that is a plain count has no denominator."""

    numerator: int = 0
    denominator: int | None = None

    def __post_init__(self) -> None:
        if self.numerator < 0 or (self.denominator is not None and self.denominator < self.numerator):
            raise ValueError(f"{self.numerator} of {self.denominator}: the numerator lies within the denominator")

    def __add__(self, other: "Parts") -> "Parts":
        """The sum; ValueError where a count is added to a share."""
        if (self.denominator is None) != (other.denominator is None):
            raise ValueError("a count and a share cannot be added")
        below = None if self.denominator is None or other.denominator is None else self.denominator + other.denominator
        return Parts(self.numerator + other.numerator, below)

    @property
    def ratio(self) -> Ratio | None:
        """The share; None for a plain count."""
        return None if self.denominator is None else Ratio(self.numerator, self.denominator)

    def __str__(self) -> str:
        return str(self.numerator) if self.ratio is None else str(self.ratio)


def total(parts: Iterable[Parts], *, is_share: bool) -> Parts:
    """The sum of any number of parts, of none as well."""
    return sum(parts, Parts(0, 0 if is_share else None))


SURE_FROM = 1000  # of so many, a share is shown without its interval
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    """From a share to a share, 0 to 1 (a difference: -1 to 1), in which the true one lies in 95 of 100 cases."""

    low: float
    high: float


def wilson(numerator: int, denominator: int) -> Interval:
    """Of a share; of nothing, anything is possible. ValueError where the numerator is not within the denominator."""
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} is not within {denominator}")
    if denominator == 0:
        return Interval(0.0, 1.0)
    share, squared = numerator / denominator, Z * Z
    middle = share + squared / (2 * denominator)
    half = Z * sqrt(share * (1 - share) / denominator + squared / (4 * denominator * denominator))
    below = 1 + squared / denominator
    return Interval(max(0.0, (middle - half) / below), min(1.0, (middle + half) / below))


def interval_of(parts: Parts) -> Interval | None:
    """What is shown beside a share; None for a count, for nothing, and where so many were counted that it is sure."""
    if not parts.denominator or parts.denominator >= SURE_FROM:
        return None
    return wilson(parts.numerator, parts.denominator)


def difference(now: Parts, before: Parts) -> Interval | None:
    """The interval of the difference of two shares; None where one of them is no share of anything."""
    if not now.denominator or not before.denominator:
        return None
    share, earlier = now.numerator / now.denominator, before.numerator / before.denominator
    one, two = wilson(now.numerator, now.denominator), wilson(before.numerator, before.denominator)
    low = sqrt((share - one.low) ** 2 + (two.high - earlier) ** 2)
    high = sqrt((one.high - share) ** 2 + (earlier - two.low) ** 2)
    return Interval(share - earlier - low, share - earlier + high)


def is_different(now: Parts, before: Parts) -> bool | None:
    """Whether the shares of two periods differ for more than chance; None where it cannot be told at all."""
    between = difference(now, before)
    return None if between is None else not between.low <= 0 <= between.high
