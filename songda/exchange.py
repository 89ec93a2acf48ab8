"""One question over HTTP whose answer is bounded in time and size, and signatures by a secret that both sides have.

Whoever answers may say a letter now and then and never end, or send without end: neither keeps a worker for itself.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

FRESH: Final = timedelta(minutes=5)
LONGEST_NONCE: Final = 64
_PIECE: Final = 64 * 1024


class Broken(StrEnum):
    """Why no answer came."""

    TIME_OUT = "time_out"
    UNREACHABLE = "unreachable"
    TOO_LONG = "too_long"


class ExchangeError(Exception):
    """No answer came; the words quote no address, since an address may hold a secret."""

    def __init__(self, broken: Broken, words: str) -> None:
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
class Answered:
    """What came back."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str]


def post(url: str, body: bytes, headers: Mapping[str, str], bounds: Bounds | None = None) -> Answered:
    """Send it and take the answer; ExchangeError where none comes."""
    return _exchange("POST", url, body, headers, bounds or Bounds())


def get(url: str, headers: Mapping[str, str], bounds: Bounds | None = None) -> Answered:
    """Take what stands there; ExchangeError where nothing comes."""
    return _exchange("GET", url, None, headers, bounds or Bounds())


def _exchange(method: str, url: str, body: bytes | None, headers: Mapping[str, str], bounds: Bounds) -> Answered:
    patience = (bounds.connect_s, bounds.piece_s)
    try:
        with requests.request(
            method,
            url,
            data=body,
            headers=dict(headers),
            timeout=patience,
            allow_redirects=False,  # else whoever answers chooses whom we ask next, and what is told there
            stream=True,
        ) as answer:
            came = _read(answer, time.monotonic() + bounds.whole * bounds.piece_s, bounds.most_bytes)
            return Answered(answer.status_code, came, answer.headers)
    except requests.Timeout:
        raise ExchangeError(Broken.TIME_OUT, "no answer came in time") from None
    except requests.RequestException as error:
        raise ExchangeError(Broken.UNREACHABLE, f"nobody was reached ({type(error).__name__})") from None


def _read(answer: requests.Response, until: float, most_bytes: int) -> bytes:
    """All of it, as it comes: a piece that is waited for until it is full would never be in time, and never late."""
    came = b""
    while piece := _piece(answer):
        came += piece
        if time.monotonic() > until:
            raise ExchangeError(Broken.TIME_OUT, "the answer takes too long")
        if len(came) > most_bytes:
            raise ExchangeError(Broken.TOO_LONG, "the answer is too long")
    return came


def _piece(answer: requests.Response) -> bytes:
    try:
        piece: bytes = answer.raw.read1(_PIECE, decode_content=True)
    except ReadTimeoutError:
        raise ExchangeError(Broken.TIME_OUT, "no answer came in time") from None
    except HTTPError as error:
        raise ExchangeError(Broken.UNREACHABLE, f"the answer broke off ({type(error).__name__})") from None
    return piece


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
