"""Sets the return of service in type: one sheet on which whoever receives papers signs for all of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from songda.trust.typesetting.compiler import typeset


@dataclass(frozen=True)
class ReturnSlip:
    """The words of the sheet: `lines` are printed with their names, beside `to_fill` there is room for a hand."""

    court: str
    title: str
    lines: Sequence[tuple[str, str]]
    papers_name: str
    papers: Sequence[str]
    to_fill: Sequence[str]


def return_slip_pdf(slip: ReturnSlip, made_at: datetime) -> bytes:
    """The sheet as PDF/A-3a and PDF/UA-1."""
    return typeset("return_slip.typ", asdict(slip), made_at.astimezone(UTC).replace(microsecond=0))
