"""Landline numbers of the mainland: area code, subscriber number, perhaps an extension; nothing can be sent there."""

import re

from songda.core.identifiers.china import EXTENSION
from songda.core.identifiers.errors import IdentifierError
from songda.core.identifiers.plain import narrow

# Two digits after the 0 where the number has eight (and 20 to 29), else three; no subscriber number begins with 0 or 1.
_FORM = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))[- ]?([2-9]\d{6,7})(?:(?:-|x|ext\.?)(\d{1,6}))?", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_COUNTRY = re.compile(r"^(?:\+|00)86[- ]?0?")


def is_landline(typed: str) -> bool:
    """Whether this is a landline number with its area code."""
    return _FORM.fullmatch(_plain(typed)) is not None


def read_landline(typed: str) -> str:
    """The number as it is kept, 0358-7621234 or 0358-7621234-801; raises IdentifierError."""
    found = _FORM.fullmatch(_plain(typed))
    if found is None:
        raise IdentifierError("landline.form")
    return "-".join(part for part in found.groups() if part)


def _plain(typed: str) -> str:
    text = narrow(typed).translate(_DASHES).replace(EXTENSION, "-").replace("(", "").replace(")", "-")
    return _COUNTRY.sub("0", text)
