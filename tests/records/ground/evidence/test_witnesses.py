"""The court's log before its witnesses: they cosign as it grows, and raise the alarm where its past is another."""

from datetime import timedelta
from pathlib import Path

import pytest

from songda.core.evidence.witnesses.witnessing import Answer, ShownCheckpoint
from songda.records.ground.evidence.actions import record, sequence
from songda.records.ground.evidence.checkpoints import checkpoint_to_stamp, keep_stamp
from songda.records.ground.evidence.export import bundle_of
from songda.records.ground.evidence.log_key import verifier_key
from songda.records.ground.evidence.models import Checkpoint, Cosignature
from songda.records.ground.evidence.queries import events_of
from songda.records.ground.evidence.witnesses import UNSTAMPED, RefusedByWitnessError, ask_witnesses, is_witnessed
from songda.trust.witness import Witness, WitnessAnswer, WitnessAway
from tests.records.ground.evidence.log import MORNING, cheat, consent, run, write
from tests.records.ground.evidence.test_checkpoints import near

pytestmark = pytest.mark.database


@pytest.fixture
def bar(tmp_path: Path, settings) -> Witness:
    """A witness outside, and a policy of the court that asks for it."""
    log = verifier_key()
    witness = Witness.open(tmp_path / "bar", "bar.example", {log.name: log})
    policy = tmp_path / "policy"
    policy.write_text(f"witness bar.example {witness.key} http://bar.example\nquorum bar.example\n")
    settings.WITNESS_POLICY_FILE = str(policy)
    return witness


def asked(witness: Witness) -> int:
    """The court asks its witness, which stands in the same process."""
    return ask_witnesses(lambda _url, shown: _answer(witness, shown), MORNING)


def _answer(witness: Witness, shown: ShownCheckpoint) -> WitnessAnswer:
    word = witness.look_at(str(shown), int(MORNING.timestamp()))
    return WitnessAnswer(word.answer, word.text)


def grow(count: int) -> None:
    write(count)
    sequence(MORNING)


def test_each_checkpoint_is_cosigned_once_and_goes_into_the_proof(bar: Witness) -> None:
    for count in (3, 4):
        grow(count)
        assert asked(bar) == 1
        assert asked(bar) == 0
    assert list(Cosignature.objects.order_by("size").values_list("size", flat=True)) == [3, 7]
    assert is_witnessed(7)
    record([consent(1)], MORNING)
    events = events_of([consent(1).stream])[:1]
    assert bundle_of(events, b"", None).cosignatures.startswith("\u2014 bar.example ")


def test_a_witness_that_remembers_more_than_the_court_is_asked_again(bar: Witness) -> None:
    grow(3)
    asked(bar)
    cheat_away()
    grow(2)
    assert asked(bar) == 1


def cheat_away() -> None:
    """The cosignatures are gone from the database; the witness knows all the same."""
    run("ALTER TABLE evidence_cosignature DISABLE TRIGGER evidence_guard")
    run("DELETE FROM evidence_cosignature")
    run("ALTER TABLE evidence_cosignature ENABLE TRIGGER evidence_guard")


@pytest.mark.parametrize("again", [2, 6])
def test_a_log_that_was_cut_off_or_written_anew_is_refused(bar: Witness, again: int) -> None:
    """Somebody with the database and the log's key: mark and cosignatures are gone too, and it signs as ever."""
    grow(4)
    asked(bar)
    for table in ("entry", "checkpoint", "event"):
        cheat(f"DELETE FROM evidence_{table}")  # noqa: S608 - of this list
    cheat_away()
    grow(again)
    with pytest.raises(RefusedByWitnessError, match=r"bar\.example saw"):
        asked(bar)
    assert not is_witnessed(Checkpoint.objects.get().size)


@pytest.mark.parametrize(("since", "seen"), [(timedelta(0), [3]), (UNSTAMPED, [3]), (UNSTAMPED * 2, [3, 7])])
def test_what_no_time_stamp_came_for_is_shown_without_one_only_after_a_while(
    bar: Witness, tmp_path: Path, since: timedelta, seen: list[int]
) -> None:
    grow(3)
    stamped, digest = checkpoint_to_stamp() or pytest.fail("nothing to stamp")
    assert keep_stamp(stamped, near(tmp_path).stamp(digest), MORNING)
    grow(4)
    ask_witnesses(lambda _url, shown: _answer(bar, shown), MORNING + since)
    assert list(Cosignature.objects.order_by("size").values_list("size", flat=True)) == seen


def test_a_witness_that_is_away_stops_nothing(bar: Witness) -> None:
    grow(1)

    def away(_url: str, _shown: ShownCheckpoint) -> WitnessAnswer:
        raise WitnessAway("no answer")

    assert ask_witnesses(away, MORNING) == 0
    assert ask_witnesses(lambda *_asked: WitnessAnswer(Answer.UNREADABLE, ""), MORNING) == 0
    assert not is_witnessed(1)
