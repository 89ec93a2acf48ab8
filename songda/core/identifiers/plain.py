"""Takes typed numbers to one plain form: narrow characters, no blanks, no dashes."""

import unicodedata

_DASHES = dict.fromkeys(map(ord, "-‐‑‒–—―−"))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def narrow(text: str) -> str:
    """The text in narrow characters, without blanks and invisible characters."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def plain(text: str) -> str:
    """The same without dashes, for numbers that people group as they like."""
    return narrow(text).translate(_DASHES)
