"""Signs certificates as a court seals them: any later change shows, and the time is witnessed by an authority."""

from songda.trust.signing.checking import SignatureReport, check
from songda.trust.signing.seal import Seal, SealFileError
from songda.trust.signing.signature import NoRoomError, SignedPdf, add_stamp, sign, witnessed_at

__all__ = [
    "NoRoomError",
    "Seal",
    "SealFileError",
    "SignatureReport",
    "SignedPdf",
    "add_stamp",
    "check",
    "sign",
    "witnessed_at",
]
