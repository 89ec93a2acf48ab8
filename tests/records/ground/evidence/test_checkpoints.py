"""The newest checkpoint: stamped once, compared with what others have seen, and watched for delay."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.flaws import Flaw
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.checkpoints import (
    LostEntries,
    checkpoint_to_stamp,
    keep_stamp,
    oldest_unsequenced_at,
    require_continues,
    stamp_checkpoint,
)
from songda.records.ground.evidence.models import Audit, Checkpoint, CheckpointStamp, LogEpoch
from songda.records.ground.evidence.sequencer import sequence
from songda.records.ground.evidence.tree import LogBrokenError
from songda.records.service.attempts.restored.recognise import recognise
from songda.trust.timestamps import StampUnavailable
from songda_demo.sandbox.timestamps import Authority, load_or_make
from tests.records.ground.evidence.log import MORNING, cheat, write
from tests.trust.log_keys import other_key
from tests.trust.signing.stage import NearStamper

pytestmark = pytest.mark.database


def test_the_newest_checkpoint_is_stamped_once_and_the_first_stamp_stays(tmp_path):
    authority = near(tmp_path)
    assert checkpoint_to_stamp() is None
    write(2)
    sequence(MORNING)
    checkpoint, digest = checkpoint_to_stamp()
    assert digest == sha256(checkpoint.note.encode()).digest()
    first = authority.stamp(digest)
    assert keep_stamp(checkpoint, first, MORNING)
    assert not keep_stamp(checkpoint, b"second", MORNING)
    assert keep_stamp(checkpoint, authority.stamp(digest), MORNING)
    assert bytes(CheckpointStamp.objects.get().token) == first
    assert checkpoint_to_stamp() is None
    write(1)
    sequence(MORNING)
    assert checkpoint_to_stamp()[0].size == 3


def near(folder: Path) -> NearStamper:
    """An authority whose clock and ours say the same."""
    authority = NearStamper(Authority(load_or_make(folder, MORNING)))
    authority.at = MORNING
    return authority


def kept(size: int, token: bytes, at: datetime = MORNING) -> None:
    """A stamp that somebody put there unchecked."""
    CheckpointStamp.objects.create(size=size, token=token, at=at)


def turned(token: bytes) -> bytes:
    return token[:-1] + bytes([token[-1] ^ 1])


def dated(authority: NearStamper, digest: bytes, at: datetime) -> bytes:
    """A token that holds and says another time."""
    authority.at = at
    token = authority.stamp(digest)
    authority.at = MORNING
    return token


@pytest.fixture
def wanting(tmp_path, request) -> tuple[NearStamper, bytes]:
    """A checkpoint with a stamp that somebody kept, though it is none."""
    authority = near(tmp_path)
    write(2)
    sequence(MORNING)
    waiting = checkpoint_to_stamp()
    assert waiting is not None
    bad = {
        "stamp_broken": lambda: turned(authority.stamp(waiting[1])),
        "stamp_early": lambda: dated(authority, waiting[1], datetime(1970, 1, 1, tzinfo=UTC)),
        "stamp_late": lambda: dated(authority, waiting[1], datetime(2099, 1, 1, tzinfo=UTC)),
    }[request.param]()
    kept(2, bad)
    return authority, bad


EACH = pytest.mark.parametrize("wanting", ["stamp_broken", "stamp_early", "stamp_late"], indirect=True)


@EACH
def test_a_stamp_that_is_none_stays_and_a_sound_one_makes_it_good(wanting, request) -> None:
    authority, bad = wanting
    assert request.node.callspec.params["wanting"] in {flaw.code for flaw in audit()}
    assert stamp_checkpoint(authority.stamp, MORNING)
    first, second = CheckpointStamp.objects.order_by("number")
    assert (bytes(first.token), bytes(second.token) == bad) == (bad, False)
    assert not stamp_checkpoint(authority.stamp, MORNING)
    write(1)
    sequence(MORNING)
    assert list(audit()) == []


@EACH
def test_what_is_no_stamp_is_not_kept_and_the_checkpoint_waits(wanting) -> None:
    _, bad = wanting
    with pytest.raises(StampUnavailable):
        stamp_checkpoint(lambda _digest: bad, MORNING)
    assert CheckpointStamp.objects.count() == 1
    assert checkpoint_to_stamp() is not None


@EACH
def test_an_older_checkpoint_is_stamped_again_once_an_audit_named_its_stamp(wanting) -> None:
    authority, _ = wanting
    write(1)
    sequence(MORNING)
    assert stamp_checkpoint(authority.stamp, MORNING)
    assert not stamp_checkpoint(authority.stamp, MORNING)  # the newest has its own, and nobody knows of the other
    keep_audit(list(audit()))
    much_later = authority.at = MORNING + timedelta(days=3)
    assert stamp_checkpoint(authority.stamp, much_later)
    assert [stamp.size for stamp in CheckpointStamp.objects.order_by("number")] == [2, 3, 2]
    assert not stamp_checkpoint(authority.stamp, much_later)
    assert list(audit()) == []


def test_a_stamp_that_was_spoiled_after_a_sound_one_came_is_named(tmp_path) -> None:
    authority = near(tmp_path)
    write(2)
    sequence(MORNING)
    assert stamp_checkpoint(authority.stamp, MORNING)
    kept(2, b"junk")
    assert [flaw.code for flaw in audit()] == ["stamp_broken"]


def keep_audit(flaws: list[Flaw]) -> None:
    Audit.objects.create(
        started_at=MORNING,
        ended_at=MORNING,
        first=0,
        size=3,
        flaw_count=len(flaws),
        flaws=[flaw.to_json() for flaw in flaws],
    )


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
    recognise(MORNING)
    for count in (3, 4, 2):
        write(count)
        sequence(MORNING)
    notes = dict(Checkpoint.objects.values_list("size", "note"))
    for table, column in (("event", "number"), ("entry", "index + 1"), ("checkpoint", "size")):
        statement = f"DELETE FROM evidence_{table} WHERE {column} > (SELECT min({column}) FROM evidence_{table}) + %d"  # noqa: S608
        cheat(statement % {"event": 2, "entry": 2, "checkpoint": 0}[table])
    recognise(MORNING)
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
