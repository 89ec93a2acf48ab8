"""Reads the payloads that are kept beside the tests."""

from pathlib import Path

FOLDER = Path(__file__).parent / "payloads"


def sms(name: str) -> bytes:
    """An SMPP message."""
    return bytes.fromhex((FOLDER / "sms" / f"{name}.hex").read_text(encoding="ascii"))


def email(name: str) -> bytes:
    """A mail."""
    return (FOLDER / "email" / f"{name}.eml").read_bytes()
