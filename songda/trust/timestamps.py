"""Time stamps: one question to an authority, one answer, and a clear word when it is down.

No token leaves this room that would not pass whoever checks a proof: its signature holds, by the same check (`offline`;
whether its certificate comes from an authority is for the reader to say), and its time is that of the question.
"""

import http.client
import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from asn1crypto import tsp

from songda.clock import now
from songda.exchange import ended_after, plain_text
from songda.trust.offline.cms import SignatureError
from songda.trust.offline.pdf_seal import open_stamp

CLOCKS_DIFFER: Final = timedelta(minutes=10)  # so far apart may our clock and an authority's be, and no further
_LONGEST_ANSWER = 64 * 1024
_WHOLE = 3  # so many times as long as one piece may the whole answer take
_QUESTION = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class StampError(Exception):
    """A time-stamp token is not what it should be; the message says in which way."""


@dataclass(frozen=True)
class TokenReading:
    """What a token says: when, about which SHA-256, and its number at the authority."""

    at: datetime
    digest: bytes
    serial: int


class StampUnavailable(Exception):  # noqa: N818 - it tells what is so; the service goes on without the stamp
    """The authority gave no usable token just now; ask again later."""


class _Line(http.client.HTTPConnection):
    """A line that is hung up when the thread that used it ends."""

    def __del__(self) -> None:
        self.close()


class _SafeLine(http.client.HTTPSConnection, _Line):
    """The same over TLS."""


class Stamper:
    """Asks one authority over HTTP(S); each thread keeps its line open from one question to the next."""

    def __init__(self, url: str, *, seconds: float = 10, clock: Callable[[], datetime] = now) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("A time-stamp authority has an http or https address.")
        self._scheme, self._host, self._port = parts.scheme, parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._seconds, self._clock = seconds, clock
        self._lines = threading.local()

    def stamp(self, digest: bytes) -> bytes:
        """The token (DER) over a SHA-256; StampUnavailable when the authority is down, refuses, or answers wrongly.

        A token that does not hold, or names another time than that of the question, is a wrong answer too.
        """
        nonce, asked_at = _nonce(), self._clock()
        question = write_question(digest, nonce)
        try:
            token = read_answer(self._ask(question), digest, nonce)
            require_sound(token, digest, (asked_at, self._clock()))
        except (OSError, http.client.HTTPException, StampError) as error:
            self._hang_up()
            raise StampUnavailable(plain_text(f"{self._host}: {error}")) from error
        return token

    def _ask(self, question: bytes) -> bytes:
        """A line that the authority closed meanwhile is opened once more; a fresh line that fails is a failure."""
        kept: http.client.HTTPConnection | None = getattr(self._lines, "line", None)
        if kept is not None:
            try:
                return self._exchange(kept, question)
            except (ConnectionError, http.client.RemoteDisconnected, http.client.CannotSendRequest):
                self._hang_up()
        self._lines.line = line = self._open()
        return self._exchange(line, question)

    def _open(self) -> http.client.HTTPConnection:
        kind = _SafeLine if self._scheme == "https" else _Line
        return kind(self._host, self._port, timeout=self._seconds)

    def _exchange(self, line: http.client.HTTPConnection, question: bytes) -> bytes:
        with ended_after(_WHOLE * self._seconds, line):
            line.request("POST", self._path, question, _QUESTION)
            response = line.getresponse()
            answer = response.read(_LONGEST_ANSWER + 1)
        if response.status != http.client.OK:
            raise StampError(f"the authority answered HTTP {response.status}")
        if len(answer) > _LONGEST_ANSWER:
            raise StampError("the answer is too long to be a time stamp")
        return answer

    def _hang_up(self) -> None:
        line: http.client.HTTPConnection | None = getattr(self._lines, "line", None)
        if line is not None:
            line.close()
            self._lines.line = None


def _nonce() -> bytes:
    """Eight bytes that are a positive number of just that length, as the question's fixed form needs it."""
    return bytes([secrets.randbelow(127) + 1]) + secrets.token_bytes(NONCE_BYTES - 1)


DIGEST_BYTES = 32
NONCE_BYTES = 8
# The parts of a question that never change: version 1; SHA-256 and its length; the nonce's length; "send certificates".
_ASK = bytes.fromhex("020101 3031300d060960864801650304020105000420")
_NONCE = b"\x02\x08"
_WITH_CERTIFICATES = b"\x01\x01\xff"
_GRANTED = {"granted", "granted_with_mods"}
_WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError)  # what the library says to bytes that are none


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
        found, echoed = _reading(token), _signed_part(token)["nonce"].native
    except _WRONG as error:
        raise StampError("the answer is not a time stamp") from error
    if found.digest != digest:
        raise StampError("the token is about something else")
    if echoed != int.from_bytes(nonce):
        raise StampError("the token answers another question")
    written: bytes = token.dump()
    return written


_SHA256 = "2.16.840.1.101.3.4.2.1"


def require_sound(token: bytes, digest: bytes, between: tuple[datetime, datetime]) -> None:
    """StampError unless an authority signed this SHA-256 between two moments of our clock, or nearly so."""
    try:
        stamped = open_stamp(token)
    except SignatureError as error:
        raise StampError(f"the token does not hold: {error}") from error
    if stamped[:2] != (_SHA256, digest):
        raise StampError("the token is about something else")
    if not between[0] - CLOCKS_DIFFER <= stamped[2] <= between[1] + CLOCKS_DIFFER:
        raise StampError(f"the token says {stamped[2].isoformat()}, which is not the time here")


def read_token(token: bytes) -> TokenReading:
    """What a token says, unchecked."""
    try:
        return _reading(tsp.ContentInfo.load(token, strict=True))
    except _WRONG as error:
        raise StampError("the token is not a time stamp") from error


def certificates_in(token: bytes) -> str:
    """The certificates that the authority put into a token, as PEM, one after the other; empty where there are none."""
    try:
        found = tsp.ContentInfo.load(token, strict=True)["content"]["certificates"]
        written = [each.chosen.dump() for each in found]
    except _WRONG as error:
        raise StampError("the token is not a time stamp") from error
    return "".join(ssl.DER_cert_to_PEM_cert(each) for each in written)


def _reading(token: Any) -> TokenReading:
    reading = _signed_part(token)
    imprint = reading["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise StampError("the token is about another kind of digest")
    return TokenReading(reading["gen_time"].native, imprint["hashed_message"].native, reading["serial_number"].native)


def _signed_part(token: Any) -> Any:
    """The part that was signed."""
    inside = token["content"]["encap_content_info"]
    if inside["content_type"].native != "tst_info":
        raise StampError("the token is none of a time-stamp authority")
    return inside["content"].parsed
