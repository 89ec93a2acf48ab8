"""Reads DER, the binary form of signatures and time stamps, as far as they need it."""

from collections.abc import Sequence
from dataclasses import dataclass

SEQUENCE, SET, OCTET_STRING, OBJECT_ID, INTEGER, GENERALIZED_TIME = 0x30, 0x31, 0x04, 0x06, 0x02, 0x18


class DerError(ValueError):
    """Bytes that are not DER, or not what was expected at this place."""


@dataclass(frozen=True)
class Der:
    """One element: its tag, its content, and its bytes as a whole."""

    tag: int
    body: bytes
    whole: bytes

    def parts(self) -> Sequence["Der"]:
        """The elements inside."""
        found, rest = list[Der](), self.body
        while rest:
            part = read_der(rest)
            found.append(part)
            rest = rest[len(part.whole) :]
        return found

    def require(self, tag: int) -> "Der":
        """The element itself. Raises `DerError` when it has another tag."""
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#04x} where {tag:#04x} is expected")
        return self

    def object_id(self) -> str:
        """An object identifier in its dotted form."""
        numbers, value = list[int](), 0
        for byte in self.require(OBJECT_ID).body:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        if not numbers:
            raise DerError("an empty object identifier")
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def read_der(data: bytes) -> Der:
    """The first element of `data`; what follows it is left alone. Raises `DerError`."""
    if len(data) < 2 or data[0] & 0x1F == 0x1F:
        raise DerError("not DER")
    length, start = data[1], 2
    if length >= 0x80:
        start = 2 + (length & 0x7F)
        if not 0x81 <= length <= 0x84 or len(data) < start:
            raise DerError("a length that DER does not know")
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        raise DerError("cut off")
    return Der(data[0], data[start : start + length], data[: start + length])


def part(parts: Sequence[Der], place: int) -> Der:
    """The element at a place. Raises `DerError` when there are fewer."""
    if place >= len(parts):
        raise DerError("something is missing")
    return parts[place]
