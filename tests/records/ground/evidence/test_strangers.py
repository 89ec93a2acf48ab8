"""Somebody with the database's own role, and without keys, tries to put events into the log."""

import json
from uuid import uuid4

import pytest

from songda.core.events.origins import Door
from songda.core.evidence.doors import Writer
from songda.records.ground.evidence.actions import recording_through, report_unmarked_events, sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.models import Entry, Event, SetAside, Unsequenced
from songda.records.ground.evidence.unmarked_events import flaw_of_mark
from songda.trust.event_keys import EventKeyError, EventKeys
from tests.records.ground.evidence.log import MORNING, cheat, run, write

pytestmark = pytest.mark.database
_COPY = """
INSERT INTO evidence_event (id, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, leaf, mark)
SELECT %s, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, {leaf}, {mark}
FROM evidence_event WHERE id = %s
"""


def slip_in(leaf: str = "leaf", mark: str = "mark") -> str:
    """Put a changed copy of a right event into the database, to wait like the others; gives its id."""
    (model,) = write(1)
    copy = str(uuid4())
    run(_COPY.format(leaf=leaf.replace("NEW", f"'{copy}'"), mark=mark), [copy, model])
    return copy


MADE_UP = "replace(leaf, id::text, NEW)"  # the columns and the leaf agree with one another


@pytest.mark.parametrize(
    ("leaf", "mark", "reason"),
    [
        (MADE_UP, "mark", "wrong_mark"),
        (MADE_UP, "'\\x'", "no_mark"),
        (MADE_UP, "sha256('guess') || '\\x01020304'", "no_mark"),
        (MADE_UP, "substr(mark, 1, 4) || sha256('guess')", "wrong_mark"),
        (MADE_UP, "substr(mark, 1, 35)", "no_mark"),
        ("leaf", "mark", "wrong_id"),
    ],
)
def test_what_no_process_of_ours_wrote_gets_no_place(leaf: str, mark: str, reason: str) -> None:
    copy = slip_in(leaf, mark)
    ours = write(2)
    assert sequence(MORNING) == 4
    assert set(Entry.objects.values_list("event_id", flat=True)) >= set(ours)
    assert not Entry.objects.filter(event_id=copy).exists()
    assert [(str(one.event_id), one.reason) for one in SetAside.objects.all()] == [(copy, reason)]
    assert not Unsequenced.objects.exists()


def test_the_log_itself_tells_of_it_once() -> None:
    copy = slip_in(MADE_UP)
    sequence(MORNING)
    assert [report_unmarked_events(MORNING) for _ in range(3)] == [1, 0, 0]
    told = Event.objects.get(name="log.event_refused")
    assert told.data == {"event": copy, "reason": "wrong_mark"}
    assert sequence(MORNING) == 1
    assert Entry.objects.filter(event_id=told.id).exists()


def test_an_audit_names_it_every_time() -> None:
    copy = slip_in(MADE_UP)
    waiting = [str(one) for one in audit()]
    sequence(MORNING)
    set_aside = [str(one) for one in audit()]
    for found in (waiting, set_aside):
        assert f"consent.given {copy}: was changed after it was written, or its mark was made up" in found[0]


def test_an_audit_finds_marks_that_were_changed_afterwards() -> None:
    ids = write(5)
    sequence(MORNING)
    assert list(audit()) == []
    cheat("UPDATE evidence_event SET mark = '' WHERE id = %s", [ids[2]])
    assert [one.code for one in audit()] == ["no_mark"]


def test_while_our_keys_are_missing_events_wait_and_are_not_set_aside(settings, tmp_path) -> None:
    ids, keys = write(3), settings.EVENT_KEYS_FILE
    settings.EVENT_KEYS_FILE = tmp_path / "nowhere.json"
    with pytest.raises(EventKeyError):
        sequence(MORNING)
    assert (Unsequenced.objects.count(), SetAside.objects.count()) == (3, 0)
    settings.EVENT_KEYS_FILE = keys
    assert sequence(MORNING) == 3
    assert set(Entry.objects.values_list("event_id", flat=True)) == set(ids)


def test_a_process_without_a_key_of_its_kind_writes_nothing(settings, tmp_path) -> None:
    settings.EVENT_KEYS_FILE = tmp_path / "web.json"
    EventKeys.create(settings.EVENT_KEYS_FILE, (Writer.WEB,))
    with pytest.raises(EventKeyError, match="rehearsal"):
        write(1)
    settings.EVENT_WRITER = "web"
    with recording_through(Door.PORTAL):
        (written,) = write(1)
    event = Event.objects.get(id=written)
    assert flaw_of_mark(event.id, event.leaf.encode(), bytes(event.mark)) == ""
    assert json.loads(event.leaf)["id"] == str(written)
