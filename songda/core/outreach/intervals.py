"""Shares and the differences between them, with what chance alone would allow; the normal law is Python's own.

Sources: Wilson, J. Am. Stat. Assoc. 22 (1927) 209; Newcombe, Statistics in Medicine 17 (1998) 873, method 10; Fleiss,
Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed., formula 4.14 without correction.
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

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


def wilson(share: Share, error: float = 0.05) -> Interval:
    """The two-sided interval of a share; of nothing it is everything."""
    if share.of == 0:
        return Interval(0.0, 1.0)
    z, n, p = _z(error), share.of, share.rate
    middle = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    low = 0.0 if share.hits == 0 else (middle - half) / whole
    high = 1.0 if share.hits == share.of else (middle + half) / whole
    return Interval(low, high)


def difference(first: Share, second: Share, error: float = 0.05) -> Interval:
    """The interval of `first` less `second`."""
    a, b = wilson(first, error), wilson(second, error)
    gap = first.rate - second.rate
    low = gap - sqrt((first.rate - a.low) ** 2 + (b.high - second.rate) ** 2)
    high = gap + sqrt((a.high - first.rate) ** 2 + (second.rate - b.low) ** 2)
    return Interval(low, high)


def needed_for_each(usual: float, wanted: float, *, pairs: int = 1, error: float = 0.05, power: float = 0.8) -> int:
    """How many people each text needs, so that a rise from `usual` to `wanted` is seen with this power.

    `pairs` comparisons share the allowed error. ValueError where there is no rise or a share is none.
    """
    if not 0 < usual < wanted < 1:
        raise ValueError("the wanted share lies above the usual one, both between 0 and 1")
    middle = (usual + wanted) / 2
    by_chance = _z(error / pairs) * sqrt(2 * middle * (1 - middle))
    by_power = NORMAL.inv_cdf(power) * sqrt(usual * (1 - usual) + wanted * (1 - wanted))
    return ceil(((by_chance + by_power) / (wanted - usual)) ** 2)


def _z(error: float) -> float:
    return NORMAL.inv_cdf(1 - error / 2)
