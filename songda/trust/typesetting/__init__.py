"""Sets certificates, forms, sheets and papers in type: lasting, accessible PDF files, the same on every machine."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from songda.core.address_form import AddressFormContent
from songda.core.certificates import CertificateContent, Row
from songda.core.certificates.words import LANGUAGES
from songda.core.language import COURT_LANGUAGE
from songda.core.words import say
from songda.trust.typesetting.compiler import MissingGlyphError, TypesettingError, typeset, typeset_with_values
from songda.trust.typesetting.drawings import qr_svg, round_seal
from songda.trust.typesetting.papers import KINDS, PaperFields, paper_pdf

__all__ = [
    "KINDS",
    "MissingGlyphError",
    "PaperFields",
    "RequestLetter",
    "ReturnSlip",
    "Sheet",
    "TypesettingError",
    "VisitSheet",
    "address_form_pdf",
    "certificate_pdf",
    "figures_pdf",
    "malfunction_pdf",
    "notice_pdf",
    "notice_report_pdf",
    "paper_pdf",
    "report_pdf",
    "request_letter_pdf",
    "return_slip_pdf",
    "round_seal",
    "sheet_pdf",
    "visit_sheet_pdf",
]


_PAGES = re.compile(rb"/Type/Pages/Count (\d+)/")


def address_form_pdf(content: AddressFormContent) -> bytes:
    """The form as PDF/A-3a and PDF/UA-1; the same content gives the same bytes."""
    return typeset("address_form.typ", {**asdict(content), "made_at": ""}, content.made_at.astimezone(UTC))


def certificate_pdf(content: CertificateContent) -> bytes:
    """The unsigned certificate, of two pages a language whatever it holds; the same content gives the same bytes.

    Which size has room is measured only where it is not known: a certificate is set as the last one of its shape was,
    else in the plain size, and that comes to the same wherever it is the first that has room. Those of one order are
    alike.
    """
    words: dict[str, Any] = {
        "number": content.number,
        "code": content.code,
        "url": content.url,
        "court": dict(content.court),
        "title": dict(content.title),
        "result": dict(content.result),
        "certified": content.is_certified,
        "replaces": dict(content.replaces) if content.replaces else None,
        "statement": dict(content.statement),
        "sections": [{"rows": _rows(section.rows)} for section in content.sections],
        "tables": [asdict(table) for table in content.tables],
        "remarks": [dict(remark) for remark in content.remarks],
        "proof": {"title": dict(content.proof.title), "rows": _rows(content.proof.rows)},
        "signatories": _rows(content.signatories.rows),
        "issued_on": dict(content.issued_on),
        "zone": dict(content.zone),
        "basis": dict(content.basis),
        "closing": dict(content.closing),
        "seal_caption": dict(content.seal_caption),
        "sample": content.is_sample,
        "names": [
            name for name in dict.fromkeys((*content.persons, *content.staff)) if 1 < len(name) <= _LONGEST_UNBROKEN
        ],
        "languages": list(content.languages),
        "qr": qr_svg(content.url),
        "seal": round_seal(content.court[LANGUAGES[0]], content.seal_caption[LANGUAGES[0]]),
    }
    shape = _shape_of(content)
    pages = 2 * len(content.languages)
    fitting = _FITTING.get(shape, (0,) * pages)
    expected = typeset("certificate.typ", {**words, "fitting": fitting}, content.issued_at)
    if _PAGES.findall(expected) == [b"%d" % pages]:
        return expected
    pdf, places = typeset_with_values("certificate.typ", {**words, "fitting": None}, content.issued_at, "place")
    if len(_FITTING) < _MOST_SHAPES or shape in _FITTING:
        _FITTING[shape] = tuple(places)
    return pdf


_LONGEST_UNBROKEN = 16  # letters of a name; a longer one may need more than a line
_MOST_SHAPES = 1_000
_FITTING: dict[Hashable, tuple[int, ...]] = {}  # of this process: the places of the sizes that had room, page by page


def _shape_of(content: CertificateContent) -> Hashable:
    """What stands where: how many rows, lines and remarks, whatever they say."""
    rows = tuple(len(section.rows) for section in content.sections)
    lines = tuple(len(table.lines) for table in content.tables)
    return (
        content.title[LANGUAGES[0]],
        content.languages,
        rows,
        lines,
        len(content.remarks),
        len(content.signatories.rows),
    )


def _rows(rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    return [{"label": dict(row.label), "value": dict(row.value), "code": row.is_code} for row in rows]


def figures_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """The unsigned report as PDF/A-3a and PDF/UA-1; the same content gives the same bytes."""
    return typeset("figures.typ", content, made_at)


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


def notice_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """A public notice as PDF/A-3a and PDF/UA-1: its `lines`, around them court, case, page and date."""
    return typeset("notice.typ", {**_sealed(content), "qr": qr_svg(content["page"])}, _to_the_second(made_at))


def notice_report_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """The report of every way that was tried: `facts`, `tiers` and `tries` as rows of texts."""
    return typeset("notice_report.typ", _sealed(content), _to_the_second(made_at))


def malfunction_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """The certificate of a malfunction: `facts` as rows of texts, `page` where it is compared."""
    return typeset("malfunction.typ", {**_sealed(content), "qr": qr_svg(content["page"])}, _to_the_second(made_at))


def _to_the_second(made_at: datetime) -> datetime:
    return made_at.astimezone(UTC).replace(microsecond=0)


def _sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    caption = say("certificates.seal", COURT_LANGUAGE)
    seal = round_seal(content["court"], caption)
    return {**content, "seal": seal, "seal-alt": f"{content['court']} {caption}"}


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


@dataclass(frozen=True)
class VisitSheet:
    """The words of the record of a visit; `signature` is a drawing as SVG, empty where nobody signed on glass."""

    court: str
    title: str
    lines: Sequence[tuple[str, str]]
    papers_name: str
    papers: Sequence[str]
    signature_name: str
    signature: str
    signature_alt: str
    photos_name: str
    photos: Sequence[str]
    closing: str
    recipient: str


def visit_sheet_pdf(sheet: VisitSheet, made_at: datetime) -> bytes:
    """The record as PDF/A-3a and PDF/UA-1."""
    return typeset("visit_sheet.typ", asdict(sheet), made_at.astimezone(UTC).replace(microsecond=0))


@dataclass(frozen=True)
class RequestLetter:
    """The words of a letter that asks somebody else to serve, and of the return behind it."""

    court: str
    title: str
    number: str
    to: str
    paragraphs: Sequence[str]
    lines: Sequence[tuple[str, str]]
    papers_name: str
    papers: Sequence[str]
    closing: Sequence[str]
    slip_title: str
    to_fill: Sequence[str]
    recipient: str


def request_letter_pdf(letter: RequestLetter, made_at: datetime) -> bytes:
    """The letter as PDF/A-3a and PDF/UA-1, the return on a page of its own."""
    return typeset("request_letter.typ", asdict(letter), made_at.astimezone(UTC).replace(microsecond=0))
