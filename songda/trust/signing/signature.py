"""Puts the court's signature into a PDF, and the time stamp into the room that was left for it.

The stamp goes into the unsigned part of the signature container: nothing that was signed changes.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from songda.core.language import COURT_LANGUAGE
from songda.core.words import say
from songda.trust import der
from songda.trust.der import boxes_of, with_signer
from songda.trust.offline.cms import SignatureError
from songda.trust.offline.pdf_seal import open_seal, stamped_moment
from songda.trust.signing.cached_signer import at_once, signer_of
from songda.trust.signing.seal import Seal
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
        return SignedPdf(add_stamp(signed, stamper, anew=True), stamped=True)  # signed a moment ago: it has none
    except StampUnavailable:
        return SignedPdf(signed, stamped=False)
    except NoRoomError as narrow:
        return _sign_with_room(pdf, seal, stamper, (reason, 2 * narrow.needed))


def _sign_with_room(pdf: bytes, seal: Seal, stamper: Stamper, how: tuple[str, int]) -> SignedPdf:
    """For an authority whose tokens are uncommonly long; each of its tokens is a little longer or shorter."""
    signed = _sign_plain(pdf, seal, *how)
    try:
        return SignedPdf(add_stamp(signed, stamper, anew=True), stamped=True)  # signed a moment ago: it has none
    except StampUnavailable:
        return SignedPdf(signed, stamped=False)


class _Addition(IncrementalPdfFileWriter):
    """What is added to a file for its seal; the file tells of itself what it told before, in both places alike."""

    def _update_meta(self) -> None:
        """The library reads and writes the whole description anew, twice, to put its name and the hour into it."""


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
    at_once(signer.async_sign_pdf(_Addition(BytesIO(pdf)), bytes_reserved=room, output=out))
    return out.getvalue()


_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_UNSIGNED = b"\xa1"  # the part of a signer that its signature does not cover
_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")  # id-aa-signatureTimeStampToken


class NotSignedError(Exception):
    """The PDF carries no signature of ours."""


class NoRoomError(Exception):
    """The token is longer than the room that was left for it; `needed`: its bytes."""

    def __init__(self, needed: int) -> None:
        super().__init__(f"The signature has no room left for a time stamp of {needed} bytes.")
        self.needed = needed


def add_stamp(pdf: bytes, stamper: Stamper, *, anew: bool = False) -> bytes:
    """The same file, length and signature, now with a time stamp (PAdES B-T); StampUnavailable when there is none.

    NoRoomError when it is longer than the room that was left. Nothing that was signed changes: the token goes into the
    unsigned part of the signature container, and takes the place of one that does not hold, or of any where it is to
    be `anew`.
    """
    start, end = _hole(pdf)
    try:
        boxes = boxes_of(bytes.fromhex(pdf[start + 1 : end - 1].decode("ascii")))
        signed = [one for one in der.parts_of(boxes[-1].content) if one.tag != _UNSIGNED]
        signature = signed[-1].content
    except (ValueError, IndexError) as error:
        raise NotSignedError("The PDF's signature cannot be read.") from error
    if not anew and witnessed_at(pdf) is not None:
        return pdf
    token = stamper.stamp(hashlib.sha256(signature).digest())
    attribute = der.element(der.SEQUENCE, _TOKEN, der.element(der.SET, token))
    container = with_signer(boxes, *(one.whole for one in signed), der.element(_UNSIGNED, attribute))
    if 2 * len(container) > end - start - 2:
        raise NoRoomError(len(token))
    return _put(pdf, (start, end), container)


def witnessed_at(pdf: bytes) -> datetime | None:
    """What the signature's time stamp says; None without one that passes whoever checks a proof."""
    try:
        signed = open_seal(pdf)[0]
        return stamped_moment(signed.stamp, signed.signature)
    except SignatureError:
        return None


def _hole(pdf: bytes) -> tuple[int, int]:
    """Where the last signature's container lies, its angle brackets included."""
    found = list(_RANGE.finditer(pdf))
    if not found:
        raise NotSignedError("The PDF is not signed.")
    first, length, second, _ = (int(number) for number in found[-1].groups())
    start, end = first + length, second
    if pdf[start : start + 1] != b"<" or pdf[end - 1 : end] != b">":
        raise NotSignedError("The PDF's signature is not where it says.")
    return start, end


def _put(pdf: bytes, place: tuple[int, int], container: bytes) -> bytes:
    start, end = place
    written = container.hex().encode("ascii").ljust(end - start - 2, b"0")
    return pdf[: start + 1] + written + pdf[end - 1 :]
