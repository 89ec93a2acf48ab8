"""A process that was broken into tries to write what is not its to write, with its own key and its own role."""

import json
from uuid import uuid4

import pytest

from songda.core.events.origins import Door
from songda.core.evidence.doors import Writer, WrongActorError, WrongDoorError
from songda.records.ground.evidence.actions import NewEvent, record, recording_through, sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.models import Entry, Event, SetAside
from songda.records.ground.evidence.recording import event_keys
from tests.records.ground.evidence.log import MORNING, cheat, run, whole, write

pytestmark = pytest.mark.database


def certify() -> None:
    data, private = whole("certificate.issued"), whole("certificate.issued", is_private=True)
    record([NewEvent("certificate.issued", f"service:{uuid4()}", None, MORNING, "engine", data, private)], MORNING)


@pytest.mark.parametrize(
    ("writer", "door"),
    [("web", Door.PORTAL), ("web", Door.CONSOLE), ("web", Door.API), ("web", None), ("command", None)],
)
def test_only_the_worker_certifies(settings, writer: str, door: Door | None) -> None:
    settings.EVENT_WRITER = writer
    with recording_through(door), pytest.raises(WrongDoorError, match=r"certificate\.issued"):
        certify()
    assert not Event.objects.exists()
    settings.EVENT_WRITER = "worker"
    certify()


def test_nobody_is_played_past_the_door_that_they_came_by() -> None:
    with recording_through(Door.CONSOLE), pytest.raises(WrongDoorError, match=r"paper\.acknowledged"):
        record(
            [NewEvent("paper.acknowledged", "envelope:1", None, MORNING, "recipient:1", whole("paper.acknowledged"))],
            MORNING,
        )


@pytest.mark.parametrize(
    ("door", "name", "actor"),
    [
        (Door.PORTAL, "consent.given", "staff:1"),
        (Door.PORTAL, "paper.acknowledged", "engine"),
        (Door.CONSOLE, "consent.given", "recipient:1"),
        (Door.API, "consent.given", "staff:1"),
    ],
)
def test_nobody_is_named_who_cannot_have_come_by_the_door(door: Door, name: str, actor: str) -> None:
    with recording_through(door), pytest.raises(WrongActorError, match=name):
        record([NewEvent(name, "envelope:1", None, MORNING, actor, whole(name))], MORNING)
    assert not Event.objects.exists()


def test_an_event_of_somebody_whom_its_process_may_not_name_gets_no_place() -> None:
    leaf = _waiting(Writer.WEB, "paper.acknowledged", "staff:1")
    sequence(MORNING)
    assert [one.reason for one in SetAside.objects.all()] == ["wrong_writer"]
    assert not Entry.objects.filter(event_id=leaf["id"]).exists()
    assert [one.code for one in audit()] == ["wrong_writer"]


@pytest.mark.parametrize("writer", [Writer.WORKER, Writer.COMMAND])
def test_an_event_marked_with_the_key_of_another_process_gets_no_place(writer: Writer) -> None:
    leaf = _waiting(writer, "paper.acknowledged")
    sequence(MORNING)
    assert [one.reason for one in SetAside.objects.all()] == ["wrong_writer"]
    assert not Entry.objects.filter(event_id=leaf["id"]).exists()
    assert [one.code for one in audit()] == ["wrong_writer"]


def test_an_audit_names_what_got_a_place_before_the_table_was_there() -> None:
    (own,) = write(1)
    sequence(MORNING)
    leaf = Event.objects.get(id=own).leaf.encode()
    run_as = event_keys().mark(leaf, Writer.WORKER)
    cheat("UPDATE evidence_event SET mark = %s WHERE id = %s", [run_as, own])
    assert [one.code for one in audit()] == ["wrong_writer"]


def _waiting(writer: Writer, name: str, actor: str = "") -> dict[str, str]:
    """An event as somebody with the key of this process and the database's role would put it there."""
    (model,) = write(1)
    leaf = {**json.loads(Event.objects.get(id=model).leaf), "id": str(uuid4()), "name": name}
    leaf["actor"] = actor or leaf["actor"]
    text = json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    run(
        "INSERT INTO evidence_event"
        " (id, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, leaf, mark)"
        " SELECT %s, %s, stream, case_id, happened_at, recorded_at, %s, data, commitment, %s, %s"
        " FROM evidence_event WHERE id = %s",
        [leaf["id"], name, leaf["actor"], text, event_keys().mark(text.encode(), writer), model],
    )
    return leaf
