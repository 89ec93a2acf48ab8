"""A second opinion on a token: another library's check of it against its authority."""

from collections.abc import Sequence

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from songda.trust import der
from songda.trust.timestamps import StampError, TokenReading, read_token

_GRANTED = der.element(der.SEQUENCE, der.integer(0))


def verify_token(token: bytes, digest: bytes, roots: Sequence[bytes]) -> TokenReading:
    """Checks that one of the trusted authorities (`roots`, PEM) signed this token over this digest."""
    builder = VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(x509.load_pem_x509_certificate(root))
    try:
        builder.build().verify(decode_timestamp_response(der.element(der.SEQUENCE, _GRANTED, token)), digest)
    except (VerificationError, ValueError) as error:
        raise StampError(f"the token does not verify: {error}") from error
    return read_token(token)
