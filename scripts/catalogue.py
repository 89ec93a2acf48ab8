"""Keeps a room's catalogue of words complete: finds every sentence in its pages and code, and adds what is missing.

    python -m scripts.catalogue songda/web/portal            # every language that the room has
    python -m scripts.catalogue songda/web/portal de         # begins a new one

Sentences are written in English where they are used; a language is a folder beside them.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEAD = "# The words of this room. Sentences are English; this file says them in another language."
Sentence = tuple[str | tuple[str, ...], str | None]  # the words (or singular and plural), and their context


def sentences(room: Path) -> Iterator[tuple[Sentence, str]]:
    """Every sentence of a room that is to be translated, with the file where it stands."""
    for file in sorted([*room.rglob("*.py"), *room.rglob("*.html")]):
        for _, words, _, context in extract("python", BytesIO(_code(file)), keywords=KEYWORDS):
            yield (words, context), str(file.relative_to(room))


def _code(file: Path) -> bytes:
    """The file as Python code; of a page only its sentences are left."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        from django.utils.translation import templatize

        text = re.sub(r"^[ \t]+", "", templatize(text, origin=str(file)), flags=re.MULTILINE)
    return text.encode()


def read(room: Path, language: str) -> Catalog:
    """The catalogue of one language; an empty one where there is none yet."""
    place = _place(room, language)
    if not place.exists():
        return Catalog(locale=language.partition("_")[0] if language.islower() else language)
    with place.open("rb") as file:
        return read_po(file)


def missing(room: Path, language: str) -> list[str]:
    """The sentences that have no translation; an empty list when the language is complete."""
    catalogue = read(room, language)
    return [str(sentence[0]) for sentence, _ in sentences(room) if not _is_translated(catalogue, sentence)]


def unused(room: Path, language: str) -> list[str]:
    """The translations of sentences that no page says any more."""
    said = {_key(sentence) for sentence, _ in sentences(room)}
    return [str(message.id) for message in read(room, language) if message.id and _key_of(message) not in said]


def complete(room: Path, language: str) -> int:
    """Write the catalogue anew: every sentence in it, translations kept, the unused left out. Gives how many lack."""
    old = read(room, language)
    new = Catalog(old.locale, project="songda", version="1", header_comment=HEAD, fuzzy=False)
    new.creation_date = new.revision_date = old.creation_date
    new.msgid_bugs_address = new.last_translator = new.language_team = "the maintainers"
    for (words, context), place in sentences(room):
        known = old.get(words[0] if isinstance(words, tuple) else words, context)
        new.add(words, known.string if known else None, locations=[(place, 0)], context=context)
    target = _place(room, language)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, new, width=0, sort_by_file=True, omit_header=False, include_lineno=False)
    return len(missing(room, language))


def _is_translated(catalogue: Catalog, sentence: Sentence) -> bool:
    words, context = sentence
    known = catalogue.get(words[0] if isinstance(words, tuple) else words, context)
    return known is not None and all(known.string or [""])


def _key(sentence: Sentence) -> tuple[str, str | None]:
    words, context = sentence
    return (words[0] if isinstance(words, tuple) else words), context


def _key_of(message: object) -> tuple[str, str | None]:
    words = message.id  # type: ignore[attr-defined]
    return (words[0] if isinstance(words, tuple) else words), message.context  # type: ignore[attr-defined]


def _place(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def main(arguments: list[str]) -> int:
    """Complete the catalogues of one room; says how many translations are missing."""
    room = Path(arguments[0])
    languages = arguments[1:] or sorted(folder.name for folder in (room / "locale").iterdir())
    for language in languages:
        sys.stdout.write(f"{room} {language}: {complete(room, language)} to be translated\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
