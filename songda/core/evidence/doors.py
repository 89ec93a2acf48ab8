"""Through which doors each event may come: `paper.acknowledged` from the portal alone, `certificate.*` from the worker.

A door is a room of the web or a kind of process. What the mark of an event proves is the kind of process; which room
of the web an event came from is seen to where it is written.

By each door come some kinds of actor only: no page of the portal names staff, no other system a recipient. Of the
events on which most rests each names one kind, whatever it came by. Both stand in the entry of the event.
"""

from enum import StrEnum

from songda.core.events.origins import Door, Kind
from songda.core.events.registry import ACTORS_OF, DOORS_OF


class Writer(StrEnum):
    """A kind of process of this system."""

    WEB = "web"  # pages and API
    WORKER = "worker"  # the background work
    COMMAND = "command"  # what somebody runs on the command line
    REHEARSAL = "rehearsal"  # what plays a court in the demo and in tests: it may write all, and no court has its key


OF_A_COURT = (Writer.WEB, Writer.WORKER, Writer.COMMAND)


# Why an event is given no place in the log: no key of ours marked it, it was changed after it was marked, it stands in
# the row of another event, or the process that marked it may not write such an event; or it was gone before it had one.
GONE = "waiting_missing"
REFUSED_FOR = ("no_mark", "wrong_mark", "wrong_id", "wrong_writer", GONE)


PROCESS_OF = {
    Door.PORTAL: Writer.WEB,
    Door.CONSOLE: Writer.WEB,
    Door.API: Writer.WEB,
    Door.WORKER: Writer.WORKER,
    Door.COMMAND: Writer.COMMAND,
}

_WRITERS_OF = {
    name: frozenset(PROCESS_OF[door] for door in doors) | {Writer.REHEARSAL} for name, doors in DOORS_OF.items()
}

_BY_DOOR = {
    Door.PORTAL: frozenset({Kind.RECIPIENT, Kind.HOLDER, Kind.HELPER, Kind.ENGINE}),
    Door.CONSOLE: frozenset({Kind.STAFF, Kind.ENGINE}),
    Door.API: frozenset({Kind.CLIENT, Kind.ENGINE}),
    Door.WORKER: frozenset({Kind.ENGINE, Kind.PROVIDER, Kind.STAFF}),  # staff: whoever had rung, of what came of it
    Door.COMMAND: frozenset({Kind.ENGINE, Kind.STAFF}),  # staff: whoever answers for an erasure
}
_KINDS = frozenset(Kind)


class WrongDoorError(ValueError):
    """An event that may not be written from here."""

    def __init__(self, name: str, door: str) -> None:
        super().__init__(f"{name!r} may not be written by the door {door!r}; see songda/core/events")


def require_door(name: str, door: Door) -> None:
    """Raise `WrongDoorError` unless an event of this name may come through this door."""
    if door not in DOORS_OF[name]:
        raise WrongDoorError(name, door)


def may_mark(writer: Writer, name: str) -> bool:
    """Whether a process of this kind may have written an event of this name."""
    return writer in _WRITERS_OF.get(name, frozenset())


class WrongActorError(ValueError):
    """An event that names somebody who cannot have done it from here."""

    def __init__(self, name: str, actor: str, door: str) -> None:
        kind = actor.partition(":")[0]
        super().__init__(f"{name!r} may not name {kind!r} by the door {door!r}; see songda/core/events")


def require_actor(name: str, actor: str, door: Door) -> None:
    """Raise `WrongActorError` unless an event of this name that came by this door may name such an actor."""
    if not _names(name, actor, door):
        raise WrongActorError(name, actor, door)


def may_have_written(writer: Writer, name: str, actor: str) -> bool:
    """Whether a process of this kind may have written such an event of such an actor."""
    if not may_mark(writer, name):
        return False
    doors = (door for door in DOORS_OF[name] if PROCESS_OF[door] is writer)
    return writer is Writer.REHEARSAL or any(_names(name, actor, door) for door in doors)


def may_name(name: str, actor: str) -> bool | None:
    """Whether an event of this name may name such an actor, by whatever door it came; None for a name unknown here."""
    if name not in DOORS_OF:
        return None
    return any(_names(name, actor, door) for door in DOORS_OF[name])


def _names(name: str, actor: str, door: Door) -> bool:
    kind, colon, identity = actor.partition(":")
    if kind not in _KINDS or (kind == Kind.ENGINE) == bool(colon) or bool(colon) != bool(identity):
        return False
    return Kind(kind) in _BY_DOOR[door] & ACTORS_OF.get(name, _KINDS)
