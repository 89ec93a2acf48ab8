"""Barcodes: drawn for letters, and read off scans and photographs in a process of their own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from songda.trust.barcodes.code128 import bars_of
from songda.trust.paper.child import Allowance, ChildFailed, read_frames, run
from songda.trust.paper.findings import MEGABYTE

__all__ = ["bars_of", "read_barcodes", "read_barcodes_of"]

JOBS = "songda.trust.barcodes.jobs"
LONGEST = 64
_ALLOWANCE = Allowance(20, 40, 1024 * MEGABYTE, 1 * MEGABYTE)


def read_barcodes_of(bodies: Sequence[bytes]) -> list[frozenset[str]]:
    """The same of several files that came together, in one process; where one of them spoils it, each has its own."""
    if len(bodies) < 2:
        return [read_barcodes(body) for body in bodies]
    sizes = json.dumps([len(body) for body in bodies])
    allowance = replace(_ALLOWANCE, processor=20 + 2 * len(bodies), clock=40 + 4 * len(bodies))
    try:
        heads = [head for head, _ in read_frames(run("read", b"".join(bodies), [sizes], allowance, jobs=JOBS))]
        return [_short(head) for head, _ in zip(heads, bodies, strict=True)]
    except (ChildFailed, ValueError):
        return [read_barcodes(body) for body in bodies]


def _short(head: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(text for text in head["texts"] if len(text) <= LONGEST)


def read_barcodes(body: bytes) -> frozenset[str]:
    """The texts of the barcodes (Code 128) on a PDF's first pages or a photograph; none where nothing can be read."""
    try:
        ((head, _),) = read_frames(run("read", body, [], _ALLOWANCE, jobs=JOBS))
    except (ChildFailed, ValueError):
        return frozenset()
    return _short(head)
