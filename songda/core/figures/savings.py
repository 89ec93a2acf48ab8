"""What electronic service saves, reckoned with what the court assumes; each assumption stands beside the saving."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# Where a court has named nothing of its own. Assumptions, not measurements: a letter by court express within a province
# costs about 20 yuan; the rest a court must weigh for itself.
UNIT_COSTS: Mapping[str, Decimal] = {
    "pages_per_sheet": Decimal(2),
    "yuan_per_letter": Decimal(20),
    "visits_per_hundred": Decimal(10),
    "km_per_visit": Decimal(20),
    "minutes_per_letter": Decimal(15),
}

# What one try costs by way, in yuan. Nothing holds where a court named nothing: no cost is made up.
WAY_COSTS: Mapping[str, str] = {
    "yuan_by_mail": "mail",
    "yuan_by_visit": "direct",
    "yuan_by_entrusting": "entrusted",
    "yuan_by_transfer": "transfer",
    "yuan_by_notice": "public_notice",
    "yuan_by_text": "sms",
}
COST_NAMES = (*UNIT_COSTS, *WAY_COSTS)


@dataclass(frozen=True, slots=True)
class Saving:
    """An amount, and the assumptions that it rests on: their names and values."""

    name: str
    amount: Decimal
    assumed: Mapping[str, Decimal]


def savings(pages: int, letters: int, costs: Mapping[str, Decimal]) -> tuple[Saving, ...]:
    """Sheets of paper, postage in yuan, kilometres and minutes, of so many pages in so many letters not sent."""
    costs = {**UNIT_COSTS, **costs}
    per_sheet = costs["pages_per_sheet"] or Decimal(1)
    visits = letters * costs["visits_per_hundred"] / 100
    amounts = (
        ("sheets", pages / per_sheet, ("pages_per_sheet",)),
        ("postage", letters * costs["yuan_per_letter"], ("yuan_per_letter",)),
        ("km", visits * costs["km_per_visit"], ("visits_per_hundred", "km_per_visit")),
        ("minutes", letters * costs["minutes_per_letter"], ("minutes_per_letter",)),
    )
    return tuple(Saving(name, amount, {key: costs[key] for key in used}) for name, amount, used in amounts)
