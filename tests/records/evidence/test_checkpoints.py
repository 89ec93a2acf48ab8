"""The newest checkpoint: stamped once, compared with what others have seen, and watched for delay."""

from datetime import timedelta
from hashlib import sha256

import pytest

from songda.core.evidence.checkpoint import SignedRoot
from songda.records.evidence.checkpoints import (
    checkpoint_to_stamp,
    keep_stamp,
    oldest_unsequenced_at,
    require_continues,
)
from songda.records.evidence.models import Checkpoint, CheckpointStamp
from songda.records.evidence.sequencer import sequence
from songda.records.evidence.tree import LogBrokenError
from tests.records.evidence.log import MORNING, cheat, write
from tests.trust.log_keys import other_key

pytestmark = pytest.mark.database


def test_the_newest_checkpoint_is_stamped_once_and_the_first_stamp_stays():
    assert checkpoint_to_stamp() is None
    write(2)
    sequence(MORNING)
    checkpoint, digest = checkpoint_to_stamp()
    assert digest == sha256(checkpoint.note.encode()).digest()
    keep_stamp(checkpoint, b"first", MORNING)
    keep_stamp(checkpoint, b"second", MORNING)
    assert bytes(CheckpointStamp.objects.get().token) == b"first"
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
