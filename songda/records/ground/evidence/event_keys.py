"""The keys of events that this process has, read once, which kind of process it is, and the door of the act in hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from songda.core.events.origins import Door
from songda.core.evidence.doors import WrongDoorError, require_actor, require_door
from songda.core.evidence.writers import Writer
from songda.trust.event_keys import EventKeys

_came_by: ContextVar[Door | None] = ContextVar("came_by", default=None)  # in the web: the room whose page is asked for
_OWN_DOORS = {Writer.WORKER: Door.WORKER, Writer.COMMAND: Door.COMMAND}


def event_keys() -> EventKeys:
    """The keys from the file that the settings name. Raises `EventKeyError`."""
    return _load(settings.EVENT_KEYS_FILE)


@contextmanager
def through(door: Door | None) -> Iterator[None]:
    """What is written meanwhile came by this door; None: by one through which no events come."""
    token = _came_by.set(door)
    try:
        yield
    finally:
        _came_by.reset(token)


def mark_of(leaf: bytes, name: str, actor: str) -> bytes:
    """The mark of this process on a leaf that it writes, an event of this name and of this actor.

    Raises `EventKeyError` without a key of its own, `WrongDoorError` where such an event may not come from here,
    `WrongActorError` where it may not name such an actor.
    """
    writer, door = Writer(settings.EVENT_WRITER), _came_by.get()
    if door is None and writer in _OWN_DOORS:
        door = _OWN_DOORS[writer]
    if door is not None:
        require_door(name, door)
        require_actor(name, actor, door)
    elif writer is Writer.WEB:
        raise WrongDoorError(name, "")
    return event_keys().mark(leaf, writer)


@lru_cache(maxsize=4)
def _load(path: str | Path) -> EventKeys:
    return EventKeys.load(Path(path))
