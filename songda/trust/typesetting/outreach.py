"""Sets leaflets, posters, large print and the report of a year in type, in the court's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from songda.trust.typesetting.compiler import typeset
from songda.trust.typesetting.qr import qr_svg


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet; `size` is "leaflet", "poster" or "large_print", `page` the address behind the code."""

    size: str
    language: str
    court: str
    heading: str
    title: str
    lead: str
    points: Sequence[str]
    notes: Sequence[str]
    scan: str
    page: str
    page_words: str
    call: str
    basis: str


def sheet_pdf(sheet: Sheet, made_at: datetime) -> bytes:
    """The sheet as PDF/A-3a and PDF/UA-1; A4, or A3 for a poster."""
    return typeset("outreach.typ", {**vars(sheet), "qr": qr_svg(sheet.page)}, made_at.astimezone(UTC))


def report_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """The report of a year: `title`, `court`, `sums`, `method`, `tables` of `head` and `rows`, `language`."""
    return typeset("outreach_report.typ", content, made_at.astimezone(UTC))
