"""What the page about security says of guessing codes follows from the numbers that the program goes by."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from songda.core import identity, mandates
from songda.records.ground import vault
from songda.records.ground.limits.actions import LIMITS, LimitedInput
from songda.records.proof.certificates.numbers import code_of
from songda.records.ways.portal.acts import codes
from songda.records.ways.portal.acts.codes import ENDS_ALONE, USUAL
from songda.trust.sealing.keyring import ALPHABET
from tests.rows import all_rows

PAGE = Path(__file__).parents[5] / "docs/explanation/security.md"
DAY, HOUR, YEAR = timedelta(days=1), timedelta(hours=1), timedelta(days=365)
PLACES = (1, 100, 10_000)


@dataclass(frozen=True)
class Bound:
    """How many wrong tries are taken: in words, and within a time from so many places."""

    words: str
    tries: Callable[[timedelta, int], float]


LOCKS = Bound(
    f"{identity.MAX_TRIES} in {identity.LOCK_HOURS} hours",
    lambda within, _: identity.MAX_TRIES * (within / timedelta(hours=identity.LOCK_HOURS)),
)
ENDS = Bound(
    f"{identity.MAX_TRIES} a code, {ENDS_ALONE.an_hour} codes an hour",
    lambda within, _: identity.MAX_TRIES * ENDS_ALONE.an_hour * (within / HOUR),
)
BY_ACCOUNT = Bound(
    f"{LIMITS[LimitedInput.FACTOR].count} in 24 hours",
    lambda within, _: LIMITS[LimitedInput.FACTOR].count * (within / DAY),
)


def by_place(limited_input: LimitedInput) -> Bound:
    """So many from each place."""
    limit = LIMITS[limited_input]
    words = f"{limit.count} in {limit.window.total_seconds() / 60:.0f} minutes from a place"
    return Bound(words, lambda within, places: places * limit.count * (within / limit.window))


@dataclass(frozen=True)
class Code:
    """A code as the page tells of it; `good_at_once` are as many as may be right at the same time."""

    name: str
    digits: int
    bound: Bound
    good_at_once: int = 1
    within: timedelta = YEAR
    signs: int = 10  # of which each is one

    def chance(self, places: int) -> str:
        tries = self.bound.tries(self.within, places)
        percent = -100 * math.expm1(tries * math.log1p(-self.good_at_once / self.signs**self.digits))
        return f"{percent:.2g} %" if percent < 10 else f"{percent:.0f} %"

    @property
    def row(self) -> str:
        within = "a year" if self.within == YEAR else f"the {self.within.total_seconds() / 60:.0f} minutes of one"
        cells = [self.name, str(self.digits), self.bound.words, within, *map(self.chance, PLACES)]
        return f"| {' | '.join(cells)} |"


CODES = (
    Code("to a recipient", USUAL.digits, LOCKS),
    Code("of a mandate", mandates.CODE_DIGITS, LOCKS),
    Code("by which somebody says that they are not the recipient", ENDS_ALONE.digits, ENDS),
    Code("to an address that a recipient names", ENDS_ALONE.digits, ENDS),
    Code(
        "that opens a locked link",
        identity.OPENING_DIGITS,
        by_place(LimitedInput.IDENTITY),
        good_at_once=identity.OPENING_CODES_PER_HOUR * identity.OPENING_MINUTES // 60,
    ),
    Code(
        "given at the counter, of a locked link",
        identity.COUNTER_CODE_DIGITS,
        by_place(LimitedInput.IDENTITY),
        within=timedelta(minutes=identity.COUNTER_CODE_MINUTES),
    ),
    Code("of a member of staff's app, after their password", 6, BY_ACCOUNT),
)
SOME = UUID(int=7)
MANY = 100_000  # links, or certificates, of a large court
LETTERS = (
    Code("a link, any of 100,000", 10, by_place(LimitedInput.LINK), good_at_once=MANY, signs=len(ALPHABET)),
    Code("on a public notice", 8, by_place(LimitedInput.GENUINE), signs=len(ALPHABET)),
    Code("of a certificate, any of 100,000", 12, by_place(LimitedInput.CERTIFICATE), MANY, signs=len(ALPHABET)),
)


@all_rows("code", [*CODES, *LETTERS], ids=lambda code: code.name)
def test_the_page_says_what_the_numbers_come_to(code: Code) -> None:
    assert code.row in PAGE.read_text()


def test_from_a_hundred_places_no_code_is_guessed_once_in_a_hundred_times() -> None:
    for code in CODES:
        assert code.bound.tries(code.within, 100) * code.good_at_once / 10**code.digits < 0.01, code.name


def test_letters_are_as_many_as_the_page_says() -> None:
    made = [vault.link_token(SOME), vault.notice_code(SOME), code_of(str(SOME))]
    assert [len(code) for code in made] == [code.digits for code in LETTERS]


def test_every_place_where_digits_are_typed_is_reckoned() -> None:
    """A shape of codes that the table does not know would be one whose chance nobody has reckoned."""
    shapes = [name for name, value in vars(codes).items() if isinstance(value, codes.Shape)]
    assert shapes == ["USUAL", "ENDS_ALONE"]
