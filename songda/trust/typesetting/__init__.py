"""Sets certificates and court papers in type: lasting, accessible PDF files that look the same on every machine."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from songda.core.address_form import AddressFormContent
from songda.core.certificates import CertificateContent, Row
from songda.core.certificates.words import LANGUAGES
from songda.trust.typesetting.compiler import MissingGlyphError, TypesettingError, typeset
from songda.trust.typesetting.papers import KINDS, PaperFields, paper_pdf
from songda.trust.typesetting.qr import qr_svg
from songda.trust.typesetting.seal import round_seal

__all__ = [
    "KINDS",
    "MissingGlyphError",
    "PaperFields",
    "TypesettingError",
    "address_form_pdf",
    "certificate_pdf",
    "figures_pdf",
    "paper_pdf",
    "round_seal",
]


def address_form_pdf(content: AddressFormContent) -> bytes:
    """The form as PDF/A-3a and PDF/UA-1; the same content gives the same bytes."""
    return typeset("address_form.typ", {**asdict(content), "made_at": ""}, content.made_at.astimezone(UTC))


def certificate_pdf(content: CertificateContent) -> bytes:
    """The unsigned certificate, of two pages whatever it holds; the same content gives the same bytes."""
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
        "qr": qr_svg(content.url),
        "seal": round_seal(content.court[LANGUAGES[0]], content.seal_caption[LANGUAGES[0]]),
    }
    return typeset("certificate.typ", words, content.issued_at)


def _rows(rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    return [{"label": dict(row.label), "value": dict(row.value), "code": row.is_code} for row in rows]


def figures_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """The unsigned report as PDF/A-3a and PDF/UA-1; the same content gives the same bytes."""
    return typeset("figures.typ", content, made_at)
