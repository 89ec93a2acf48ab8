"""Rows that somebody puts among the log's own: none of them is believed, and none stops the log."""

from datetime import timedelta
from pathlib import Path

import pytest

from songda.core.evidence.note import read_note
from songda.records.ground.evidence.actions import report_unmarked_events, sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.audits import is_signed, size_before
from songda.records.ground.evidence.checkpoints import checkpoint_to_stamp
from songda.records.ground.evidence.epochs import contradiction_outside
from songda.records.ground.evidence.export import bundle_of
from songda.records.ground.evidence.models import (
    Checkpoint,
    CheckpointSetAside,
    CheckpointStamp,
    Cosignature,
    Event,
    SetAside,
    Unsequenced,
)
from songda.records.ground.evidence.queries import checkpoint_file, count_unmarked, covered_events, events_of, tile_file
from songda.records.ground.evidence.signed import checkpoint_of, newest_checkpoint, newest_stamped, signed_from
from songda.records.ground.evidence.witnesses import checkpoint_for_proofs, cosignatures_of, is_witnessed, watches
from songda.trust.log_keys import NoteKey
from tests.records.ground.evidence.log import MORNING, consent, run, write

pytestmark = pytest.mark.database
FAR = 1_000_000
LATER = MORNING + timedelta(minutes=1)


def put(size: int, note: str = "junk", root: bytes = b"\0" * 32) -> None:
    """What whoever has the database's role puts among the checkpoints."""
    Checkpoint.objects.create(size=size, root=root, note=note, at=MORNING)


def by_another_key(tmp_path: Path, size: int) -> None:
    """In the right form, signed with a key of the forger's own under the log's name."""
    (tmp_path / "theirs").mkdir(exist_ok=True)
    path = tmp_path / "theirs" / f"{size}.key"
    key = NoteKey.create(path, "court.example/log")
    put(size, key.sign(f"court.example/log\n{size}\n{'A' * 43}=\n"))


@pytest.fixture
def three() -> Checkpoint:
    """A log of three events."""
    write(3)
    sequence(MORNING)
    found = newest_checkpoint()
    assert found is not None
    return found


@pytest.mark.parametrize("size", [2, 3, 4, 5, FAR])
def test_a_row_that_the_key_never_signed_is_not_believed_and_stops_nothing(
    three: Checkpoint, tmp_path: Path, size: int
) -> None:
    put(size)
    by_another_key(tmp_path, size)
    put(size, three.note, bytes(three.root)) if size != 3 else put(size, three.note)
    assert newest_checkpoint() == three
    assert checkpoint_file() == three.note.encode()
    assert tile_file("0/000.p/4") is None
    assert (checkpoint_of(size) == three) is (size == 3)
    assert (is_signed(size), size_before(LATER), contradiction_outside()) == (size == 3, 3, "")
    assert signed_from(4) is None
    more = write(2)
    assert sequence(LATER) >= 2
    newest = newest_checkpoint()
    assert newest is not None
    assert (newest.size, covered_events(more)) == (5, set(more))
    assert checkpoint_of(5) == newest
    assert bundle_of(events_of([consent(1).stream]), b"", None).checkpoint == newest.note


def test_it_is_set_aside_told_once_and_named_by_every_audit(three: Checkpoint, tmp_path: Path) -> None:
    put(FAR)
    by_another_key(tmp_path, FAR + 1)
    assert sequence(LATER) == 2
    assert list(CheckpointSetAside.objects.order_by("size").values_list("size", flat=True)) == [FAR, FAR + 1]
    assert count_unmarked() == 2
    assert [report_unmarked_events(LATER) for _ in range(2)] == [2, 0]
    told = Event.objects.filter(name="log.checkpoint_refused").order_by("number")
    assert [event.data for event in told] == [{"size": str(FAR)}, {"size": str(FAR + 1)}]
    assert sequence(LATER) == 2
    assert {one.which for one in audit() if one.kind == "checkpoint"} == {str(FAR), str(FAR + 1)}
    assert newest_checkpoint() != three


def test_in_a_log_that_is_still_empty_it_stops_nothing_either() -> None:
    put(FAR)
    assert newest_checkpoint() is None
    write(1)
    assert sequence(MORNING) == 2
    newest = newest_checkpoint()
    assert newest is not None
    assert newest.size == 1


