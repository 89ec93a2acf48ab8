"""Codes that people type from a message or from paper, brought to the form in which they were given out."""

import unicodedata


def read_typed_code(text: str) -> str:
    """Only the letters and digits, in capitals; of a pasted link only what follows the last stroke."""
    last = unicodedata.normalize("NFKC", text).strip().rstrip("/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last.upper() if letter.isascii() and letter.isalnum())
