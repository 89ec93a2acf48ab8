"""Decides whether a PDF may be kept as a paper, and says why not."""

import hashlib
import json
import re
from typing import Any

from songda.trust.paper.child import Allowance, ChildFailed, read_frames, run
from songda.trust.paper.findings import MEGABYTE, Inspection, Limits, Refusal

_START = b"%PDF-"
_END = b"%%EOF"
# By what other programs know a file as theirs, though it begins as a PDF: an archive is read from its end (and is a
# program, as JAR), others at a fixed place or anywhere near the beginning.
_ARCHIVE_END, _ARCHIVE_ENTRY, _LONGEST_COMMENT = b"PK\x05\x06", b"PK\x01\x02", 22 + 65_535
_ARCHIVE_MARKS = (b"PK\x03\x04", _ARCHIVE_ENTRY, _ARCHIVE_END)
_DISCS = frozenset({b"CD001", b"BEA01", b"NSR02", b"NSR03"})
_AT = {257: {b"ustar"}, **dict.fromkeys(range(32_769, 51_202, 2048), _DISCS)}
_ANYWHERE = (
    *(b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF\0\0\0\0", b"**ACE**", b"\xfd7zXZ\0"),
    *(b"__HALT_COMPILER();", b"<HTA:APPLICATION"),
)
_NEAR = 1024 * 1024
_WINDOW = 1024  # readers look for the start and the end mark in so many bytes; so do we
_REVISION = re.compile(rb"startxref\s+\d+\s+%%EOF")
_PLAIN = Limits()
_MOST_REMEMBERED = 1000
_remembered: dict[tuple[bytes, Limits], Inspection] = {}


def inspect(pdf: bytes, limits: Limits = _PLAIN) -> Inspection:
    """Looks at the outside of the file here and at its inside in a child that can be killed.

    Of the file nothing is kept; what was found is remembered by its hash, since a court files the same notices again
    and again. Only an inspection that ran out of time or memory is tried anew: another day it may get through.
    """
    sha256 = hashlib.sha256(pdf).digest()
    outside = _outside(pdf, limits)
    if outside is not None:
        return Inspection(sha256, len(pdf), refusals=(outside,))
    known = _remembered.get((sha256, limits))
    if known is not None:
        return known
    found = _look(pdf, sha256, limits)
    if "too_heavy" not in {refusal.code for refusal in found.refusals}:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[sha256, limits] = found
    return found


def _look(pdf: bytes, sha256: bytes, limits: Limits) -> Inspection:
    found = _inside(pdf, limits)
    warnings = [Refusal(code, detail) for code, detail in found["warnings"].items()]
    later = len(_REVISION.findall(pdf)) - (2 if b"/Linearized" in pdf[:_WINDOW] else 1)
    if later > 0:
        warnings.append(Refusal("revised", str(later)))
    refusals = tuple(Refusal(code, detail) for code, detail in found["refusals"].items())
    return Inspection(sha256, len(pdf), int(found["pages"]), refusals, tuple(warnings))


def _outside(pdf: bytes, limits: Limits) -> Refusal | None:
    if not pdf:
        return Refusal("empty")
    if len(pdf) > limits.size:
        return Refusal("too_large", f"{limits.size // MEGABYTE} MB")
    start = pdf.find(_START, 0, _WINDOW)
    if start < 0:
        return Refusal("not_a_pdf")
    if start > 0:
        return Refusal("foreign_start")
    if pdf.rfind(_END, -_WINDOW) < 0 if len(pdf) > _WINDOW else _END not in pdf:
        return Refusal("truncated")
    return Refusal("two_files") if _is_another_file_too(pdf) else None


def _is_another_file_too(pdf: bytes) -> bool:
    if pdf.rfind(_ARCHIVE_END, -_LONGEST_COMMENT - _WINDOW) >= 0 and _ARCHIVE_ENTRY in pdf:
        return True
    if all(mark in pdf for mark in _ARCHIVE_MARKS):  # some look for the end of one further away than they should
        return True
    if any(pdf.startswith(tuple(marks), place) for place, marks in _AT.items()):
        return True
    return any(pdf.find(mark, 0, _NEAR) >= 0 for mark in _ANYWHERE)


def _inside(pdf: bytes, limits: Limits) -> dict[str, Any]:
    bounds = json.dumps({"pages": limits.pages, "unpacked": limits.unpacked, "pixels": limits.pixels})
    allowance = Allowance(limits.seconds, 2 * limits.seconds, limits.memory, MEGABYTE)
    try:
        answer = run("inspect", pdf, [bounds], allowance)
        return next(head for head, _ in read_frames(answer))
    except (ChildFailed, ValueError, StopIteration):
        return {"pages": 0, "refusals": {"too_heavy": ""}, "warnings": {}}
