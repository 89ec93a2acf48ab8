"""Sets the sheets that go before the papers of letters: one sheet each, printed on both sides, many in one run."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from songda.trust.barcodes.code128 import QUIET, bars_of
from songda.trust.typesetting.compiler import typeset
from songda.trust.typesetting.drawings import qr_svg

PAGES = 2  # of each sheet
LISTED, LISTED_LARGE = 12, 7  # papers that the front lists
PLAIN_SIZE, LARGE_SIZE = 11.0, 14.0  # points; large print as on sheets for whoever sees badly


@dataclass(frozen=True)
class CoverSheet:
    """What stands on one sheet; `lines` in the window of the envelope, `papers` with their pages, `link` in the code.

    `head` are pairs of a name and what it names; `rights` stand on the back, above the receipt that is signed.
    """

    language: str
    court: str
    sender: str
    lines: Sequence[str]
    product: str
    number: str
    head: Sequence[tuple[str, str]]
    title: str
    says: Sequence[str]
    columns: Sequence[str]
    papers: Sequence[tuple[str, str]]
    dates: Sequence[str]
    link: str
    online: Sequence[str]
    back_title: str
    rights: Sequence[str]
    receipt_title: str
    receipt: Sequence[str]
    signers: str
    is_large_print: bool = False
    more: str = ""  # that the list goes on overleaf
    more_title: str = ""


def cover_sheets_pdf(sheets: Sequence[CoverSheet], made_at: datetime) -> bytes:
    """The sheets of letters in one language, two pages each if their words fit; the same words give the same bytes.

    Raises TypesettingError, and MissingGlyphError for a letter of a name that no font has.
    """
    content: dict[str, Any] = {
        "title": sheets[0].title,
        "author": sheets[0].court,
        "language": sheets[0].language,
        "letters": [_sheet(sheet) for sheet in sheets],
    }
    return typeset("post.typ", content, made_at.astimezone(UTC).replace(microsecond=0), standards=[])


def _sheet(sheet: CoverSheet) -> dict[str, Any]:
    size = LARGE_SIZE if sheet.is_large_print else PLAIN_SIZE
    return {
        **asdict(sheet),
        "size": size,
        "shown": LISTED_LARGE if sheet.is_large_print else LISTED,
        "place_size": 11.5 if sheet.is_large_print else 10.5,
        "barcode": bars_svg(sheet.number),
        "qr": qr_svg(sheet.link),
    }


def bars_svg(text: str, height: int = 40) -> str:
    """The bar code of a number as one SVG path, `height` modules high, with its white on either side."""
    steps, x = [], QUIET
    for place, width in enumerate(map(int, bars_of(text))):
        if place % 2 == 0:
            steps.append(f"M{x} 0h{width}v{height}h-{width}z")
        x += width
    path = "".join(steps)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + QUIET} {height}"><path d="{path}"/></svg>'


@dataclass(frozen=True)
class Manifest:
    """The words of the list: `head` are pairs of a name and what it names, `rows` one for each letter."""

    court: str
    title: str
    head: Sequence[tuple[str, str]]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    signatures: Sequence[str]


def manifest_sheet_pdf(manifest: Manifest, made_at: datetime) -> bytes:
    """The list as PDF/A-3a and PDF/UA-1; MissingGlyphError for a letter of a name that no font has."""
    return typeset("manifest.typ", asdict(manifest), made_at.astimezone(UTC).replace(microsecond=0))


def person_sheets_pdf(sheets: Sequence[Manifest], made_at: datetime) -> bytes:
    """The lists of many people of one court in one run, each beginning a page; all are of one title and one table.

    MissingGlyphError for a letter of a name that no font has.
    """
    first = sheets[0]
    content: dict[str, Any] = {
        "court": first.court,
        "title": first.title,
        "columns": first.columns,
        "signatures": first.signatures,
        "sheets": [{"head": sheet.head, "rows": sheet.rows} for sheet in sheets],
    }
    return typeset("person_sheets.typ", content, made_at.astimezone(UTC).replace(microsecond=0), standards=[])
