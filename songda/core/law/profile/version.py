"""The version of a jurisdiction: a short name for exactly these rules, the same on every machine that has them."""

import hashlib
from collections.abc import Iterator
from importlib.resources.abc import Traversable

LENGTH = 12
_CALENDAR = "days/calendar.toml"
_RULEBOOK = "words.rulebook."  # how the rules are told on their own page; no answer hangs on it


def version_of(own: Traversable, shared: Traversable, days: Traversable | None = None) -> str:
    """A hash over the tables and words of the jurisdiction and the words that all share, whatever the line ends.

    `days`: the folder whose calendar it counts by; where that is another's, the calendar is hashed with the rest.
    """
    digest = hashlib.sha256()
    for name, text in (*_texts(shared, "shared/"), *_texts(own, ""), *_borrowed(own, days)):
        for part in (name, text):
            body = part.encode()
            digest.update(len(body).to_bytes(8, "big") + body)
    return digest.hexdigest()[:LENGTH]


def _borrowed(own: Traversable, days: Traversable | None) -> Iterator[tuple[str, str]]:
    if days is not None and days.name != own.name:
        yield from (text for text in _texts(days, "days/") if text[0] == _CALENDAR)


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml") and not file.name.startswith(_RULEBOOK):
            yield prefix + file.name, file.read_text(encoding="utf-8")  # which reads every line end as \n
