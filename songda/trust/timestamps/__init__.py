"""Asks a time-stamp authority (RFC 3161) to witness that something existed now, and checks what it answered."""

from songda.trust.timestamps.client import Stamper, StampUnavailable
from songda.trust.timestamps.tokens import StampError, TokenReading, read_token

__all__ = ["StampError", "StampUnavailable", "Stamper", "TokenReading", "read_token"]
