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
from songda.trust.signing.stamping import NoRoomError, add_stamp
from songda.trust.timestamps import Stamper, StampUnavailable

FIELD = "CourtSeal"
TOKEN_ROOM = 10 * 1024  # bytes for a time stamp: an authority's RSA-4096 chain of three takes about 7,000
AROUND_TOKEN = 64  # bytes: what names it in the container, and lengths that grow with it


@dataclass(frozen=True)
class SignedPdf:
    """A signed file, and whether its time is witnessed already."""

    body: bytes
    stamped: bool


def sign(pdf: bytes, seal: Seal, stamper: Stamper | None, reason: str = "") -> SignedPdf:
    """Signs (PAdES) and stamps; an authority that is down holds nothing up, `add_stamp` can follow later.

    `reason`: what kind of paper it is; a certificate where nothing is said.
    """
    reason = reason or say("certificates.signing_reason", COURT_LANGUAGE)
    signed = _sign_plain(pdf, seal, reason, TOKEN_ROOM)
    if stamper is None:
        return SignedPdf(signed, stamped=False)
    try:
        return SignedPdf(add_stamp(signed, stamper), stamped=True)
    except StampUnavailable:
        return SignedPdf(signed, stamped=False)
    except NoRoomError as narrow:
        return _sign_with_room(pdf, seal, stamper, (reason, 2 * narrow.needed))


def _sign_with_room(pdf: bytes, seal: Seal, stamper: Stamper, how: tuple[str, int]) -> SignedPdf:
    """For an authority whose tokens are uncommonly long; each of its tokens is a little longer or shorter."""
    signed = _sign_plain(pdf, seal, *how)
    try:
        return SignedPdf(add_stamp(signed, stamper), stamped=True)
    except StampUnavailable:
        return SignedPdf(signed, stamped=False)


def _sign_plain(pdf: bytes, seal: Seal, reason: str, token_room: int) -> bytes:
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
    own = signer_of(seal)
    signer = PdfSigner(about, own, new_field_spec=SigFieldSpec(FIELD))
    room = 2 * (own.longest + AROUND_TOKEN + token_room)  # in hexadecimal
    out = BytesIO()
    at_once(signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=room, output=out))
    return out.getvalue()
