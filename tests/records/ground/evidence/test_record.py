"""Writing events: few statements, nothing personal in the open, and a database that refuses to change them."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from songda.core.events.registry import UnknownEventError, WrongPayloadError
from songda.core.evidence.canonical import NotCanonicalError
from songda.core.evidence.doors import OF_A_COURT
from songda.core.evidence.leaf import LeafError
from songda.records.ground.evidence.actions import NewEvent, record, record_abridged, record_change, record_unless
from songda.records.ground.evidence.models import Event, EventSecret, Unsequenced
from songda.records.ground.evidence.queries import events_of, secrets_of, timeline
from tests import make
from tests.records.ground.evidence.log import CASE, MORNING, consent, run, whole, write

pytestmark = pytest.mark.database


@pytest.mark.parametrize("count", [1, 200])
def test_any_number_of_events_takes_one_statement(count):
    with CaptureQueriesContext(connection) as statements:
        write(count)
    assert len(statements) == 1
    assert Event.objects.count() == EventSecret.objects.count() == Unsequenced.objects.count() == count


def rename(court_id, name, event=None):
    change = "UPDATE staff_court SET name = %s WHERE id = %s AND name <> %s"
    return record_change(change, [name, court_id, name], event or consent(0, {"proof": "13800138000"}), MORNING)


def test_a_change_and_its_event_take_one_statement():
    court = make.court()
    with CaptureQueriesContext(connection) as statements:
        assert rename(court.id, "甲法院")
    assert len(statements) == 1
    court.refresh_from_db()
    assert court.name == "甲法院"
    event = Event.objects.get(name="consent.given")
    assert secrets_of([event.id])[event.id].private == {"proof": "13800138000"}
    assert Unsequenced.objects.filter(number=event.number).exists()


def test_what_changes_nothing_is_no_event():
    court = make.court()
    before = Event.objects.count(), EventSecret.objects.count(), Unsequenced.objects.count()
    assert not rename(court.id, court.name)
    assert (Event.objects.count(), EventSecret.objects.count(), Unsequenced.objects.count()) == before


def test_without_its_event_a_change_is_not_made():
    court = make.court()
    with pytest.raises(UnknownEventError):
        rename(court.id, "甲法院", NewEvent("no.such", "x", None, MORNING, "engine", {}))
    run("ALTER TABLE evidence_unsequenced ADD CONSTRAINT none CHECK (number < 0) NOT VALID")
    with pytest.raises(IntegrityError), transaction.atomic():
        rename(court.id, "甲法院")
    court.refresh_from_db()
    assert court.name == "孝义市人民法院"


def test_no_event_takes_no_statement():
    with CaptureQueriesContext(connection) as statements:
        assert record([], MORNING) == []
    assert len(statements) == 0


def test_events_keep_the_order_in_which_they_were_given():
    ids = write(50)
    assert [event.id for event in timeline(CASE)] == ids


def test_an_event_reads_back_as_it_was_given():
    beijing = timezone(timedelta(hours=8))
    moment = datetime(2022, 6, 1, 9, 0, 0, 123456, tzinfo=beijing)
    facts = {"text": '汉字 " \\ 𠮷', "number": -7, "yes": True, "nothing": None, "list": [{"a": 1}]}
    facts = {"before": facts, "after": {}, "since": None}
    given = NewEvent("case.corrected", "paper:x", None, moment, "engine", facts, {"reason": "x"})
    (event_id,) = record([given], MORNING)
    event = Event.objects.get(id=event_id)
    assert (event.name, event.stream, event.case_id, event.actor) == ("case.corrected", "paper:x", None, "engine")
    assert (event.happened_at, event.recorded_at) == (moment.astimezone(UTC), MORNING)
    assert event.data == facts
    assert json.loads(event.leaf)["data"] == facts


def test_the_personal_part_is_sealed_and_only_its_commitment_is_logged():
    (event_id,) = record([consent(0, {"proof": "13800138000"})], MORNING)
    event, row = Event.objects.get(id=event_id), EventSecret.objects.get(event_id=event_id)
    assert "13800138000" not in event.leaf
    assert row.salt is None
    assert b"13800138000" not in bytes(row.sealed)
    secret = secrets_of([event_id])[event_id]
    assert secret.private == {"proof": "13800138000"}
    assert hashlib.sha256(secret.salt + b'{"proof":"13800138000"}').digest() == bytes(event.commitment)


def test_events_without_a_personal_part_have_a_salt_too_so_that_no_leaf_can_be_guessed():
    first, second = record([consent(), consent()], MORNING)
    commits = {bytes(event.commitment) for event in Event.objects.all()}
    assert len(commits) == 2
    assert secrets_of([first])[first].salt != secrets_of([second])[second].salt


def test_events_of_several_streams_come_in_the_order_of_writing():
    ids = record([consent(1), consent(2), consent(3), consent(1)], MORNING)
    streams = [consent(1).stream, consent(3).stream]
    assert [event.id for event in events_of(streams)] == [ids[0], ids[2], ids[3]]


def test_what_may_not_be_logged_is_refused_and_nothing_is_written():
    naive = datetime(2022, 6, 1)  # noqa: DTZ001 - the point of the test
    change, why = {**whole("case.corrected"), "after": {"rate": 0.5}}, {"reason": "x"}
    dated = {**whole("party.corrected", is_private=True), "after": {"at": MORNING}}
    wrong = [
        (NewEvent("service.imagined", "s", None, MORNING, "engine", {}), UnknownEventError),
        (NewEvent("offline.withdrawn", "s", None, naive, "engine", {}), LeafError),
        (NewEvent("offline.withdrawn", "s", None, MORNING, "engine", {"rate": 1}), WrongPayloadError),
        (NewEvent("link.fetched", "s", None, MORNING, "engine", {}), WrongPayloadError),
        (NewEvent("link.fetched", "s", None, MORNING, "engine", {}, {"agent": 1}), WrongPayloadError),
        (
            NewEvent("case.corrected", "s", None, MORNING, "engine", change, why),
            NotCanonicalError,
        ),
        (NewEvent("party.corrected", "s", None, MORNING, "engine", {"fields": []}, dated), NotCanonicalError),
    ]
    for event, error in wrong:
        with pytest.raises(error):
            record([consent(), event], MORNING)
    assert not Event.objects.exists()


def test_an_act_that_is_undone_leaves_no_event():
    def failing_act():
        with transaction.atomic():
            write(3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing_act()
    assert not Event.objects.exists()
    assert not Unsequenced.objects.exists()


@pytest.mark.parametrize("table", ["event", "entry", "tile", "checkpoint", "checkpointstamp"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_or_remove_what_is_logged(table, act):
    column = {"event": "actor", "entry": "leaf_hash", "tile": "root", "checkpoint": "note", "checkpointstamp": "token"}
    with pytest.raises(IntegrityError, match="the evidence log is only ever added to"), transaction.atomic():
        run(act.format(f"evidence_{table}", column[table], column[table]))


def test_a_secret_may_be_removed_but_not_exchanged():
    write(1)
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        EventSecret.objects.update(sealed=b"another")
    EventSecret.objects.all().delete()


def test_only_who_plays_a_court_writes_events_without_all_their_fields(settings):
    abridged = NewEvent("consent.given", "party:1", CASE, MORNING, "engine", {"ground": "express"})
    with pytest.raises(WrongPayloadError, match="consent is missing"):
        record([abridged], MORNING)
    record_abridged([abridged], MORNING)
    with pytest.raises(UnknownEventError):
        record_abridged([NewEvent("consent.imagined", "party:1", CASE, MORNING, "engine", {})], MORNING)
    for writer in OF_A_COURT:
        settings.EVENT_WRITER = writer
        with pytest.raises(PermissionError):
            record_abridged([abridged], MORNING)
    assert Event.objects.get().data == {"ground": "express"}


@pytest.mark.parametrize("write_one", [record_change, record_unless], ids=["change", "unless"])
def test_with_a_change_too_only_an_event_with_its_own_fields_is_written(write_one):
    with pytest.raises(WrongPayloadError, match="agent is missing"):
        write_one("SELECT 1", [], NewEvent("link.fetched", "s", None, MORNING, "engine", {}), MORNING)
    assert not Event.objects.exists()
