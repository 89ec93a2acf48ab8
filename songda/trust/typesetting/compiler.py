"""Runs the typesetter: a template of ours, words from outside as plain values, the fonts that we bring along.

Words never become part of a template: they are handed over as JSON and printed as text, so that nothing in a name or
a title can act as a command. A character that no font has stops the work, because a certificate with an empty box in
a name is worse than none.
"""

import json
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from songda.core.refusal import Refused
from songda.core.words import Phrase
from songda.trust import fonts

STANDARDS: list[Any] = ["a-3a", "ua-1"]
TEMPLATES = Path(__file__).parent / "templates"
_SUSPECTS = b"/Suspects false"  # the default; some readers complain of it
_ONE_AT_A_TIME = threading.Lock()  # a compiler that is at work refuses a second thread
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')
_FONTS = {"serif": [fonts.SERIF, fonts.WIDE], "sans": [fonts.SANS, fonts.WIDE]}


class TypesettingError(Exception):
    """A document cannot be set in type."""


class MissingGlyphError(TypesettingError, Refused):
    """No installed font has these characters; `characters` holds them, the details give only their numbers.

    A refusal like others, so that every door says it to whoever typed them.
    """

    def __init__(self, characters: str) -> None:
        self.characters = characters
        Refused.__init__(self, "missing_glyph", numbers=" ".join(f"U+{ord(each):04X}" for each in characters))

    def sentence(self, language: str) -> str:
        """The refusal in words; these show the characters, and are not logged."""
        told = {**self.details, "characters": " ".join(self.characters)}
        return Phrase("refusals.missing_glyph", told).sentence(language)

    def __str__(self) -> str:
        return f"The installed fonts lack {self.details['numbers']}; install a font that has it and try again."


def typeset(
    template: str, content: Mapping[str, Any], made_at: datetime, standards: Sequence[str] = STANDARDS
) -> bytes:
    """A PDF/A-3a and PDF/UA-1 file, or one for print alone (no `standards`); the same content gives the same bytes."""
    pdf, _ = _run(template, content, format="pdf", pdf_standards=list(standards), timestamp=made_at)
    return pdf


def typeset_with_values(
    template: str, content: Mapping[str, Any], made_at: datetime, label: str
) -> tuple[bytes, list[Any]]:
    """The same file, and the values that the template noted under this label, in their order."""
    return _run(template, content, label, format="pdf", pdf_standards=STANDARDS, timestamp=made_at)


def outline(template: str, content: Mapping[str, Any]) -> str:
    """A drawing as SVG, its letters turned into outlines."""
    svg, _ = _run(template, content, format="svg")
    return svg.decode()


def _run(template: str, content: Mapping[str, Any], label: str = "", **how: Any) -> tuple[bytes, list[Any]]:
    words = json.dumps({**content, "fonts": _FONTS}, ensure_ascii=False)
    if "\\u" in words or not words.isprintable():  # hardly ever, and a certificate has some three hundred texts
        words = json.dumps(_printable({**content, "fonts": _FONTS}), ensure_ascii=False)
    compiler = _compiler(template)
    try:
        with _ONE_AT_A_TIME:
            made = compiler.compile(sys_inputs={"content": words}, **how)
            values = json.loads(compiler.query(f"<{label}>", field="value")) if label else []
    except typst.TypstError as error:
        missing = _MISSING.findall(str(error.diagnostic))
        if missing:
            raise MissingGlyphError("".join(dict.fromkeys("".join(missing)))) from None
        raise TypesettingError(f"The template {template} cannot be set: {error.message}") from error
    return _only(made), values


def _only(made: bytes | list[bytes] | None) -> bytes:
    if isinstance(made, list):
        (made,) = made
    return (made or b"").replace(_SUSPECTS, b" " * len(_SUSPECTS))  # as long as before, so that offsets stand


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts.folders())


@lru_cache(maxsize=8)
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=_fonts())


def _printable(value: Any) -> Any:
    """The same value without characters that print nothing but turn the writing round or hide in it."""
    match value:
        case str() if value.isprintable():  # nearly always, and a drawing is long
            return value
        case str():
            return "".join(letter for letter in value if letter == "\n" or unicodedata.category(letter) not in _UNSEEN)
        case dict():
            return {key: _printable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_printable(inner) for inner in value]
        case _:
            return value


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
