"""What a password may not be beside short, common or like one's name: repeated, the old one, of the house, or known.

Known are those of a list that the court keeps: sorted SHA-1 sums of stolen passwords, as such lists are given out.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST_CHARACTERS = 6  # different ones
FEWEST_OF_ONES_OWN = 8  # beside the words of the house
HOUSE_WORDS = Path(__file__).with_name("house_words.txt")
_PIECE_AGAIN = re.compile(r"(.{1,8})\1+.{0,5}", re.DOTALL)


class NoRepetition:
    """Refuses what is long only by repetition, and the password that is in use."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError where it is refused."""
        if len(set(password.lower())) < FEWEST_CHARACTERS or _PIECE_AGAIN.fullmatch(password.lower()):
            raise ValidationError(_("This password says the same again and again. Take several words instead."))
        if _is_own(user) and user.check_password(password):
            raise ValidationError(_("This is the password that you have now. Choose another one."))

    def get_help_text(self) -> str:
        """What the rule asks for, beside the field."""
        return _("It must not repeat itself, and must not be the one that you have now.")


class NoHouseWords:
    """Refuses what is little more than words that stand on every door here: of this program, the court, its offices."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError where it is refused."""
        left = password.lower()
        for word in sorted({*_house_words(), *_names_of(user)}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < FEWEST_OF_ONES_OWN:
            raise ValidationError(_("This password is made of words that everybody here would try first. Take others."))

    def get_help_text(self) -> str:
        """What the rule asks for, beside the field."""
        return _("It must be more than the names of the court and its offices.")


class NotBreached:
    """Refuses passwords that were found among those stolen elsewhere, where the court keeps such a list."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's shape
        """ValidationError where it is refused."""
        if settings.BREACHED_PASSWORDS_FILE and is_listed(Path(settings.BREACHED_PASSWORDS_FILE), password):
            raise ValidationError(_("This password was stolen somewhere and is known to others. Choose another one."))

    def get_help_text(self) -> str:
        """What the rule asks for, beside the field."""
        if settings.BREACHED_PASSWORDS_FILE:
            return _("It must not be known from a theft of passwords.")
        return _("Take none that you use elsewhere: whether it is known from a theft is not checked here.")


@cache
def _house_words() -> frozenset[str]:
    return frozenset(HOUSE_WORDS.read_text(encoding="utf-8").split())


def _names_of(user: Any) -> set[str]:
    """What names this very court: its name, its code, its English name's words."""
    court = getattr(user, "court", None)
    court_names = (court.name, court.code, *court.name_en.split()) if court else ()
    return {word.lower() for word in court_names if len(word) > 2}


def _is_own(user: Any) -> bool:
    """Whether somebody has a password that they chose themselves; of a given one their form says more."""
    return user is not None and bool(user.pk) and user.has_usable_password() and not user.must_change_password


_SUM: Final = 40  # hexadecimal digits at the beginning of each line; a count may follow


def is_listed(path: Path, password: str) -> bool:
    """Whether the list has it: some thirty short reads, however long it is. OSError where it cannot be read."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().encode()
    with path.open("rb") as lines:
        low, high = 0, lines.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            found = _sum_from(lines, middle)
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
        return _sum_from(lines, low) == wanted


def is_list(path: Path) -> bool:
    """Whether this is such a list at all: sums of that length, in their order, as far as a look at its head tells."""
    try:
        with path.open("rb") as lines:
            head = [lines.readline()[:_SUM].lower() for _ in range(100)]
    except OSError:
        return False
    sums = [one for one in head if one]
    return bool(sums) and sums == sorted(sums) and all(_is_sum(one) for one in sums)


def _sum_from(lines: IO[bytes], place: int) -> bytes:
    """That of the first line that begins at this place or behind it; nothing at the end."""
    lines.seek(max(place - 1, 0))
    if place:
        lines.readline()
    return lines.readline()[:_SUM].lower()


def _is_sum(body: bytes) -> bool:
    return len(body) == _SUM and all(letter in b"0123456789abcdef" for letter in body)
