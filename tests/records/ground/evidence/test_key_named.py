"""The log says itself which second key is its own: whoever trusts its first key need trust nothing else."""

from pathlib import Path
from typing import Any

import pytest

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.findings import Outcome
from songda.core.evidence.witnesses.check_witnesses import check_second
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.checkpoints import stamp_checkpoint
from songda.records.ground.evidence.export import bundle_of
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import events_of
from songda.records.ground.evidence.second_key import log_second_key, sign_again
from songda.trust.log_keys import SecondKey
from songda.trust.offline.command import check_everything
from songda.trust.public_keys import verify_ml_dsa_44
from tests.records.ground.evidence.log import MORNING, consent, write
from tests.records.ground.evidence.test_checkpoints import near

pytestmark = pytest.mark.database


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Path:
    """Where the court keeps a second key of its log."""
    file = tmp_path / "log-second.key"
    SecondKey.create(file, "court.example/log")
    settings.LOG_SECOND_KEY_FILE = file
    return file


def proof() -> Bundle:
    """The proof of an event, whose checkpoint is signed with the second key too."""
    write(1)
    sequence(MORNING)
    sign_again(MORNING)
    return bundle_of(events_of([consent(1).stream])[:1], b"", None)


def said(whole: Bundle) -> list[str]:
    return [one.code for one in check_second(whole, (), verify_ml_dsa_44)]


def test_a_key_that_the_log_names_needs_no_other_word(key_file: Path) -> None:
    assert said(proof()) == ["second.signed", "second.from_bundle"]
    assert log_second_key(MORNING) == log_second_key(MORNING) == SecondKey.load(key_file).public
    assert Event.objects.filter(name="log.key_named").count() == 1
    whole = proof()
    assert said(whole) == ["second.signed", "second.named"]
    failed = {one.code for one in check_everything(whole, ()) if one.outcome is Outcome.FAILED}
    assert {code for code in failed if not code.startswith("certificate.")} == set()


def test_another_key_is_not_taken_on_the_word_that_named_the_first(key_file: Path, settings: Any) -> None:
    log_second_key(MORNING)
    other = key_file.with_name("other.key")
    SecondKey.create(other, "court.example/log")
    settings.LOG_SECOND_KEY_FILE = other
    assert said(proof()) == ["second.signed", "second.from_bundle"]
    log_second_key(MORNING)
    assert said(proof()) == ["second.signed", "second.named"]
    assert Event.objects.filter(name="log.key_named").count() == 2


def test_without_a_second_key_nothing_is_named(settings: Any, tmp_path: Path) -> None:
    settings.LOG_SECOND_KEY_FILE = tmp_path / "none.key"
    assert log_second_key(MORNING) is None
    assert not Event.objects.filter(name="log.key_named").exists()


@pytest.mark.usefixtures("key_file")
def test_on_a_growing_log_a_proof_rests_on_a_checkpoint_that_both_keys_signed(tmp_path: Path) -> None:
    """The newest stamp may be a moment ahead of the second signature."""
    authority = near(tmp_path / "tsa")

    def grow() -> None:
        write(2)
        sequence(MORNING)
        assert stamp_checkpoint(authority.stamp, MORNING)

    grow()
    assert sign_again(MORNING)
    events = events_of([consent(1).stream])[:1]
    grow()
    before = bundle_of(events, b"", None)
    assert before.log_second
    assert before.stamp
    assert sign_again(MORNING)
    assert bundle_of(events, b"", None).checkpoint != before.checkpoint
