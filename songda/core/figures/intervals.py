"""How sure a share is, and whether two shares differ: Wilson's interval, and Newcombe's for a difference.

E. B. Wilson, Probable inference, JASA 22 (1927); R. G. Newcombe, Interval estimation for the difference between
independent proportions, Statistics in Medicine 17 (1998), method 10.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from songda.core.figures.sums import Parts

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
