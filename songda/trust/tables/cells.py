"""What may stand in a cell, and how words from outside are kept from acting as a formula."""

from dataclasses import dataclass
from datetime import date

# The wide forms too: spreadsheets set to Chinese or Japanese read them like the narrow ones.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST = 32_767  # letters that a cell of a spreadsheet holds


@dataclass(frozen=True, slots=True)
class Share:
    """A share of all, 0 to 1, which spreadsheets show as a percentage with two places: 0.5065 is 50.65 %."""

    of_one: float


Cell = str | int | float | date | Share | None


def safe_cell(said: str) -> str:
    """The text as a spreadsheet takes it out of a CSV: never as a formula."""
    return f"'{said}" if said.startswith(STARTS_A_FORMULA) else said
