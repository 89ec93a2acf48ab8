"""The line to a carrier: one request with an answer that is bounded in time and size."""

from collections.abc import Mapping
from typing import Final

from songda import exchange
from songda.carriers.contract import CarrierError, Trouble
from songda.exchange import Bounds, ExchangeError, HttpAnswer, NoAnswerReason

READ_S: Final = 20.0
_TROUBLES: Final = {
    NoAnswerReason.TIME_OUT: Trouble.TIME_OUT,
    NoAnswerReason.UNREACHABLE: Trouble.UNREACHABLE,
    NoAnswerReason.TOO_LONG: Trouble.UNREADABLE,
}


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = READ_S) -> HttpAnswer:
    """Send it and take the answer; CarrierError where none comes. No error quotes the address, which holds a secret."""
    try:
        return exchange.post(url, body, headers, Bounds(piece_s=seconds))
    except ExchangeError as error:
        raise CarrierError(_TROUBLES[error.broken], f"the carrier: {error}") from None


def require_welcome(reply: HttpAnswer) -> None:
    """CarrierError where the carrier does not know us."""
    if reply.status in {401, 403}:
        raise CarrierError(Trouble.REFUSED, f"the carrier refuses us (HTTP {reply.status})")
