"""An evidence log for tests: events to write, and the means by which a database superuser would cheat."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from songda.core.events.registry import Part, entry_of
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.recording import mark_of

MORNING = datetime(2022, 6, 1, 1, 0, tzinfo=UTC)
CASE = UUID(int=0xCA5E)
_PLAINLY = """
INSERT INTO evidence_event (id, name, stream, happened_at, recorded_at, actor, data, commitment, leaf, mark)
SELECT id, 'consent.given', 'party:1', now(), now(), 'engine', '{}', '', leaf, decode(mark, 'hex')
FROM json_to_recordset(%s::json) AS row(id uuid, leaf text, mark text)
"""
GUARDED = ("event", "entry", "tile", "checkpoint", "checkpointstamp", "checkpointsetaside", "setaside")


_SAMPLES: Mapping[str, Json] = {
    "text": "x",
    "id": str(UUID(int=1)),
    "hash": "0" * 64,
    "day": "2022-06-01",
    "moment": MORNING.isoformat(),
    "number": 1,
    "yes_no": True,
    "list": [],
    "map": {},
}


def whole(name: str, *, is_private: bool = False) -> dict[str, Json]:
    """A part of an event of this name with all that it must have, and no more."""
    entry = entry_of(name)
    part: Part = entry.private if is_private else entry.data
    needed = {name: part.fields[name] for name in sorted(part.needed)}
    return {name: None if field.may_be_null else _SAMPLES[field.declared.split()[0]] for name, field in needed.items()}


def consent(number: int = 0, private: Mapping[str, Json] | None = None) -> NewEvent:
    """A party's consent, with or without a personal part."""
    return NewEvent(
        name="consent.given",
        stream=f"party:{UUID(int=number)}",
        case_id=CASE,
        happened_at=MORNING + timedelta(minutes=number),
        actor="engine",
        data={**whole("consent.given"), "ground": "express", "stages": ["first_instance"]},
        private=private or {},
    )


def write(count: int) -> list[UUID]:
    """Write `count` events, every third with a personal part."""
    events = [consent(number, {"proof": f"1380013{number:04}"} if number % 3 == 0 else None) for number in range(count)]
    return record(events, MORNING)


def write_plainly(count: int) -> None:
    """Many events at once, with leaves that only the tree looks at."""
    name = "consent.given"
    leaves = [json.dumps({"id": str(uuid4()), "name": name}) for _ in range(count)]
    rows = [{**json.loads(leaf), "leaf": leaf, "mark": mark_of(leaf.encode(), name, "engine").hex()} for leaf in leaves]
    run(_PLAINLY, [json.dumps(rows)])


def run(statement: str, values: Sequence[object] = ()) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def guards_lifted() -> Iterator[None]:
    """What a superuser can do and the triggers cannot prevent."""
    for table in (*GUARDED, "eventsecret"):
        run(f"ALTER TABLE evidence_{table} DISABLE TRIGGER evidence_guard")
    yield
    for table in (*GUARDED, "eventsecret"):
        run(f"ALTER TABLE evidence_{table} ENABLE TRIGGER evidence_guard")


def cheat(statement: str, values: Sequence[object] = ()) -> None:
    """Change the log as a superuser would."""
    with guards_lifted():
        run(statement, values)


def stranger() -> UUID:
    """An id that nothing has."""
    return uuid4()
