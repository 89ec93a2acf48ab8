"""Signatures over what a court and its carrier say to each other: HMAC-SHA256 with a secret that both have.

Signed are the way (court to carrier or back), the path, the moment, a number used once, and the hash of the body:
whoever listens cannot change a word, nor bring it again later or elsewhere.
"""

import hashlib

from songda.exchange import Stamp, sign_lines

TO_CARRIER, TO_COURT, ANSWER = "TO-CARRIER", "TO-COURT", "ANSWER"


def sign(secret: str, way: str, path: str, stamp: Stamp, body: bytes) -> str:
    """The signature of what goes this way."""
    return sign_lines(secret, way, path, stamp.at, stamp.nonce, hashlib.sha256(body).hexdigest())


def sign_answer(secret: str, nonce: str, status: int, body: bytes) -> str:
    """The signature of the answer to what had this number."""
    return sign_lines(secret, ANSWER, nonce, str(status), hashlib.sha256(body).hexdigest())
