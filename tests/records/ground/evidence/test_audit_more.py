"""The audit looks at everything: streams, deleted events, forks, tiles, stamps, guards; and its result is kept."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.merkle import leaf_hash, root_of
from songda.core.evidence.tiles import GrowingTree
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.audits import flaws_of, is_audit_due, keep_audit, last_audit
from songda.records.ground.evidence.log_key import signing_key
from songda.records.ground.evidence.models import Audit, Event
from songda.records.ground.evidence.sequencer import sequence
from tests.records.ground.evidence.log import MORNING, cheat, run, write
from tests.records.ground.evidence.test_audit import label

pytestmark = pytest.mark.database
NIGHT = MORNING.replace(hour=18)  # two in the morning of the court


@pytest.fixture
def ids():
    written = []
    for count in (7, 260, 20):
        written += write(count)
        sequence(MORNING)
    return written


def flaws(first=0):
    return [str(flaw) for flaw in audit(first)]


def test_an_event_moved_to_another_stream_so_that_no_bundle_shows_it_is_named(ids):
    cheat("UPDATE evidence_event SET stream = 'party:hidden' WHERE id = %s", [ids[9]])
    (found,) = flaws()
    assert found.startswith(f'{label(ids[9])}: the field stream reads "party:hidden", but "party:')


def test_a_renamed_event_is_named(ids):
    cheat("UPDATE evidence_event SET name = 'consent.refused' WHERE id = %s", [ids[9]])
    assert ["consent.given" in found and "the field name reads" in found for found in flaws()] == [True]


def test_an_event_that_vanished_before_it_had_a_place_is_named(ids):
    (waiting,) = write(1)
    number = Event.objects.get(id=waiting).number
    cheat("DELETE FROM evidence_event WHERE id = %s", [waiting])
    assert flaws() == [f"waiting event {number}: was removed before the log could hold it"]


def test_an_event_changed_before_it_had_a_place_is_named(ids):
    (waiting,) = write(1)
    cheat("UPDATE evidence_event SET actor = 'staff:x' WHERE id = %s", [waiting])
    assert flaws() == [f'{label(waiting)}: the field actor reads "staff:x", but "engine" was logged']


def test_a_second_history_signed_with_the_right_key_is_named(ids):
    key = signing_key()
    forged = key.sign(SignedRoot(key.name, 267, leaf_hash(b"another history")).text)
    cheat(
        "UPDATE evidence_checkpoint SET note = %s, root = %s WHERE size = 267", [forged, leaf_hash(b"another history")]
    )
    assert flaws() == ["checkpoint 267: another history was signed here than the log holds before and after it"]


def test_missing_and_premature_tiles_are_named(ids):
    cheat("DELETE FROM evidence_tile")
    run("INSERT INTO evidence_tile VALUES (0, 1, '', '')")
    assert flaws() == ["tile 0/0: is missing", "tile 0/1: is not full yet and must not be there"]


def test_a_time_stamp_for_something_else_is_named(ids):
    run(
        "INSERT INTO evidence_checkpointstamp (size, token, at) VALUES (267, 'nonsense', now()), (5, 'nonsense', now())"
    )
    found = flaws()
    assert found[0] == "time stamp of checkpoint 5: its checkpoint is missing"
    assert found[1].startswith("time stamp of checkpoint 267: does not hold: ")


def test_a_guard_that_is_off_is_named(ids):
    run("ALTER TABLE evidence_event DISABLE TRIGGER evidence_guard")
    assert flaws() == ["table evidence_event: the trigger that refuses changes is missing or switched off"]
    run("ALTER TABLE evidence_event ENABLE TRIGGER evidence_guard")


def test_an_event_written_twice_is_named(ids):
    run("ALTER TABLE evidence_event DROP CONSTRAINT evidence_event_id_key")
    columns = "id, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, leaf, mark"
    run(f"INSERT INTO evidence_event ({columns}) SELECT {columns} FROM evidence_event WHERE id = %s", [ids[9]])  # noqa: S608
    assert f"event {ids[9]}: occurs 2 times" in flaws()


def test_an_audit_may_begin_at_a_checkpoint_and_trusts_nothing_before_it(ids):
    assert flaws(267) == []
    cheat("UPDATE evidence_event SET actor = 'staff:x' WHERE id = %s", [ids[3]])
    assert flaws(267) == []
    cheat("UPDATE evidence_tile SET root = sha256(root)")
    assert flaws(267) == ["checkpoint 267: the tree is not what was signed: changed among the entries 0 to 266"]


def test_a_growing_tree_has_the_roots_of_a_whole_one():
    leaves, tree = [leaf_hash(bytes([n])) for n in range(70)], GrowingTree()
    assert tree.root == root_of([])
    for count, leaf in enumerate(leaves, 1):
        tree.append(leaf)
        assert tree.root == root_of(leaves[:count])


def test_the_result_is_kept_like_the_log_itself(ids):
    cheat("UPDATE evidence_event SET actor = 'staff:x' WHERE id = %s", [ids[3]])
    found = list(audit())
    keep_audit((0, 287), found, len(found), (MORNING, MORNING + timedelta(seconds=3)))
    kept = last_audit()
    assert kept is not None
    assert (kept.size, kept.flaw_count) == (287, 1)
    assert flaws_of(kept) == found
    assert found[0].sentence("zh").startswith("事件")
    assert Event.objects.filter(name="log.audited").get().data == {"first": 0, "size": 287, "flaws": 1}
    with pytest.raises(Error), transaction.atomic():
        Audit.objects.update(flaw_count=0)


def test_an_audit_is_due_at_night_and_by_day_only_when_a_night_was_missed(ids):
    assert not is_audit_due(MORNING + timedelta(hours=9))
    assert is_audit_due(NIGHT)
    keep_audit((0, 287), [], 0, (NIGHT, NIGHT))
    assert not is_audit_due(NIGHT + timedelta(hours=1))
    assert not is_audit_due(NIGHT + timedelta(hours=20))
    assert is_audit_due(NIGHT + timedelta(hours=24))
    assert is_audit_due(NIGHT + timedelta(hours=31))
