"""Writes and takes apart DER, the form in which signatures and time stamps are exchanged; only what they need.

A signature container (CMS, RFC 5652) is nested like boxes, and the signer's own part is the last thing in each box. So
whatever changes in that part leaves all before it as it was, and only the lengths around it are written anew.
"""

from collections.abc import Sequence
from typing import NamedTuple

SEQUENCE, SET, INTEGER, OCTETS, OBJECT_ID = b"\x30", b"\x31", b"\x02", b"\x04", b"\x06"


class Element(NamedTuple):
    """One element: its tag, what is in it, and the whole of it as written."""

    tag: bytes
    content: bytes
    whole: bytes


class DerError(ValueError):
    """The bytes are not what they should be."""


def element(tag: bytes, *parts: bytes) -> bytes:
    """One element with these parts as its content."""
    content = b"".join(parts)
    return tag + _length(len(content)) + content


def integer(value: int) -> bytes:
    """A whole number that is not negative."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1))


def first(written: bytes) -> Element:
    """The element at the beginning; anything may follow it."""
    if len(written) < 2:
        raise DerError("cut short")
    start, size = 2, written[1]
    if size & 0x80:
        start += size & 0x7F
        if not 2 < start <= 6:
            raise DerError("a length of unknown form")
        size = int.from_bytes(written[2:start])
    end = start + size
    if end > len(written):
        raise DerError("cut short")
    return Element(written[:1], written[start:end], written[:end])


def parts_of(content: bytes) -> list[Element]:
    """The elements that stand one after another in a content."""
    found = []
    while content:
        found.append(first(content))
        content = content[len(found[-1].whole) :]
    return found


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    written = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([0x80 | len(written)]) + written


_DEPTH = 5  # container, its wrapping, signed data, list of signers, signer


def boxes_of(container: bytes) -> list[Element]:
    """The container and, one in another, the last thing in each, down to the signer; DerError when it is none."""
    boxes = [first(container)]
    while len(boxes) < _DEPTH:
        boxes.append(parts_of(boxes[-1].content)[-1])
    return boxes


def with_signer(boxes: Sequence[Element], *parts: bytes) -> bytes:
    """The same container around a signer that consists of these parts."""
    written = element(boxes[-1].tag, *parts)
    for outer, inner in zip(reversed(boxes[:-1]), reversed(boxes[1:]), strict=True):
        before = outer.content[: len(outer.content) - len(inner.whole)]
        written = element(outer.tag, before, written)
    return written
