"""One question over HTTP whose answer is bounded in time and size, and signatures by a secret that both sides have.

Whoever answers may say a letter now and then and never end, in the head of an answer as in its body, promise one for
ever ("100 Continue"), or send without end: none of them keeps a worker for itself.
"""

import hashlib
import hmac
import http.client
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError

from songda.core.identifiers.typed import one_line
from songda.core.nesting import is_too_deep

FRESH: Final = timedelta(minutes=5)
LONGEST_NONCE: Final = 64
_PIECE: Final = 64 * 1024


class NoAnswerReason(StrEnum):
    """Why no answer came."""

    TIME_OUT = "time_out"
    UNREACHABLE = "unreachable"
    TOO_LONG = "too_long"


class ExchangeError(Exception):
    """No answer came; the words quote no address, since an address may hold a secret."""

    def __init__(self, broken: NoAnswerReason, words: str) -> None:
        super().__init__(words)
        self.broken = broken


@dataclass(frozen=True)
class Bounds:
    """How long is waited for a line, for each piece of the answer and for all of it, and how long the answer may be."""

    connect_s: float = 5.0
    piece_s: float = 20.0
    whole: float = 3  # so many times as long as one piece
    most_bytes: int = 2 * 1024 * 1024


@dataclass(frozen=True)
class HttpAnswer:
    """What came back."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str]


def post(url: str, body: bytes, headers: Mapping[str, str], bounds: Bounds | None = None) -> HttpAnswer:
    """Send it and take the answer; ExchangeError where none comes."""
    return _exchange("POST", url, body, headers, bounds or Bounds())


def get(url: str, headers: Mapping[str, str], bounds: Bounds | None = None) -> HttpAnswer:
    """Take what stands there; ExchangeError where nothing comes."""
    return _exchange("GET", url, None, headers, bounds or Bounds())


@contextmanager
def ended_after(seconds: float, line: http.client.HTTPConnection) -> Iterator[None]:
    """Hang the line up after so long, whatever still comes. Raises OSError, TimeoutError where that was done.

    Else whoever says a letter now and then is always in time, and never done.
    """
    if line.sock is None:
        line.connect()
    is_over = threading.Event()
    timer = threading.Timer(seconds, _hang_up, [line.sock, is_over])  # held: an answer that ends the line takes it away
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if is_over.is_set():  # half a head reads like a whole one
            raise TimeoutError("the answer takes too long")


def _hang_up(open_socket: socket.socket, is_over: threading.Event) -> None:
    is_over.set()
    with suppress(OSError):
        socket.socket.shutdown(
            open_socket, socket.SHUT_RDWR
        )  # of the plain line, beneath TLS that may be reading from it


_head_within: ContextVar[float] = ContextVar("_head_within")


class _Line(HTTPConnection):
    """A line that is hung up where even the head of the answer takes too long."""

    def getresponse(self) -> Any:  # urllib3 and http.client disagree what it is
        """Once the head is there."""
        with ended_after(_head_within.get(), self):
            return super().getresponse()


class _SafeLine(HTTPSConnection):
    """The same over TLS."""

    def getresponse(self) -> Any:  # urllib3 and http.client disagree what it is
        """Once the head is there."""
        with ended_after(_head_within.get(), self):
            return super().getresponse()


class _Lines(HTTPConnectionPool):
    ConnectionCls = _Line


class _SafeLines(HTTPSConnectionPool):
    ConnectionCls = _SafeLine


class _InTime(HTTPAdapter):
    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Lines, "https": _SafeLines}


def _exchange(method: str, url: str, body: bytes | None, headers: Mapping[str, str], bounds: Bounds) -> HttpAnswer:
    whole = bounds.whole * bounds.piece_s
    _head_within.set(whole)
    until = time.monotonic() + bounds.connect_s + whole
    try:
        with _session() as session:
            answer = session.request(
                method,
                url,
                data=body,
                headers=dict(headers),
                timeout=(bounds.connect_s, bounds.piece_s),
                allow_redirects=False,  # else whoever answers chooses whom we ask next, and what is told there
                stream=True,
            )
            came = _read(answer, until, bounds.most_bytes)
            return HttpAnswer(answer.status_code, came, answer.headers)
    except requests.Timeout:
        raise ExchangeError(NoAnswerReason.TIME_OUT, "no answer came in time") from None
    except requests.RequestException as error:
        raise ExchangeError(NoAnswerReason.UNREACHABLE, f"nobody was reached ({type(error).__name__})") from None


def _session() -> requests.Session:
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _InTime(pool_maxsize=1))
    return session


def _read(answer: requests.Response, until: float, most_bytes: int) -> bytes:
    """All of it, as it comes: a piece that is waited for until it is full would never be in time, and never late."""
    came = b""
    while piece := _piece(answer):
        came += piece
        if time.monotonic() > until:
            raise ExchangeError(NoAnswerReason.TIME_OUT, "the answer takes too long")
        if len(came) > most_bytes:
            raise ExchangeError(NoAnswerReason.TOO_LONG, "the answer is too long")
    return came


def _piece(answer: requests.Response) -> bytes:
    try:
        piece: bytes = answer.raw.read1(_PIECE, decode_content=True)
    except ReadTimeoutError:
        raise ExchangeError(NoAnswerReason.TIME_OUT, "no answer came in time") from None
    except HTTPError as error:
        raise ExchangeError(NoAnswerReason.UNREACHABLE, f"the answer broke off ({type(error).__name__})") from None
    return piece


def plain_text(said: str) -> str:
    """What somebody else says as every row, event and log takes it: in one line, and all of it can be seen.

    Else a NUL, which no column takes, or half of a character, which nobody can write, would stop whoever keeps it.
    """
    return said if said.isascii() and said.isprintable() else one_line(said)


def read_json(body: bytes | str) -> Any:
    """What somebody else says in JSON, each text as `plain_text`; ValueError for what is none, or nested without end.

    Of numbers those alone that JSON knows: nothing can be counted in NaN.
    """
    written = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    if is_too_deep(written):
        raise ValueError("lists and objects in one another without end")
    return _plain(json.loads(written.decode("utf-8-sig", "surrogatepass"), parse_constant=_refuse))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _plain(said: Any) -> Any:
    match said:
        case str():
            return plain_text(said)
        case list():
            return [_plain(each) for each in said]
        case dict():
            return {plain_text(name): _plain(each) for name, each in said.items()}
    return said


@dataclass(frozen=True)
class Stamp:
    """What stands beside a signature: when, and the number used once."""

    at: str
    nonce: str


def new_stamp(now: datetime) -> Stamp:
    """A stamp for one request."""
    return Stamp(now.isoformat(timespec="seconds"), secrets.token_hex(16))


def sign_lines(secret: str, *lines: str) -> str:
    """The signature of these lines: HMAC-SHA256 in hexadecimal digits."""
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two signatures agree, compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def is_fresh(stamp: Stamp, now: datetime) -> bool:
    """Whether it was said just now, by a clock that is near enough to ours, with a number of a sensible length."""
    try:
        return 0 < len(stamp.nonce) <= LONGEST_NONCE and abs(datetime.fromisoformat(stamp.at) - now) <= FRESH
    except (ValueError, TypeError):
        return False
