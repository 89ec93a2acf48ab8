"""Sets a finished certificate in type, with the court's seal drawn in and the code that leads to its check."""

from dataclasses import asdict
from typing import Any

from songda.core.certificates import CertificateContent, Row
from songda.core.certificates.words import LANGUAGES
from songda.trust.typesetting.compiler import typeset
from songda.trust.typesetting.qr import qr_svg
from songda.trust.typesetting.seal import round_seal


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
