"""Signs what goes to the platform and checks what comes back, with a secret that both share (HMAC-SHA256).

Signed are the method, the path, the moment, a number used once, and the hash of the body: whoever listens cannot change
a question or ask it again. The answer is signed over the question's number, so that it fits no other question.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

FRESH = timedelta(minutes=5)
SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Stamp:
    """What stands beside a signature: when, and the number used once."""

    at: str
    nonce: str


def new_stamp(now: datetime) -> Stamp:
    """A stamp for one request."""
    return Stamp(now.isoformat(timespec="seconds"), secrets.token_hex(16))


def sign_request(secret: str, path: str, stamp: Stamp, body: bytes) -> str:
    """The signature of a request; all are POST."""
    return _sign(secret, "POST", path, stamp.at, stamp.nonce, hashlib.sha256(body).hexdigest())


def sign_answer(secret: str, nonce: str, status: int, body: bytes) -> str:
    """The signature of the answer to the request with this number."""
    return _sign(secret, "ANSWER", nonce, str(status), hashlib.sha256(body).hexdigest())


def is_same(one: str, other: str) -> bool:
    """Whether two signatures agree, compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def is_fresh(stamp: Stamp, now: datetime) -> bool:
    """Whether the moment of a request is near enough to ours."""
    try:
        return abs(datetime.fromisoformat(stamp.at) - now) <= FRESH
    except (ValueError, TypeError):
        return False


def person_mark(inquiry_id: str, name: str, number: str) -> str:
    """By what an answer shows whom it is about, without naming them: nobody else's answer has this mark."""
    return hashlib.sha256(f"{inquiry_id}\n{name}\n{number}".encode()).hexdigest()


def _sign(secret: str, *lines: str) -> str:
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
