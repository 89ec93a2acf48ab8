"""Checks time stamps (RFC 3161): that the token is intact and stamps exactly these bytes, and says for which moment."""

from datetime import UTC, datetime

from songda.trust.offline.cms import digest, open_signed
from songda.trust.offline.cms_form import SignatureError
from songda.trust.offline.der import GENERALIZED_TIME, OCTET_STRING, SEQUENCE, DerError, part, read_der

_TIME_STAMP = "1.2.840.113549.1.9.16.1.4"


def stamped_moment(token: bytes, stamped: bytes) -> datetime:
    """The moment at which the authority saw `stamped`. Raises `SignatureError` when the token does not hold."""
    signed = open_signed(token)
    if signed.content_type != _TIME_STAMP:
        raise SignatureError("not a time stamp")
    try:
        parts = read_der(signed.content).require(SEQUENCE).parts()
        algorithm, imprint = part(parts, 2).require(SEQUENCE).parts()
        same = imprint.require(OCTET_STRING).body == digest(part(algorithm.parts(), 0).object_id(), stamped)
        moment = _moment(part(parts, 4).require(GENERALIZED_TIME).body.decode("ascii"))
    except (DerError, ValueError) as error:
        raise SignatureError(f"not a time stamp: {error}") from error
    if not same:
        raise SignatureError("it stamps something else")
    return moment


def _moment(written: str) -> datetime:
    seconds, _, fraction = written.removesuffix("Z").partition(".")
    moment = datetime.strptime(seconds, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return moment.replace(microsecond=int(fraction[:6].ljust(6, "0")) if fraction else 0)
