"""What is said between a court and the paging office: one line of JSON a word, each with what it is about.

The court says `page` (ref, number, parts) and is answered `taken` (ids, one a part) or `refused`. The office says
`report` (id, ref, number, part, state, at) until it is answered `kept`; to `again` it says it once more, later.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

SCREEN: Final = 40  # characters that fit on a pager at once
WORDS: Final = ("page", "taken", "refused", "report", "kept", "again")
Said = Mapping[str, Any]


def cut(text: str) -> tuple[str, ...]:
    """The text in screens."""
    return tuple(text[at : at + SCREEN] for at in range(0, len(text), SCREEN)) or ("",)


def line_of(word: str, **about: Any) -> bytes:
    """One line."""
    return json.dumps({"word": word, **about}, ensure_ascii=False).encode() + b"\n"


def read_line(line: bytes) -> Said:
    """What a line says; ValueError for what is no line of this protocol."""
    said = json.loads(line)
    word = said.get("word") if isinstance(said, dict) else None
    if word not in WORDS:
        raise ValueError("no word of ours in it")
    return dict(said)
