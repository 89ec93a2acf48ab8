"""The newest checkpoint: stamped once, compared with what others have seen, and watched for delay."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings

from songda.core.evidence.checkpoint import SignedRoot
from songda.records.delivery.attempts.restored.recognise import recognise
from songda.records.ground.evidence.checkpoints import (
    LostEntries,
    checkpoint_to_stamp,
    keep_stamp,
    oldest_unsequenced_at,
    require_continues,
)
from songda.records.ground.evidence.models import Checkpoint, CheckpointStamp, LogEpoch
from songda.records.ground.evidence.sequencer import sequence
from songda.records.ground.evidence.tree import LogBrokenError
from songda_demo.sandbox.timestamps import Authority, load_or_make
from tests.records.ground.evidence.log import MORNING, cheat, write
from tests.trust.log_keys import other_key
from tests.trust.signing.stage import NearStamper

pytestmark = pytest.mark.database


def test_the_newest_checkpoint_is_stamped_once_and_the_first_stamp_stays(tmp_path):
    authority = NearStamper(Authority(load_or_make(tmp_path, MORNING)))
    assert checkpoint_to_stamp() is None
    write(2)
    sequence(MORNING)
    checkpoint, digest = checkpoint_to_stamp()
    assert digest == sha256(checkpoint.note.encode()).digest()
    first = authority.stamp(digest)
    keep_stamp(checkpoint, first, MORNING)
    keep_stamp(checkpoint, b"second", MORNING)
    assert bytes(CheckpointStamp.objects.get().token) == first
    assert checkpoint_to_stamp() is None
    write(1)
    sequence(MORNING)
    assert checkpoint_to_stamp()[0].size == 3


def test_it_is_told_since_when_events_wait():
    assert oldest_unsequenced_at() is None
    write(2)
    assert oldest_unsequenced_at() == MORNING
    sequence(MORNING + timedelta(seconds=1))
    assert oldest_unsequenced_at() is None


def test_a_log_continues_what_others_have_seen_of_it():
    for count in (3, 4, 300):
        write(count)
        sequence(MORNING)
    for checkpoint in Checkpoint.objects.all():
        require_continues(checkpoint.note)


def test_a_log_that_lost_its_end_or_was_rewritten_does_not():
    write(3)
    sequence(MORNING)
    write(4)
    sequence(MORNING)
    seen = Checkpoint.objects.get(size=7).note
    cheat("UPDATE evidence_entry SET leaf_hash = sha256(leaf_hash) WHERE index = 1")
    with pytest.raises(LogBrokenError, match="two different trees of one size"):
        require_continues(seen)
    cheat("DELETE FROM evidence_checkpoint WHERE size = 7")
    with pytest.raises(LogBrokenError, match="others have seen 7 entries, here are 3"):
        require_continues(seen)


def test_what_another_log_signed_is_no_witness(log_key):
    write(1)
    sequence(MORNING)
    with pytest.raises(LogBrokenError, match="did not sign"):
        require_continues(other_key().sign(SignedRoot("court.example/log", 1, bytes(32)).text))


def test_no_checkpoint_is_older_than_the_one_before_it_though_a_clock_goes_back() -> None:
    write(1)
    sequence(MORNING)
    write(1)
    sequence(MORNING - timedelta(minutes=5))
    first, second = Checkpoint.objects.order_by("size")
    assert second.at >= first.at


def restored(log_key) -> dict[int, str]:
    """The notes by size of a log that was cut back from nine entries to three; from then on it is epoch 2."""
    recognise(settings.OUTSIDE_FOLDER, MORNING)
    for count in (3, 4, 2):
        write(count)
        sequence(MORNING)
    notes = dict(Checkpoint.objects.values_list("size", "note"))
    for table, column in (("event", "number"), ("entry", "index + 1"), ("checkpoint", "size")):
        statement = f"DELETE FROM evidence_{table} WHERE {column} > (SELECT min({column}) FROM evidence_{table}) + %d"  # noqa: S608
        cheat(statement % {"event": 2, "entry": 2, "checkpoint": 0}[table])
    recognise(settings.OUTSIDE_FOLDER, MORNING)
    assert require_continues(notes[9]) == LostEntries(6, 2, MORNING)  # also before a worker runs again
    sequence(MORNING)
    return notes


def test_what_a_restore_lost_is_told_of_every_checkpoint_that_was_kept_before_it(log_key) -> None:
    notes = restored(log_key)
    for _ in "12":
        assert {size: require_continues(note) for size, note in notes.items()} == {
            3: None,
            7: LostEntries(4, 2, MORNING),
            9: LostEntries(6, 2, MORNING),
        }
        write(20)  # the court goes on, beyond what was lost
        sequence(MORNING)
    for checkpoint in Checkpoint.objects.all():
        assert require_continues(checkpoint.note) is None


def test_more_than_was_known_when_it_was_put_back_is_not_excused(log_key) -> None:
    restored(log_key)
    for size, root, why in (
        (10, bytes(32), "others have seen 10 entries, of a restore 9 are on record"),
        (9, bytes(32), "others have seen another entry 9"),
        (3, bytes(32), "does not continue the tree of 3"),
    ):
        with pytest.raises(LogBrokenError, match=why):
            require_continues(log_key.sign(SignedRoot("court.example/log", size, root).text))


def test_a_restore_of_which_a_row_alone_tells_is_none(log_key) -> None:
    for count in (3, 4):
        write(count)
        sequence(MORNING)
    seen = Checkpoint.objects.get(size=7).note
    cheat("DELETE FROM evidence_entry WHERE index > 2")
    cheat("DELETE FROM evidence_checkpoint WHERE size = 7")
    LogEpoch.objects.create(number=2, database="1/1", size=3, seen_size=7, seen_note=seen, begun_at=MORNING)
    with pytest.raises(LogBrokenError, match="others have seen 7 entries"):
        require_continues(seen)
