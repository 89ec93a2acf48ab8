"""Photographs that come in: opened in a process of their own and drawn anew, so that only the picture is kept."""

import hashlib
from dataclasses import dataclass

from songda.trust.paper.child import Allowance, ChildFailed, run
from songda.trust.paper.findings import MEGABYTE

__all__ = ["Photograph", "PhotographError", "redraw"]


LARGEST = 15 * MEGABYTE
JOBS = "songda.trust.photographs.jobs"
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class PhotographError(Exception):
    """The file cannot be kept: `code` is "empty", "too_large", "no_picture" or "unreadable"."""

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
    if not body:
        raise PhotographError("empty")
    if len(body) > LARGEST:
        raise PhotographError("too_large")
    if not body.startswith(_STARTS):
        raise PhotographError("no_picture")
    try:
        made = run("redraw", body, [], Allowance(20, 40, 1024 * MEGABYTE, 16 * MEGABYTE), jobs=JOBS)
    except ChildFailed as failed:
        raise PhotographError("unreadable") from failed
    return Photograph(made, hashlib.sha256(made).digest())
