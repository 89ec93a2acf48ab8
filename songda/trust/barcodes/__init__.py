"""Barcodes: drawn for letters, and read off scans and photographs in a process of their own."""

from songda.trust.barcodes.code128 import bars_of
from songda.trust.paper.child import Allowance, ChildFailed, read_frames, run
from songda.trust.paper.findings import MEGABYTE

__all__ = ["bars_of", "read_barcodes"]

JOBS = "songda.trust.barcodes.jobs"
LONGEST = 64
_ALLOWANCE = Allowance(20, 40, 1024 * MEGABYTE, 1 * MEGABYTE)


def read_barcodes(body: bytes) -> frozenset[str]:
    """The texts of the barcodes (Code 128) on a PDF's first pages or a photograph; none where nothing can be read."""
    try:
        ((head, _),) = read_frames(run("read", body, [], _ALLOWANCE, jobs=JOBS))
    except (ChildFailed, ValueError):
        return frozenset()
    return frozenset(text for text in head["texts"] if len(text) <= LONGEST)
