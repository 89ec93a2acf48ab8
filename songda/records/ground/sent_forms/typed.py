"""Keeps what was typed when a form could not be taken: sealed, in the visitor's session, for its writer alone."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from songda.records.ground import vault
from songda.records.ground.sent_forms.keys import FormKey
from songda.trust.sealing import SealError

KEPT_FOR = timedelta(hours=1)
MOST_LETTERS = 64_000
_SLOT, _CELL = "typed", "session.typed:one"
Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class Typed:
    """What was typed into a form: `address` is where it was to go, `page` the page on which it stands."""

    key: str
    address: str
    page: str
    fields: Mapping[str, list[str]]
    at: str
    sent_before: str = ""  # when the same form had been sent with other words; empty where a session had ended

    def is_of(self, writer: str) -> bool:
        """Whether it was this person who typed it."""
        return bool(writer) and FormKey(self.key).is_of(writer)


def keep(session: Session, typed: Typed) -> bool:
    """Keep it until it is asked for; False where it is too long to be kept."""
    text = json.dumps(asdict(typed), ensure_ascii=False)
    if len(text) > MOST_LETTERS:
        return False
    session[_SLOT] = b64encode(vault.seal_text(_CELL, text)).decode()
    return True


def kept(session: Session, now: datetime) -> Typed | None:
    """What is kept in this session, unless its hour is over."""
    if _SLOT not in session:
        return None
    try:
        typed = Typed(**json.loads(vault.open_text(_CELL, b64decode(session[_SLOT]))))
    except SealError:
        return None
    return typed if now - datetime.fromisoformat(typed.at) <= KEPT_FOR else None


def drop(session: Session) -> None:
    """It was given back, or is of somebody else."""
    session.pop(_SLOT, None)
