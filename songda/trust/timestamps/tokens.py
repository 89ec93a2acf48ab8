"""Time-stamp tokens: writing the question and reading the answer; `trust.offline` checks whether one holds."""

from dataclasses import dataclass
from datetime import datetime

from rfc3161_client import PKIStatus, TimeStampResponse, decode_timestamp_response

DIGEST_BYTES = 32
NONCE_BYTES = 8
# The parts of a question that never change: version 1; SHA-256 and its length; the nonce's length; "send certificates".
_ASK = bytes.fromhex("020101 3031300d060960864801650304020105000420")
_NONCE = b"\x02\x08"
_WITH_CERTIFICATES = b"\x01\x01\xff"
_GRANTED_STATUS = bytes.fromhex("3003020100")


class StampError(Exception):
    """A time-stamp token is not what it should be; the message says in which way."""


@dataclass(frozen=True)
class TokenReading:
    """What a token says: when, about which SHA-256, and its number at the authority."""

    at: datetime
    digest: bytes
    serial: int


def write_question(digest: bytes, nonce: bytes) -> bytes:
    """The request for a token over a SHA-256; the nonce (8 bytes, the first from 0x01 to 0x7F) comes back in it."""
    if len(digest) != DIGEST_BYTES:
        raise ValueError("A time stamp is asked for a SHA-256, which has 32 bytes.")
    body = _ASK + digest + _NONCE + nonce + _WITH_CERTIFICATES
    return b"\x30" + bytes([len(body)]) + body


def read_answer(answer: bytes, digest: bytes, nonce: bytes) -> bytes:
    """The token in an authority's answer; StampError when it refuses or answers another question."""
    response = _decode(answer)
    if response.status not in {PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS}:
        raise StampError(f"the authority refused with status {response.status}")
    found = response.tst_info
    if found.message_imprint.message != digest:
        raise StampError("the token is about something else")
    if found.nonce != int.from_bytes(nonce):
        raise StampError("the token answers another question")
    return response.time_stamp_token()


def read_token(token: bytes) -> TokenReading:
    """What a token says, unchecked."""
    found = _decode(_as_answer(token)).tst_info
    return TokenReading(found.gen_time, found.message_imprint.message, found.serial_number)


def _decode(answer: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(answer)
    except ValueError as error:
        raise StampError("the answer is not a time stamp") from error


def _as_answer(token: bytes) -> bytes:
    body = _GRANTED_STATUS + token
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return b"\x30" + bytes([0x80 | len(length)]) + length + body
