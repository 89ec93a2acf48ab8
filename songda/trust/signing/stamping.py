"""Adds the authority's time stamp to a signature that was made before, in the room that was left for it."""

import hashlib
import re

from songda.trust import der
from songda.trust.signing.boxes import boxes_of, with_signer
from songda.trust.timestamps import Stamper

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_UNSIGNED = b"\xa1"  # the part of a signer that its signature does not cover
_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")  # id-aa-signatureTimeStampToken


class NotSignedError(Exception):
    """The PDF carries no signature of ours."""


class NoRoomError(Exception):
    """The token is longer than the room that was left for it; `needed`: its bytes."""

    def __init__(self, needed: int) -> None:
        super().__init__(f"The signature has no room left for a time stamp of {needed} bytes.")
        self.needed = needed


def add_stamp(pdf: bytes, stamper: Stamper) -> bytes:
    """The same file, length and signature, now with a time stamp (PAdES B-T); StampUnavailable when there is none.

    NoRoomError when it is longer than the room that was left. Nothing that was signed changes: the token goes into the
    unsigned part of the signature container.
    """
    start, end = _hole(pdf)
    try:
        boxes = boxes_of(bytes.fromhex(pdf[start + 1 : end - 1].decode("ascii")))
        last = der.parts_of(boxes[-1].content)[-1]
    except ValueError as error:
        raise NotSignedError("The PDF's signature cannot be read.") from error
    if last.tag == _UNSIGNED:
        return pdf
    token = stamper.stamp(hashlib.sha256(last.content).digest())
    attribute = der.element(der.SEQUENCE, _TOKEN, der.element(der.SET, token))
    container = with_signer(boxes, boxes[-1].content, der.element(_UNSIGNED, attribute))
    if 2 * len(container) > end - start - 2:
        raise NoRoomError(len(token))
    return _put(pdf, (start, end), container)


def _hole(pdf: bytes) -> tuple[int, int]:
    """Where the last signature's container lies, its angle brackets included."""
    found = list(_RANGE.finditer(pdf))
    if not found:
        raise NotSignedError("The PDF is not signed.")
    first, length, second, _ = (int(number) for number in found[-1].groups())
    start, end = first + length, second
    if pdf[start : start + 1] != b"<" or pdf[end - 1 : end] != b">":
        raise NotSignedError("The PDF's signature is not where it says.")
    return start, end


def _put(pdf: bytes, place: tuple[int, int], container: bytes) -> bytes:
    start, end = place
    written = container.hex().encode("ascii").ljust(end - start - 2, b"0")
    return pdf[: start + 1] + written + pdf[end - 1 :]
