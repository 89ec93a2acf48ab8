"""Time-stamp tokens: writing the question and reading the answer; `trust.offline` checks whether one holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import tsp

DIGEST_BYTES = 32
NONCE_BYTES = 8
# The parts of a question that never change: version 1; SHA-256 and its length; the nonce's length; "send certificates".
_ASK = bytes.fromhex("020101 3031300d060960864801650304020105000420")
_NONCE = b"\x02\x08"
_WITH_CERTIFICATES = b"\x01\x01\xff"
_GRANTED = {"granted", "granted_with_mods"}
_WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError)  # what the library says to bytes that are none


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
    """The token in an authority's answer; StampError when it refuses or answers another question.

    Authorities write their certificates in any order, DER or not: the token is given back as it was written.
    """
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]["status"].native
        if status not in _GRANTED:
            raise StampError(f"the authority refused with status {status}")
        token = response["time_stamp_token"]
        found, echoed = _reading(token), _told(token)["nonce"].native
    except _WRONG as error:
        raise StampError("the answer is not a time stamp") from error
    if found.digest != digest:
        raise StampError("the token is about something else")
    if echoed != int.from_bytes(nonce):
        raise StampError("the token answers another question")
    written: bytes = token.dump()
    return written


def read_token(token: bytes) -> TokenReading:
    """What a token says, unchecked."""
    try:
        return _reading(tsp.ContentInfo.load(token, strict=True))
    except _WRONG as error:
        raise StampError("the token is not a time stamp") from error


def _reading(token: Any) -> TokenReading:
    told = _told(token)
    imprint = told["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise StampError("the token is about another kind of digest")
    return TokenReading(told["gen_time"].native, imprint["hashed_message"].native, told["serial_number"].native)


def _told(token: Any) -> Any:
    """The part that was signed."""
    inside = token["content"]["encap_content_info"]
    if inside["content_type"].native != "tst_info":
        raise StampError("the token is none of a time-stamp authority")
    return inside["content"].parsed
