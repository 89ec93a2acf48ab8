"""`songda restored` says what nobody can recognise, and `songda check` names it until people have decided."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Checkpoint, LogEpoch
from songda.records.ground.restores.models import Quarantine
from songda.records.service.attempts.models import Attempt
from songda.site.checkup.database import ask_database, nothing_lost
from songda.site.checkup.findings import Weight
from songda.site.cli import database as command_module
from songda.site.cli import main
from tests import make
from tests.records.service.attempts.restored.world import opened, send
from tests.records.stage import NOW, defendant, envelope

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def django_is_awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database."""
    monkeypatch.setattr(command_module, "prepare_django", lambda: None)


def restored(*words: str) -> Result:
    return CliRunner().invoke(main, ["restored", *words])


def said_by_check() -> list[str]:
    return [finding.what for finding in nothing_lost(ask_database().restored) if finding.weight is Weight.MISSING]


def test_it_begins_a_quarantine_and_check_says_so() -> None:
    opened()
    assert said_by_check() == []
    told = restored()
    assert told.exit_code == 0, told.output
    assert "epoch 2" in told.output
    assert Quarantine.objects.get().sign == "told"
    (said,) = said_by_check()
    assert "nothing is sent: in quarantine since" in said


def test_check_names_a_restore_before_any_worker_has_seen_it() -> None:
    LogEpoch.objects.create(number=1, database="7/1", size=0, begun_at=NOW)
    (said,) = said_by_check()
    assert "other_database" in said
    assert not Quarantine.objects.exists()


def test_check_names_a_folder_outside_that_cannot_be_read() -> None:
    opened()
    (settings.OUTSIDE_FOLDER / "high-water-mark.json").write_text("{", encoding="utf-8")
    (said,) = said_by_check()
    assert "cannot be read" in said


def test_the_log_goes_on_by_naming_the_newest_checkpoint_that_was_kept(tmp_path: Path) -> None:
    opened()
    make.case()
    sequence(NOW)
    kept = tmp_path / "court.checkpoint"
    kept.write_text(Checkpoint.objects.latest("size").note, encoding="utf-8")
    assert restored("--checkpoint", str(kept)).exit_code == 0
    assert LogEpoch.objects.latest("number").seen_note == kept.read_text(encoding="utf-8")


def test_a_file_that_is_no_checkpoint_of_this_log_changes_nothing(tmp_path: Path) -> None:
    opened()
    kept = tmp_path / "court.checkpoint"
    kept.write_text("somebody.else/log\n7\nAAAA\n", encoding="utf-8")
    refused = restored("--checkpoint", str(kept))
    assert refused.exit_code == 2
    assert "court.checkpoint" in refused.output
    assert not Quarantine.objects.exists()


def test_without_its_journal_everything_planned_is_in_doubt() -> None:
    stage = opened()
    envelope(defendant(make.case()))
    send(stage)
    envelope(defendant(make.case()))
    stage.advance()
    told = restored("--without-journal")
    assert "1 messages may have gone out already" in told.output
    assert sorted(Attempt.objects.values_list("state", flat=True)) == ["accepted", "unknown"]
