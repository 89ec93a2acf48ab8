"""The catalogues of a jurisdiction: one file a language, found by its name, on top of the one that all share.

A language is added by adding its file `words.<language>.toml`. What it does not say (yet) is said in the language that
stands in for it.
"""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from songda.core.language import COURT_LANGUAGE, layers
from songda.core.law.profile.sources import CiteStyle
from songda.core.law.profile.wording import LanguageWords

_CATALOGUE = re.compile(r"words\.([a-z]{2,3}(?:-[a-z]+)?)\.toml")

Table = Mapping[str, Any]


def languages_in(folder: Traversable) -> tuple[str, ...]:
    """The languages that there is a catalogue of, the court's own first."""
    found = {name[1] for file in folder.iterdir() if (name := _CATALOGUE.fullmatch(file.name))}
    return tuple(sorted(found, key=lambda language: (language != COURT_LANGUAGE, language)))


def language_words(language: str, catalogue: Table) -> LanguageWords:
    """The words of one language out of its catalogue."""
    style = catalogue["style"]
    return LanguageWords(
        language=language,
        sentences=catalogue["sentences"],
        words=catalogue["words"],
        moment=style["moment"],
        day=style["day"],
        comma=style["comma"],
        cited=style["cited"],
        cite=_cite_style(style["cite"]),
        worth=style["worth"],
    )


def _cite_style(given: Table) -> CiteStyle:
    return CiteStyle(given["whole"], given["own"], tuple(given["parts"]), given["numerals"])


def catalogue_of(language: str, shared: Traversable, own: Traversable, name: str = "words") -> dict[str, Any]:
    """Everything that is said in a language; what it leaves out is said as in the one below it."""
    told: dict[str, Any] = {}
    for each in layers(language):
        for place in (shared, own):
            told = laid_over(told, _read(place / f"{name}.{each}.toml"))
    return told


def laid_over(below: Table, above: Table) -> dict[str, Any]:
    """The tables of both, entry by entry; what lies above prevails."""
    merged = dict(below)
    for key, value in above.items():
        is_table = isinstance(merged.get(key), dict)
        merged[key] = laid_over(merged[key], value) if is_table else value
    return merged


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
