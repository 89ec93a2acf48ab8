"""The line to a time-stamp authority: one question, one answer, and a clear word when it is down."""

import http.client
import secrets
import threading
from urllib.parse import urlsplit

from songda.trust.patience import ended_after
from songda.trust.timestamps.tokens import NONCE_BYTES, StampError, read_answer, write_question

_LONGEST_ANSWER = 64 * 1024
_WHOLE = 3  # so many times as long as one piece may the whole answer take
_QUESTION = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


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

    def __init__(self, url: str, *, seconds: float = 10) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("A time-stamp authority has an http or https address.")
        self._scheme, self._host, self._port = parts.scheme, parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._seconds = seconds
        self._lines = threading.local()

    def stamp(self, digest: bytes) -> bytes:
        """The token (DER) over a SHA-256; StampUnavailable when the authority is down, refuses, or answers wrongly."""
        nonce = _nonce()
        question = write_question(digest, nonce)
        try:
            return read_answer(self._ask(question), digest, nonce)
        except (OSError, http.client.HTTPException, StampError) as error:
            self._hang_up()
            raise StampUnavailable(f"{self._host}: {error}") from error

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
