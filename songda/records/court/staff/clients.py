"""Tokens by which other systems show that they may speak for a court; only a hash of each is kept."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from songda.records.court.staff.models import ApiClient

PREFIX = "songda_"  # lets a scanner of leaked secrets recognise one
SHORTEST = 43  # letters; 32 random bytes written in base64
_TOKEN_BYTES = 32
_USE_NOTED_EVERY = timedelta(minutes=1)


def new_token() -> str:
    """A fresh token of 256 random bits, to be shown once."""
    return PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(_TOKEN_BYTES)).decode().rstrip("=")


def token_hash(token: str) -> bytes:
    """What the database keeps of a token; a plain hash is enough, since nobody can guess 256 bits."""
    return hashlib.sha256(token.encode()).digest()


def note_use(client: ApiClient, now: datetime) -> None:
    """Keep when the token was used last, to the minute: a burst of calls writes once."""
    if client.last_used_at is None or now - client.last_used_at >= _USE_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now)
        ApiClient.objects.filter(stale, id=client.id).update(last_used_at=now)
        client.last_used_at = now
