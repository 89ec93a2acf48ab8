"""Pictures of returns: looked at in a process of their own, kept as PDF, and read for the number of the letter."""

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.conf import settings

from songda.core.delivery.letters import read_number
from songda.core.refusal import Refused
from songda.records.ground.queue import chunks
from songda.records.ways.deeds import Scan as ReturnScan
from songda.records.ways.deeds import read_scan
from songda.trust.barcodes import read_barcodes_of
from songda.trust.photographs import PhotographError, as_page

PDF = b"%PDF"
AT_ONCE = 2  # processes, each of which opens one picture
READ_TOGETHER = 16  # pictures whose numbers one process reads: most of its time is its start


@dataclass(frozen=True)
class Scan:
    """A picture that may be kept, as PDF with its hash, and the numbers of letters that were read off it."""

    body: bytes = field(repr=False)
    sha256: bytes
    numbers: frozenset[str]

    def number_for(self, number: str) -> str:
        """The letter's own number if it is on the picture, else another one that is; empty where none can be read."""
        return number if number in self.numbers else min(self.numbers, default="")


def take_scan(body: bytes) -> Scan:
    """The picture as it may be kept; raises Refused with the reason for anything else."""
    (taken,) = take_scans([body])
    if isinstance(taken, Refused):
        raise taken
    return taken


def take_scans(bodies: Sequence[bytes]) -> list[Scan | Refused]:
    """The same of several that came together: each is opened by itself, and a few are read for numbers at once."""
    with ThreadPoolExecutor(AT_ONCE) as opening:
        opened = list(opening.map(_opened, bodies))
    good = [page for page in opened if isinstance(page, ReturnScan)]
    texts: list[frozenset[str]] = []
    for some in chunks(good, READ_TOGETHER):
        texts += read_barcodes_of([page.body for page in some])
    read = iter(texts)
    return [
        page if isinstance(page, Refused) else Scan(page.body, page.sha256, _numbers(next(read))) for page in opened
    ]


def _opened(body: bytes) -> ReturnScan | Refused:
    if len(body) > settings.PAPER_LIMIT_BYTES:
        return Refused("scan_too_large")
    try:
        return read_scan(body if body.startswith(PDF) else as_page(body))
    except PhotographError as wrong:
        return Refused(f"scan_{wrong.code}")
    except Refused as refused:
        return refused


def _numbers(texts: Collection[str]) -> frozenset[str]:
    return frozenset(number for text in texts if (number := read_number(text)))
