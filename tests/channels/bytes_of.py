"""Reads the payloads that are kept beside the tests."""

import re
from pathlib import Path

from songda.channels.email.reports import Marks

FOLDER = Path(__file__).parent / "payloads"


def sms(name: str) -> bytes:
    """An SMPP message."""
    return bytes.fromhex((FOLDER / "sms" / f"{name}.hex").read_text(encoding="ascii"))


def email(name: str) -> bytes:
    """A mail."""
    return (FOLDER / "email" / f"{name}.eml").read_bytes()


def marked_email(name: str, marks: Marks) -> bytes:
    """A mail that bears the secret mark of the message which it is about, where it bears any."""
    return re.sub(rb"songda-(\d+)", lambda found: marks.write(found[1].decode()).encode(), email(name))
