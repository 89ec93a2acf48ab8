"""What a letter costs to send: by carrier, product and weight, as the court wrote it down; nothing is guessed.

A table of a product begins with the lightest letter and ends with the heaviest that its envelope holds: one that leaves
some of them without a rate is refused when it is read, not when the letter is posted.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from songda.core.delivery.letters import PRODUCTS, Product

NO_CARRIER: Final = "post"  # the name of whoever takes the letters where no carrier is connected
_WEIGHTS: Final = {"grams_a_sheet": Decimal(5), "grams_of_envelope": Decimal(12)}  # A4 of 80 g a square metre
_COLUMNS: Final = {"up_to_g", "yuan"}


class PostageError(ValueError):
    """A table that cannot be read, or leaves letters without a rate: where, and what is wrong."""

    def __init__(self, place: str, wrong: str) -> None:
        super().__init__(f"{place}: {wrong}")


@dataclass(frozen=True)
class Step:
    """A letter up to this weight costs so much."""

    up_to_g: int
    fen: int


@dataclass(frozen=True)
class Postage:
    """The rates by carrier and product, the lightest letter first."""

    rates: Mapping[tuple[str, Product], Sequence[Step]]
    grams_a_sheet: Decimal = _WEIGHTS["grams_a_sheet"]
    grams_of_envelope: Decimal = _WEIGHTS["grams_of_envelope"]

    def grams(self, sheets: int) -> int:
        """What a letter of so many sheets weighs, rounded up."""
        return int((self.grams_of_envelope + sheets * self.grams_a_sheet).to_integral_value(ROUND_CEILING))

    def fen(self, carrier: str, product: Product, sheets: int) -> int | None:
        """What it costs; None where nothing is written down of this carrier and product."""
        weight = self.grams(sheets)
        steps = self.rates.get((carrier, product), ())
        return next((step.fen for step in steps if weight <= step.up_to_g), None)


def read_postage(text: str) -> Postage:
    """The court's own table (TOML); raises PostageError.

    `[carrier.product]` with two lists of one length, `up_to_g` and `yuan`; above `grams_a_sheet`, `grams_of_envelope`.
    """
    try:
        given = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as wrong:
        raise PostageError("the file", f"it is no TOML: {wrong}") from wrong
    weights = {name: _weight(name, given.pop(name, usual)) for name, usual in _WEIGHTS.items()}
    bare = Postage({}, **weights)
    rates = {
        (carrier, _product(f"{carrier}.{name}", name)): _steps(f"{carrier}.{name}", table, name, bare)
        for carrier, products in given.items()
        for name, table in _tables(carrier, products).items()
    }
    return Postage(rates, **weights)


def _weight(name: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value <= 1000:
        raise PostageError(name, "write grams, more than 0 and at most 1000")
    return Decimal(value)


def _tables(carrier: str, products: Any) -> Mapping[str, Any]:
    if not isinstance(products, dict):
        raise PostageError(carrier, "write a table for each product of a carrier: [carrier.product]")
    return products


def _product(place: str, name: str) -> Product:
    if name not in tuple(Product):
        raise PostageError(place, f"there is no such product; there are {', '.join(Product)}")
    return Product(name)


def _steps(place: str, table: Any, name: str, bare: Postage) -> Sequence[Step]:
    if not isinstance(table, dict) or set(table) != _COLUMNS:
        raise PostageError(place, "write the two lists up_to_g and yuan, and nothing else")
    limits, prices = table["up_to_g"], table["yuan"]
    if not isinstance(limits, list) or not isinstance(prices, list) or len(limits) != len(prices) or not limits:
        raise PostageError(place, "up_to_g and yuan must be lists of the same length, with one entry at least")
    if not all(type(limit) is int for limit in limits) or limits != sorted(set(limits)) or limits[0] <= 0:
        raise PostageError(place, "up_to_g must rise from entry to entry, in whole grams")
    if not all(isinstance(price, int | Decimal) and 0 <= price <= 10_000 for price in prices):
        raise PostageError(place, "yuan must be amounts from 0 to 10000")
    most = PRODUCTS[_product(place, name)].most_sheets
    if limits[-1] < (heaviest := bare.grams(most)):
        gap = f"nothing stands for {limits[-1] + 1} to {heaviest} g; a letter of {most} sheets weighs so much"
        raise PostageError(place, gap)
    return [Step(limit, int(Decimal(price) * 100)) for limit, price in zip(limits, prices, strict=True)]
