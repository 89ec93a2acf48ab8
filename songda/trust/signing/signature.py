"""Puts the court's signature into a PDF and leaves room in it for the time stamp."""

from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from songda.core.language import COURT_LANGUAGE
from songda.core.words import say
from songda.trust.signing.at_once import at_once
from songda.trust.signing.cached_signer import signer_of
from songda.trust.signing.seal import Seal
from songda.trust.signing.stamping import add_stamp
from songda.trust.timestamps import Stamper, StampUnavailable

FIELD = "CourtSeal"
ROOM = 16 * 1024  # bytes for signature, certificates and time stamp


@dataclass(frozen=True)
class SignedPdf:
    """A signed file, and whether its time is witnessed already."""

    body: bytes
    stamped: bool


def sign(pdf: bytes, seal: Seal, stamper: Stamper | None, reason: str = "") -> SignedPdf:
    """Signs (PAdES) and stamps; an authority that is down holds nothing up, `add_stamp` can follow later.

    `reason`: what kind of paper it is; a certificate where nothing is said.
    """
    signed = _sign_plain(pdf, seal, reason or say("certificates.title", COURT_LANGUAGE))
    if stamper is None:
        return SignedPdf(signed, stamped=False)
    try:
        return SignedPdf(add_stamp(signed, stamper), stamped=True)
    except StampUnavailable:
        return SignedPdf(signed, stamped=False)


def _sign_plain(pdf: bytes, seal: Seal, reason: str) -> bytes:
    """The field is invisible (the red seal is drawn in the page) and nothing may be changed after it."""
    if not pdf.endswith(b"\n"):
        pdf += b"\n"  # else the first added object would share the line of %%EOF, which PDF/A forbids
    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
    )
    signer = PdfSigner(about, signer_of(seal), new_field_spec=SigFieldSpec(FIELD))
    out = BytesIO()
    at_once(signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=ROOM, output=out))
    return out.getvalue()
