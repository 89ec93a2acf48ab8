"""Tokens by which other systems show that they may speak for a court; only a hash of each is kept."""

import base64
import hashlib
import secrets

PREFIX = "songda_"  # lets a scanner of leaked secrets recognise one
SHORTEST = 43  # letters; 32 random bytes written in base64
_TOKEN_BYTES = 32


def new_token() -> str:
    """A fresh token of 256 random bits, to be shown once."""
    return PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(_TOKEN_BYTES)).decode().rstrip("=")


def token_hash(token: str) -> bytes:
    """What the database keeps of a token; a plain hash is enough, since nobody can guess 256 bits."""
    return hashlib.sha256(token.encode()).digest()
