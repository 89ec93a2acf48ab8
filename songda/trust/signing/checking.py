"""Checks a signed PDF: is it unchanged, who signed it, when was that witnessed, and do we trust them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import pem, x509

from songda.clock import now

_CAUSES = (ValueError, TypeError, KeyError, NotImplementedError)


@dataclass(frozen=True)
class SignatureReport:
    """What was found; `problems` is empty when everything that could be checked is in order.

    `is_trusted` says whether the signer's certificate leads to one of the given roots.
    """

    signer: str = ""
    fingerprint: str = ""
    is_unchanged: bool = False
    covers_all: bool = False
    is_trusted: bool = False
    stamped_at: datetime | None = None
    stamp_is_trusted: bool = False
    problems: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Unchanged since it was signed, and signed as a whole."""
        return self.is_unchanged and self.covers_all and not self.problems


def check(pdf: bytes, roots: Sequence[bytes] = ()) -> SignatureReport:
    """Checks the last signature of a PDF; `roots` are trusted certificates (PEM). Never raises for a bad file."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError

    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not signatures:
            return SignatureReport(problems=("not_signed",))
        return _report(signatures[-1], _context(roots))
    except (PdfError, SigningError, *_CAUSES):
        return SignatureReport(problems=("unreadable",))


def _report(signature: Any, context: Any) -> SignatureReport:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)  # what it finds is reported, not logged
    status = validate_pdf_signature(signature, context, ts_validation_context=context)
    covers_all = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    is_unchanged = status.intact and status.valid and status.modification_level in {None, ModificationLevel.NONE}
    stamp = status.timestamp_validity
    problems = {
        "changed": not status.intact or status.modification_level not in {None, ModificationLevel.NONE},
        "signature_wrong": not status.valid,
        "something_added": not covers_all,
        "stamp_wrong": stamp is not None and not (stamp.intact and stamp.valid),
    }
    return SignatureReport(
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        fingerprint=status.signing_cert.sha256.hex(),
        is_unchanged=is_unchanged,
        covers_all=covers_all,
        is_trusted=status.trusted,
        stamped_at=stamp.timestamp if stamp is not None else None,
        stamp_is_trusted=stamp is not None and stamp.trusted,
        problems=tuple(problem for problem, is_so in problems.items() if is_so),
    )


def _context(roots: Sequence[bytes]) -> Any:
    from pyhanko_certvalidator import ValidationContext

    trusted = [x509.Certificate.load(pem.unarmor(root)[2]) for root in roots]
    return ValidationContext(trust_roots=trusted, allow_fetching=False, moment=now())
