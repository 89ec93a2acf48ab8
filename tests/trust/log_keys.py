"""Fixed log keys for tests; worth nothing outside them."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from songda.trust.log_keys import NoteKey


def court_key() -> NoteKey:
    """The key of the court's log."""
    return NoteKey("court.example/log", Ed25519PrivateKey.from_private_bytes(b"c" * 32))


def other_key() -> NoteKey:
    """Somebody else's key."""
    return NoteKey("other.example/log", Ed25519PrivateKey.from_private_bytes(b"o" * 32))
