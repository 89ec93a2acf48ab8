"""Looks a password up in a sorted list of SHA-1 sums of stolen ones, as such lists are given out, by a few reads."""

import hashlib
from pathlib import Path
from typing import IO, Final

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


def _is_sum(said: bytes) -> bool:
    return len(said) == _SUM and all(letter in b"0123456789abcdef" for letter in said)
