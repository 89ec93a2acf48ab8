"""What the page about security says of guessing codes follows from the numbers that the program goes by."""

import math
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from songda.core import identity, mandates
from songda.records.delivery.portal_acts.codes import USUAL
from songda.records.ground.limits.actions import LIMITS, LimitedInput

PAGE = Path(__file__).parents[4] / "docs/explanation/security.md"
YEAR = timedelta(days=365)
PLACES = (1, 100, 10_000)
BY_PLACE = LIMITS[LimitedInput.IDENTITY]


@dataclass(frozen=True)
class Code:
    """A code as the page tells of it; `good_at_once` are as many as may be right at the same time.

    Where the link counts wrong tries, it does so wherever they come from; else the place does from which they come.
    """

    name: str
    digits: int
    good_at_once: int = 1
    is_counted_by_link: bool = True
    within: timedelta = YEAR

    @property
    def bound(self) -> str:
        if self.is_counted_by_link:
            return f"{identity.MAX_TRIES} in {identity.LOCK_HOURS} hours"
        return f"{BY_PLACE.count} in {BY_PLACE.window.total_seconds() / 60:.0f} minutes from a place"

    def tries(self, places: int) -> float:
        if self.is_counted_by_link:
            return identity.MAX_TRIES * (self.within / timedelta(hours=identity.LOCK_HOURS))
        return places * BY_PLACE.count * (self.within / BY_PLACE.window)

    def chance(self, places: int) -> str:
        percent = -100 * math.expm1(self.tries(places) * math.log1p(-self.good_at_once / 10**self.digits))
        return f"{percent:.2g} %" if percent < 10 else f"{percent:.0f} %"

    @property
    def row(self) -> str:
        within = "a year" if self.within == YEAR else f"the {self.within.total_seconds() / 60:.0f} minutes of one"
        cells = [self.name, str(self.digits), self.bound, within, *map(self.chance, PLACES)]
        return f"| {' | '.join(cells)} |"


CODES = (
    Code("to a recipient", USUAL.digits),
    Code("of a mandate", mandates.CODE_DIGITS),
    Code(
        "that opens a locked link",
        identity.OPENING_DIGITS,
        good_at_once=identity.OPENING_CODES_PER_HOUR * identity.OPENING_MINUTES // 60,
        is_counted_by_link=False,
    ),
    Code(
        "given at the counter, of a locked link",
        identity.COUNTER_CODE_DIGITS,
        is_counted_by_link=False,
        within=timedelta(minutes=identity.COUNTER_CODE_MINUTES),
    ),
)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_the_page_says_what_the_numbers_come_to(code: Code) -> None:
    assert code.row in PAGE.read_text()


def test_from_a_hundred_places_no_code_is_guessed_once_in_a_hundred_times() -> None:
    for code in CODES:
        assert code.tries(100) * code.good_at_once / 10**code.digits < 0.01, code.name
