"""A postal address in its parts, in the order that Chinese post asks for: postcode, from the province down, addressee.

It is kept as one line from which the parts can be read again; a line from before that is free text stays as it is.
"""

import re
from dataclasses import dataclass, fields

_POSTCODE = re.compile(r"[0-9]{6}")
_SEPARATOR = " "
_ADDRESSEE = re.compile(r" @([^@\s]{1,40})$")
_LEVELS = 4  # province, city, district, street; what does not apply stands as a dash
_NOTHING = "-"


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
    def place(self) -> str:
        """From the province down to the door; what says the same twice (a municipality) is said once."""
        levels = dict.fromkeys(part for part in (self.province, self.city, self.district, self.street) if part)
        return "".join(levels)

    @property
    def label(self) -> tuple[str, ...]:
        """The lines on a letter: postcode, place, addressee."""
        return tuple(line for line in (self.postcode, self.place, self.addressee) if line)


def compose(address: PostalAddress) -> str:
    """One line that is kept and read by people; `parse` reads its parts again."""
    levels = [_plain(part) or _NOTHING for part in (address.province, address.city, address.district, address.street)]
    line = _SEPARATOR.join([address.postcode, *levels] if address.postcode else levels)
    return f"{line}{_SEPARATOR}@{_plain(address.addressee)}" if address.addressee else line


def parse(line: str) -> PostalAddress | None:
    """The parts of a line that was composed of them; None for free text."""
    found = _ADDRESSEE.search(line)
    addressee, rest = (found[1], line[: found.start()].strip()) if found else ("", line)
    parts = rest.split(_SEPARATOR)
    postcode = parts.pop(0) if len(parts) == _LEVELS + 1 and is_postcode(parts[0]) else ""
    if len(parts) != _LEVELS or not all(parts):
        return None
    province, city, district, street = ("" if part == _NOTHING else part for part in parts)
    return PostalAddress(province, city, district, street, postcode, addressee)


def as_written(line: str) -> str:
    """The address as people write it in one line; free text of before as it is."""
    address = parse(line)
    return line if address is None else _SEPARATOR.join(address.label)


def is_postcode(text: str) -> bool:
    """Six digits."""
    return _POSTCODE.fullmatch(text) is not None


def _plain(part: str) -> str:
    """Without blanks, which part the levels, and without the mark of the addressee."""
    return re.sub(r"[\s@]", "", part)


PARTS = tuple(field.name for field in fields(PostalAddress))
