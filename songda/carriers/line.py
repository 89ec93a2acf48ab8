"""The line to a carrier: one request with an answer that is bounded in time and size."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from songda.carriers.contract import CarrierError, Trouble

LONGEST_ANSWER: Final = 2 * 1024 * 1024
CONNECT_S: Final = 5.0
READ_S: Final = 20.0
WHOLE: Final = 3  # so many times as long as one piece may the whole answer take


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str]


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = READ_S) -> Reply:
    """Send it and take the answer; CarrierError where none comes. No error quotes the address, which holds a secret."""
    try:
        with requests.post(
            url, data=body, headers=dict(headers), timeout=(CONNECT_S, seconds), allow_redirects=False, stream=True
        ) as answer:
            came = _read(answer, time.monotonic() + WHOLE * seconds)
            return Reply(answer.status_code, came, dict(answer.headers))
    except requests.Timeout:
        raise CarrierError(Trouble.TIME_OUT, "the carrier did not answer in time") from None
    except requests.RequestException as error:
        raise CarrierError(Trouble.UNREACHABLE, f"the carrier was not reached ({type(error).__name__})") from None


def require_welcome(reply: Reply) -> None:
    """CarrierError where the carrier does not know us."""
    if reply.status in {401, 403}:
        raise CarrierError(Trouble.REFUSED, f"the carrier refuses us (HTTP {reply.status})")


def _read(answer: requests.Response, until: float) -> bytes:
    came = b""
    while piece := _piece(answer):
        came += piece
        if time.monotonic() > until:
            raise CarrierError(Trouble.TIME_OUT, "the carrier's answer takes too long")
        if len(came) > LONGEST_ANSWER:
            raise CarrierError(Trouble.UNREADABLE, "the carrier's answer is too long")
    return came


def _piece(answer: requests.Response) -> bytes:
    try:
        piece: bytes = answer.raw.read1(64 * 1024, decode_content=True)
    except ReadTimeoutError:
        raise CarrierError(Trouble.TIME_OUT, "the carrier did not answer in time") from None
    except HTTPError as error:
        raise CarrierError(Trouble.UNREACHABLE, f"the answer broke off ({type(error).__name__})") from None
    return piece
