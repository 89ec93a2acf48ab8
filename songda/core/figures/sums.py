"""Numerator and denominator, which are added; the ratio is taken last, and of sums only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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
