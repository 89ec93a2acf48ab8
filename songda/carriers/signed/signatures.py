"""Signatures over what a court and its carrier say to each other: HMAC-SHA256 with a secret that both have.

Signed are the way (court to carrier or back), the path, the moment, a number used once, and the hash of the body:
whoever listens cannot change a word, nor bring it again later or elsewhere.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FRESH: Final = timedelta(minutes=5)
LONGEST_NONCE: Final = 64
TO_CARRIER, TO_COURT, ANSWER = "TO-CARRIER", "TO-COURT", "ANSWER"


@dataclass(frozen=True)
class Stamp:
    """What stands beside a signature: when, and the number used once."""

    at: str
    nonce: str


def new_stamp(now: datetime) -> Stamp:
    """A stamp for one request."""
    return Stamp(now.isoformat(timespec="seconds"), secrets.token_hex(16))


def sign(secret: str, way: str, path: str, stamp: Stamp, body: bytes) -> str:
    """The signature of what goes this way."""
    return _mac(secret, way, path, stamp.at, stamp.nonce, hashlib.sha256(body).hexdigest())


def sign_answer(secret: str, nonce: str, status: int, body: bytes) -> str:
    """The signature of the answer to what had this number."""
    return _mac(secret, ANSWER, nonce, str(status), hashlib.sha256(body).hexdigest())


def is_same(one: str, other: str) -> bool:
    """Whether two signatures agree, compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def is_fresh(stamp: Stamp, now: datetime) -> bool:
    """Whether it was said just now, by a clock that is near enough to ours."""
    try:
        return 0 < len(stamp.nonce) <= LONGEST_NONCE and abs(datetime.fromisoformat(stamp.at) - now) <= FRESH
    except (ValueError, TypeError):
        return False


def _mac(secret: str, *lines: str) -> str:
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
