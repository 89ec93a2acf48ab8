"""The audit: silent on a sound log, and exact about every row that a database superuser changed."""

import pytest

from songda.records.ground.evidence.audit import audit, audit_events
from songda.records.ground.evidence.erasure import Erasure, erase_secrets
from songda.records.ground.evidence.models import Event, EventSecret
from songda.records.ground.evidence.sequencer import sequence
from tests.records.ground.evidence.log import MORNING, cheat, write

pytestmark = pytest.mark.database

BY_ORDER = Erasure("staff:x", "court_order")


@pytest.fixture
def ids():
    written = []
    for count in (7, 260, 20):
        written += write(count)
        sequence(MORNING)
    return written


def flaws():
    return [str(flaw) for flaw in audit()]


def label(event_id):
    event = Event.objects.get(id=event_id)
    return f"event {event.number} {event.name} {event.id}"


def test_a_sound_log_has_no_flaw(ids):
    assert flaws() == []
    write(3)
    assert flaws() == []
    assert list(audit_events(list(Event.objects.all()))) == []


def test_an_empty_log_has_no_flaw():
    assert flaws() == []


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ("happened_at = happened_at - interval '1 day'", "happened_at", '"2022-05-31T01:09:00.000000Z"'),
        ("actor = 'staff:x'", "actor", '"staff:x", but "engine" was logged'),
        ('data = data || \'{"ground": "own_pleading"}\'', "data", "own_pleading"),
        ("case_id = NULL", "case", "null, but"),
        ("commitment = sha256(commitment)", "commitment", "was logged"),
    ],
)
def test_a_changed_column_is_named_with_what_was_logged(ids, change, field, word):
    target = ids[7 + 9]
    cheat("UPDATE evidence_event SET " + change + " WHERE id = %s", [target])  # noqa: S608 - the changes stand above
    found = [flaw for flaw in flaws() if "personal part" not in flaw]
    assert len(found) == 1
    assert found[0].startswith(f"{label(target)}: the field {field} reads ")
    assert word in found[0]


def test_an_event_rewritten_as_a_whole_is_named(ids):
    cheat(
        "UPDATE evidence_event SET leaf = replace(leaf, 'express', 'own_pleading'),"
        " data = jsonb_set(data, '{ground}', '\"own_pleading\"') WHERE id = %s",
        [ids[3]],
    )
    assert flaws() == [f"{label(ids[3])}: the field leaf is not what the log holds"]


def test_a_leaf_that_is_no_event_is_named(ids):
    cheat("UPDATE evidence_event SET leaf = 'nonsense' WHERE id = %s", [ids[3]])
    assert [flaw.split(": ")[0] for flaw in flaws()] == [label(ids[3])] * 2


def test_an_event_and_its_entry_rewritten_together_are_named_by_the_tile(ids):
    rewrite(ids[100])
    assert flaws() == [
        f"{label(ids[100])}: was changed after it was written, or its mark was made up",
        "checkpoint 267: the tree is not what was signed: changed among the entries 7 to 266",
        "tile 0/0: differs from entry 100",
    ]


def test_at_the_growing_edge_the_checkpoints_tell_between_which_entries_the_change_lies(ids):
    rewrite(ids[270])
    assert flaws() == [
        f"{label(ids[270])}: was changed after it was written, or its mark was made up",
        "checkpoint 287: the tree is not what was signed: changed among the entries 267 to 286",
    ]


def test_a_removed_event_and_a_removed_entry_are_named(ids):
    cheat("DELETE FROM evidence_event WHERE id = %s", [ids[5]])
    cheat("DELETE FROM evidence_entry WHERE index = 280")
    gone = label(ids[280])
    found = flaws()
    assert f"entry 5: its event {ids[5]} is missing" in found
    assert "entry 280: is missing" in found
    assert f"{gone}: has no place in the log and does not wait for one" in found


def test_changed_tiles_are_named(ids):
    cheat("UPDATE evidence_tile SET root = sha256(root)")
    assert "tile 0/0: its root does not fit its hashes" in flaws()


def test_a_changed_checkpoint_is_named(ids):
    cheat("UPDATE evidence_checkpoint SET note = replace(note, 'court', 'crown') WHERE size = 267")
    cheat("UPDATE evidence_checkpoint SET root = sha256(root) WHERE size = 7")
    found = flaws()
    assert found[0].startswith("checkpoint 7: its columns differ from its signed note")
    assert found[1].startswith("checkpoint 267: ")
    assert len(found) == 2


def test_an_entry_slipped_in_behind_the_checkpoint_is_named(ids):
    cheat("INSERT INTO evidence_entry VALUES (287, gen_random_uuid(), sha256('x'))")
    assert flaws() == ["entry 287: stands beyond the last checkpoint over 287 entries"]


def test_an_exchanged_personal_part_is_named(ids):
    cheat(
        "UPDATE evidence_eventsecret SET sealed = (SELECT sealed FROM evidence_eventsecret WHERE event_id = %s)"
        " WHERE event_id = %s",
        [ids[0], ids[3]],
    )
    cheat("UPDATE evidence_eventsecret SET salt = sha256(salt) WHERE event_id = %s", [ids[4]])
    assert flaws() == [f"{label(one)}: its personal part is not what the log committed to" for one in (ids[3], ids[4])]


def test_an_erasure_by_the_book_is_no_flaw_and_one_behind_its_back_is(ids):
    assert erase_secrets([ids[0], ids[3]], BY_ORDER, MORNING) == 2
    sequence(MORNING)
    assert flaws() == []
    assert erase_secrets([ids[0]], BY_ORDER, MORNING) == 0
    EventSecret.objects.filter(event_id=ids[6]).delete()
    assert flaws() == [f"{label(ids[6])}: its personal part is gone, and no event tells of an erasure"]


def rewrite(event_id):
    """Change an event in all three places that carry it."""
    cheat(
        "UPDATE evidence_event SET actor = 'staff:x', leaf = replace(leaf, '\"engine\"', '\"staff:x\"') WHERE id = %s",
        [event_id],
    )
    cheat(
        "UPDATE evidence_entry SET leaf_hash = sha256('\\x00'::bytea || convert_to(leaf, 'UTF8'))"
        " FROM evidence_event WHERE id = event_id AND id = %s",
        [event_id],
    )
