"""Pictures of returns: looked at in a process of their own, kept as PDF, and read for the number of the letter."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings

from songda.core.delivery.letters import read_number
from songda.core.refusal import Refused
from songda.records.delivery.deeds.actions import read_scan
from songda.trust.barcodes import read_barcodes
from songda.trust.photographs import PhotographError, as_page

PDF = b"%PDF"


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
    if len(body) > settings.PAPER_LIMIT_BYTES:
        raise Refused("scan_too_large")
    try:
        page = body if body.startswith(PDF) else as_page(body)
    except PhotographError as wrong:
        raise Refused(f"scan_{wrong.code}") from wrong
    kept = read_scan(page)
    return Scan(kept.body, kept.sha256, _numbers(read_barcodes(page)))


def _numbers(texts: Collection[str]) -> frozenset[str]:
    return frozenset(number for text in texts if (number := read_number(text)))
