"""Reads the words of a language from its folder, each file once and only when something in it is asked for."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from songda.core.events.registry import sentences
from songda.core.language import COURT_LANGUAGE, FALLBACK, best_language

_HEAD = "language.toml"
_FOLDERS: list[Traversable] = [files("songda.core.words")]


def add_folder(folder: Traversable) -> None:
    """Look for words in this folder too, which holds one folder a language; what is already told keeps its text."""
    _FOLDERS.append(folder)
    forget()


def remove_folder(folder: Traversable) -> None:
    """Look there no longer."""
    _FOLDERS.remove(folder)
    forget()


def forget() -> None:
    """Read everything anew when it is next asked for."""
    languages.cache_clear()
    entries.cache_clear()
    language_of.cache_clear()


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are words in, by the names of their folders; the court's own first."""
    found = {each.name for folder in _FOLDERS for each in folder.iterdir() if (each / _HEAD).is_file()}
    return tuple(sorted(found, key=lambda language: (language != COURT_LANGUAGE, language)))


@cache
def language_of(tag: str) -> str:
    """The language for a tag such as `zh-hans`; the one to fall back on where there are no words in it."""
    return best_language(tag, languages())


@cache
def entries(language: str, noun: str) -> Mapping[str, str]:
    """All texts of one noun in one language by their keys, in the order in which the file tells them.

    What an event says stands in its entry of the registry, beside all else of it.
    """
    found = dict(sentences(language)) if noun == "events" else {}
    for folder in _FOLDERS:
        file = folder / language / f"{noun}.toml"
        if file.is_file():
            for key, text in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
                found.setdefault(key, text)
    return MappingProxyType(found)


def find(key: str, language: str) -> str | None:
    """The text for a key such as `tasks.kind.call`: in that language, else in the one to fall back on."""
    noun, _, rest = key.partition(".")
    text = entries(language, noun).get(rest)
    return entries(FALLBACK, noun).get(rest) if text is None and language != FALLBACK else text


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Tables within tables as keys with dots."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", str(value)
