"""Photographs that come in: opened in a process of their own and drawn anew, so that only the picture is kept."""

import hashlib
from dataclasses import dataclass

from songda.trust.paper.child import Allowance, ChildFailed, run
from songda.trust.paper.findings import MEGABYTE

__all__ = ["Photograph", "PhotographError", "as_page", "ending_of", "redraw"]


LARGEST = 15 * MEGABYTE
JOBS = "songda.trust.photographs.jobs"
_ENDINGS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"RIFF": "webp"}  # by how the file begins
# The brands of HEIF (ISO/IEC 23008-12, annex B), in which telephones keep photographs; nothing here opens them.
_HEIC = frozenset(b"heic heix heim heis hevc hevx hevm hevs mif1 msf1 mif2 miaf MiHE MiHB".split())


class PhotographError(Exception):
    """The file cannot be kept: `code` is "empty", "too_large", "heic", "no_picture" or "unreadable"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Photograph:
    """A JPEG of ours, with its hash."""

    body: bytes
    sha256: bytes


def redraw(body: bytes) -> Photograph:
    """The photograph as it may be kept; PhotographError otherwise."""
    made = _drawn("redraw", body)
    return Photograph(made, hashlib.sha256(made).digest())


def as_page(body: bytes) -> bytes:
    """The photograph, drawn anew, as a PDF of one page; PhotographError where it cannot be kept."""
    return _drawn("as_page", body)


def ending_of(body: bytes) -> str:
    """The ending of the name of a file that could be drawn, by how it begins."""
    return next((ending for start, ending in _ENDINGS.items() if body.startswith(start)), "bin")


def _drawn(job: str, body: bytes) -> bytes:
    if not body:
        raise PhotographError("empty")
    if len(body) > LARGEST:
        raise PhotographError("too_large")
    if body[4:8] == b"ftyp" and body[8:12] in _HEIC:
        raise PhotographError("heic")
    if not body.startswith(tuple(_ENDINGS)):
        raise PhotographError("no_picture")
    try:
        return run(job, body, [], Allowance(20, 40, 1024 * MEGABYTE, 16 * MEGABYTE), jobs=JOBS)
    except ChildFailed as failed:
        raise PhotographError("unreadable") from failed
