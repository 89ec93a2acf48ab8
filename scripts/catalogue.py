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

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEAD = "# The words of this room. Sentences are English; this file says them in another language."
Sentence = tuple[str | tuple[str, ...], str | None]  # the words (or singular and plural), and their context
Key = tuple[str, str | None]  # the words, or the singular, and their context
# The API's sentences are docstrings of its doors and shapes, which only its description for programs puts together.
GATHERED_ELSEWHERE = frozenset({"api"})


def sentences(room: Path) -> Iterator[Sentence]:
    """Every sentence of a room that is to be translated."""
    for file in sorted([*room.rglob("*.py"), *room.rglob("*.html")]):
        for _, words, _, context in extract("python", BytesIO(_code(file)), keywords=KEYWORDS):
            yield words, context


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
    return [str(sentence[0]) for sentence in sentences(room) if not _is_translated(catalogue, sentence)]


def unused(room: Path, language: str) -> list[str]:
    """The translations of sentences that no page says any more."""
    said = {_key(sentence) for sentence in sentences(room)}
    return [str(message.id) for message in read(room, language) if message.id and _key_of(message) not in said]


def complete(room: Path, language: str) -> int:
    """Write the catalogue: every sentence in it, translations kept, the unused left out. Gives how many lack.

    What stands there keeps its place, and a new sentence comes behind the one that is said before it: so two people
    who add sentences change two places. Of a room in GATHERED_ELSEWHERE nothing is left out.
    """
    old = read(room, language)
    new = Catalog(old.locale, project="songda", version="1", header_comment=HEAD, fuzzy=False)
    new.creation_date = new.revision_date = old.creation_date
    new.msgid_bugs_address = new.last_translator = new.language_team = "the maintainers"
    said = {_key(sentence): sentence for sentence in sentences(room)}
    kept = {_key_of(message): message for message in old if message.id}
    for key in _in_order(list(kept), list(said)):
        if key in said:
            words, context = said[key]
            string = kept[key].string if key in kept else None
            new.add(words, string, context=context)
        elif room.name in GATHERED_ELSEWHERE:
            new.add(kept[key].id, kept[key].string, context=kept[key].context)
    _write(_place(room, language), new)
    return len(missing(room, language))


def _in_order(known: list[Key], said: list[Key]) -> list[Key]:
    """The known ones in their order, each new one behind its neighbour in the pages."""
    order, before = list(known), None
    for key in said:
        if key not in known:
            order.insert(order.index(before) + 1 if before is not None else len(order), key)
        before = key
    return order


def _write(target: Path, catalogue: Catalog) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, catalogue, width=0, no_location=True)
    target.write_bytes(written.getvalue().rstrip() + b"\n")


def _is_translated(catalogue: Catalog, sentence: Sentence) -> bool:
    words, context = sentence
    known = catalogue.get(words[0] if isinstance(words, tuple) else words, context)
    return known is not None and all(known.string or [""])


def _key(sentence: Sentence) -> Key:
    words, context = sentence
    return (words[0] if isinstance(words, tuple) else words), context


def _key_of(message: Message) -> Key:
    words = message.id
    return (words[0] if isinstance(words, tuple) else str(words)), message.context


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
