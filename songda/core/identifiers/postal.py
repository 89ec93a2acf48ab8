"""A postal address in its parts, and how post wants it written: in Chinese from the province down, in English up to it.

It is kept as one line from which the parts can be read again; a line from before that is free text stays as it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import reduce

_POSTCODE = re.compile(r"[0-9]{6}")
_SEPARATOR = " "
_BLANK = "_"  # within a part, between Latin words; beside Chinese there is none
_ADDRESSEE = re.compile(r" @([^@\s]{1,40})$")
_LEVELS = 4  # province, city, district, street; what does not apply stands as a dash
_NOTHING = "-"
REQUIRED = ("province", "street")
LONGEST: Mapping[str, int] = {
    "province": 30,
    "city": 30,
    "district": 30,
    "street": 80,
    "postcode": 6,
    "addressee": 40,
}


@dataclass(frozen=True)
class PostalAddress:
    """The parts as typed; `city` and `district` are empty where there is none (a municipality, a city without any)."""

    province: str
    city: str
    district: str
    street: str
    postcode: str = ""
    addressee: str = ""

    @property
    def levels(self) -> tuple[str, ...]:
        """From the province down to the door; what says the same twice (a municipality) is said once."""
        return tuple(dict.fromkeys(part for part in (self.province, self.city, self.district, self.street) if part))

    @property
    def place(self) -> str:
        """The levels in one, as Chinese writes them."""
        return _joined(self.levels, _SEPARATOR)

    def label(self, language: str = "zh", name: str = "") -> tuple[str, ...]:
        """The lines on a letter: postcode, place, addressee (`name` where there is none of their own).

        In English the other way round, from the addressee and the door upwards.
        """
        addressee = self.addressee or name
        if language == "zh":
            return _given(self.postcode, self.place, addressee)
        province, *middle, street = self.levels if len(self.levels) > 1 else (*self.levels, "")
        area = ", ".join(reversed(middle))
        return _given(addressee, street, area, f"{province} {self.postcode}".strip())


def compose(address: PostalAddress) -> str:
    """One line that is kept and read by people; `parse` reads its parts again."""
    levels = [_plain(part) or _NOTHING for part in (address.province, address.city, address.district, address.street)]
    line = _SEPARATOR.join([address.postcode, *levels] if address.postcode else levels)
    return f"{line}{_SEPARATOR}@{_plain(address.addressee)}" if address.addressee else line


Counted = tuple[tuple[int, str], ...]


def as_counted(line: str) -> Counted:
    """What sorts places as a street is walked: number 2 stands before number 12."""
    parts = re.split(r"([0-9]+)", line)
    return tuple((int(part), "") if number % 2 else (-1, part) for number, part in enumerate(parts))


def parse(line: str) -> PostalAddress | None:
    """The parts of a line that was composed of them; None for free text."""
    found = _ADDRESSEE.search(line)
    addressee, rest = (found[1], line[: found.start()].strip()) if found else ("", line)
    parts = rest.split(_SEPARATOR)
    postcode = parts.pop(0) if len(parts) == _LEVELS + 1 and is_postcode(parts[0]) else ""
    if len(parts) != _LEVELS or not all(parts):
        return None
    province, city, district, street = ("" if part == _NOTHING else _spaced(part) for part in parts)
    return PostalAddress(province, city, district, street, postcode, _spaced(addressee))


def faults(address: PostalAddress) -> Mapping[str, str]:
    """What is wrong, by part: `missing`, `too_long` or `postcode`; the words are `fields.postal.*`."""
    typed = {part: getattr(address, part) for part in PARTS}
    found = {part: "too_long" for part, text in typed.items() if len(text) > LONGEST[part]}
    found |= {part: "missing" for part in REQUIRED if _plain(typed[part]) in ("", _NOTHING)}
    return found if not address.postcode or is_postcode(address.postcode) else found | {"postcode": "postcode"}


def as_written(line: str, language: str = "zh") -> str:
    """The address as people write it in one line; free text of before as it is."""
    address = parse(line)
    if address is None:
        return line
    return (_SEPARATOR if language == "zh" else ", ").join(address.label(language))


def label_of(line: str, language: str, name: str) -> tuple[str, ...]:
    """The lines on a letter to somebody of this name; free text of before in one line."""
    address = parse(line)
    if address is not None:
        return address.label(language, name)
    return (line, name) if language == "zh" else (name, line)


def is_postcode(text: str) -> bool:
    """Six digits."""
    return _POSTCODE.fullmatch(text) is not None


def _plain(part: str) -> str:
    """Without the blanks that part the levels, and without the mark of the addressee."""
    return _joined(re.split(r"[\s_]+", part.replace("@", "").strip()), _BLANK)


def _spaced(part: str) -> str:
    return part.replace(_BLANK, " ")


def _joined(words: Iterable[str], blank: str) -> str:
    """Latin words with a blank between them, Chinese ones without."""
    return reduce(lambda left, right: left + _between(left, right, blank) + right, words, "")


def _between(left: str, right: str, blank: str) -> str:
    return blank if left and right and left[-1].isascii() and right[0].isascii() else ""


def _given(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


PARTS = tuple(field.name for field in fields(PostalAddress))