def test_while_the_key_is_another_nothing_is_set_aside(three: Checkpoint, tmp_path: Path, settings) -> None:
    """A wrong key file on a worker must not cost the log its own checkpoints."""
    own, settings.LOG_KEY_FILE = settings.LOG_KEY_FILE, tmp_path / "wrong.key"
    NoteKey.create(settings.LOG_KEY_FILE, "court.example/log")
    write(1)
    with pytest.raises(Exception, match="covers 0 entries, but the last entry is 2"):
        sequence(LATER)
    assert not CheckpointSetAside.objects.exists()
    settings.LOG_KEY_FILE = own
    assert newest_checkpoint() == three
    assert sequence(LATER) == 1


def test_a_process_with_the_public_half_alone_tells_them_apart(three: Checkpoint, settings, tmp_path: Path) -> None:
    put(FAR)
    public = tmp_path / "web"
    public.mkdir()
    (public / "log.pub").write_text(f"{NoteKey.load(settings.LOG_KEY_FILE).verifier}\n")
    settings.LOG_KEY_FILE = public / "log.key"
    assert newest_checkpoint() == three
    assert bundle_of(events_of([consent(1).stream]), b"", None).checkpoint == three.note


def test_a_time_stamp_that_stamps_nothing_is_passed_over(three: Checkpoint) -> None:
    for size in (3, FAR):
        CheckpointStamp.objects.create(size=size, token=b"junk", at=MORNING)
    assert newest_stamped() is None
    assert checkpoint_for_proofs() == three
    found = checkpoint_to_stamp()
    assert found is not None
    assert found[0] == three
    assert bundle_of(events_of([consent(1).stream]), b"", None).stamp == b""


def test_a_word_that_no_witness_gave_counts_for_nothing(three: Checkpoint, settings, tmp_path: Path) -> None:
    from songda.trust.witness import Witness

    bar = Witness.open(tmp_path / "bar", "bar.example", {})
    policy = tmp_path / "policy"
    policy.write_text(f"witness bar.example {bar.key} http://bar.example\nquorum bar.example\n")
    settings.WITNESS_POLICY_FILE = str(policy)
    other = Witness.open(tmp_path / "other", "bar.example", {"court.example/log": _key(settings)})
    line = other.look_at(f"old 0\n\n{three.note}", 1).text
    forged = line.replace(line.split(" ")[2], _with_id_of(bar.key.key_id, line))
    for size, word in ((3, forged), (FAR, "junk")):
        Cosignature.objects.create(size=size, witness=f"bar.example+{bar.key.key_id.hex()}", line=word, at=MORNING)
    assert not is_witnessed(3)
    assert cosignatures_of(three) == ""
    assert [one.seen for one in watches()] == [None]


def _key(settings):
    return NoteKey.load(settings.LOG_KEY_FILE).verifier


def _with_id_of(key_id: bytes, line: str) -> str:
    """The same signature under the id of another key."""
    from base64 import b64encode

    (word,) = read_note(f"x\n\n{line}").signatures
    return b64encode(key_id + word.signature).decode() + "\n"


def test_a_number_that_no_event_has_is_set_aside(three: Checkpoint) -> None:
    run("INSERT INTO evidence_unsequenced VALUES (999999999)")
    more = write(1)
    assert sequence(LATER) == 2
    assert covered_events(more) == set(more)
    aside = SetAside.objects.get()
    assert (aside.number, aside.event_id, aside.reason) == (999999999, None, "waiting_missing")
    assert report_unmarked_events(LATER) == 1
    assert "was removed before the log could hold it" in " ".join(map(str, audit()))
    assert three.size == 3


def test_an_event_that_is_put_among_the_waiting_again_stops_nothing(three: Checkpoint) -> None:
    run("INSERT INTO evidence_unsequenced SELECT number FROM evidence_event")
    more = write(1)
    assert sequence(LATER) == 1
    assert covered_events(more) == set(more)
    run("INSERT INTO evidence_unsequenced VALUES (999999999)")
    sequence(LATER)
    run("INSERT INTO evidence_unsequenced VALUES (999999999)")  # set aside already
    sequence(LATER)
    assert not Unsequenced.objects.exists()
    assert three.size == 3
