"""Letters of the court: products of the post, what becomes of a letter, its number, and how long it may travel.

The number is that of the Universal Postal Union (standard S10): two letters for the service, eight digits that the
carrier gave to the court, a check digit, the country.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Product(StrEnum):
    """How the post carries a letter."""

    COURT_POST = "court_post"  # with a return receipt, tried three times in five days (mail provisions of 2004, art. 6)
    REGISTERED = "registered"
    PLAIN = "plain"  # nobody signs for it: never a service, only a copy


class LetterState(StrEnum):
    """Where a letter stands; what the carrier makes of it are steps of its deed."""

    PROPOSED = "proposed"  # prepared by the engine; a clerk says yes or no
    PLANNED = "planned"  # waits to be set in type
    STOPPED = "stopped"  # set, and something on it would not survive print or post
    READY = "ready"  # set and checked: it waits for a batch, or for the batch to be sealed
    SEALED = "sealed"  # counted into a sealed batch: it is in the post
    WITHDRAWN = "withdrawn"


OPEN = (LetterState.PROPOSED, LetterState.PLANNED, LetterState.STOPPED, LetterState.READY)


class LetterReason(StrEnum):
    """What a letter is for."""

    BY_HAND = "by_hand"  # a clerk chose the post
    ORDERED = "ordered"  # the order itself named the post
    NEXT_WAY = "next_way"  # electronic service is at its end, or closed, and the law opens the post
    COPY_WANTED = "copy_wanted"  # they asked for the papers on paper as well
    CAME_BACK = "came_back"  # an earlier letter came back, and this one is tried in its place
    LOST = "lost"  # an earlier letter was lost, stolen or damaged on its way, and this one is tried in its place


class Withdrawal(StrEnum):
    """Why a letter was taken out before its batch was sealed; of a sealed one, what came about while it travelled."""

    SERVED = "served"  # another way took effect: they read it, came to the counter, or were met
    RECALLED = "recalled"  # the court took the papers back
    CORRECTED = "corrected"  # a paper in it was corrected, and the correction goes to them
    WISH_ENDED = "wish_ended"  # the copy is no longer wanted
    WAY_CLOSED = "way_closed"  # the law closed the post meanwhile: custody, military service, death
    ADDRESS_GONE = "address_gone"  # the place was given up, or was never theirs
    PARTY_LEFT = "party_left"
    DIED = "died"
    SAID_DEAD = "said_dead"  # a proposal: somebody finds out first whether they live
    OLD_HEARING = "old_hearing"  # a summons in it names a time at which no hearing is
    BY_HAND = "by_hand"


class ScanResult(StrEnum):
    """What the print room's scanner met in a batch."""

    COUNTED = "counted"
    AGAIN = "again"  # counted before
    WITHDRAWN = "withdrawn"  # to be taken out of the sack
    ELSEWHERE = "elsewhere"  # of another batch
    STRANGE = "strange"  # no letter of this court


class RetryPlace(StrEnum):
    """Where a letter goes that is tried again after one that came back."""

    SAME_PLACE = "same_place"
    OTHER_PLACE = "other_place"


@dataclass(frozen=True)
class ProductRow:
    """One product: `most_sheets` go into one envelope; `first_letter` of its numbers, empty where it has none."""

    most_sheets: int
    first_letter: str = ""

    @property
    def is_service(self) -> bool:
        """Whether somebody signs for it."""
        return bool(self.first_letter)


# E: express mail with a receipt; R: registered. The second letter is the carrier's own.
PRODUCTS: Mapping[Product, ProductRow] = {
    Product.COURT_POST: ProductRow(250, "E"),
    Product.REGISTERED: ProductRow(120, "R"),
    Product.PLAIN: ProductRow(120),
}
MOST_IN_BATCH = 1000

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_NUMBER = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
_OWN = re.compile(r"SD[0-9A-F]{12}")
SERIALS = 10**8


def check_digit(serial: int) -> int:
    """The check digit over the eight digits of a serial number; ValueError where it has more."""
    if not 0 <= serial < SERIALS:
        raise ValueError("a serial number has eight digits")
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, f"{serial:08d}", strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def item_number(prefix: str, serial: int, country: str = "CN") -> str:
    """The number of one letter, as the carrier's scanners read it."""
    return f"{prefix}{serial:08d}{check_digit(serial)}{country}"


def is_item_number(text: str) -> bool:
    """Whether it is such a number, with the right check digit."""
    found = _NUMBER.fullmatch(text)
    return found is not None and check_digit(int(found[2])) == int(found[3])


def own_number(mark: str) -> str:
    """The code of a letter that the carrier does not number; `mark`: twelve hexadecimal digits of the court's own."""
    return f"SD{mark.upper()}"


def read_number(typed: str) -> str:
    """What a scanner or a hand typed, as numbers are written; an empty text where it is none of either kind."""
    plain = "".join(typed.split()).replace("-", "").upper()
    return plain if is_item_number(plain) or _OWN.fullmatch(plain) else ""


def sheets_of(pages: int) -> int:
    """Sheets of paper, printed on both sides."""
    return (pages + 1) // 2
