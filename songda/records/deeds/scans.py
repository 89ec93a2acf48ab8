"""Scanned returns of service: inspected like every PDF that comes in, and refused with the reasons."""

from dataclasses import dataclass

from django.conf import settings

from songda.core.refusal import Refused
from songda.core.words import Sentences
from songda.trust.paper import Limits, inspect


@dataclass(frozen=True)
class Scan:
    """A PDF that may be kept, with its hash."""

    body: bytes
    sha256: bytes


def read_scan(body: bytes) -> Scan:
    """The scan, if it is safe to keep; raises Refused with every reason otherwise."""
    inspection = inspect(body, Limits(size=settings.PAPER_LIMIT_BYTES))
    if inspection.refusals:
        raise Refused("paper_unsafe", reasons=Sentences(inspection.refusals))
    return Scan(body, inspection.sha256)
