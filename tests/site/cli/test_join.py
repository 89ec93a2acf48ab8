"""`songda worker join`: a planned new machine holds nothing back, where somebody vouches for the database."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from songda.records.ground.evidence.models import Event
from songda.records.ground.restores.models import Quarantine
from songda.records.service.attempts.restored.recognise import recognise, sign_of_restore
from songda.site.cli import main
from songda.site.cli import serve as command_module
from songda.trust.outside.journal import handed_over, read_journal
from tests import make
from tests.records.service.attempts.restored.world import opened, put_back, send
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def django_is_awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database."""
    monkeypatch.setattr(command_module, "prepare_django", lambda: None)


@pytest.fixture
def court(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A message went out from the machine before; this one begins with an empty folder."""
    stage = opened()
    envelope(defendant(make.case()))
    send(stage)
    recognise(NOW)
    shutil.copytree(settings.OUTSIDE_FOLDER, tmp_path / "before")
    monkeypatch.setattr(settings, "OUTSIDE_FOLDER", tmp_path / "new")
    return stage


def join(*words: str) -> Result:
    return CliRunner().invoke(main, ["worker", "join", *words])


def joined() -> list[bool]:
    found = Event.objects.filter(name="worker.joined").order_by("number")
    return [each.data["is_journal_brought"] for each in found]


def test_beside_a_worker_that_lives_it_joins_at_once(court: Stage) -> None:
    told = join()
    assert told.exit_code == 0, told.output
    assert joined() == [False]
    court.die()
    assert sign_of_restore() is None


def test_after_the_last_worker_it_joins_with_what_lay_outside_there(court: Stage, tmp_path: Path) -> None:
    court.die()
    refused = join()
    assert (refused.exit_code, joined()) == (2, [])
    assert "nobody knows that this is the database that was written to last" in refused.output
    assert "--from" in refused.output

    told = join("--from", str(tmp_path / "before"))
    assert told.exit_code == 0, told.output
    assert "1 files of the journal" in told.output
    assert joined() == [True]
    assert recognise(NOW).number == 1
    assert not Quarantine.objects.exists()
    assert len(list(handed_over(read_journal(settings.OUTSIDE_FOLDER)))) == 1
    again = join("--from", str(tmp_path / "before"))
    assert (again.exit_code, joined()) == (2, [True])
    assert "has joined" in again.output


def test_a_database_that_was_put_back_is_joined_by_nobody(court: Stage, tmp_path: Path) -> None:
    put_back()
    court.die()
    refused = join("--from", str(tmp_path / "before"))
    assert (refused.exit_code, joined()) == (2, [])
    assert "put back to an earlier day" in refused.output
    assert not (tmp_path / "new").exists()


def test_what_a_living_worker_still_writes_to_is_not_taken_along(court: Stage, tmp_path: Path) -> None:
    refused = join("--from", str(tmp_path / "before"))
    assert (refused.exit_code, joined()) == (2, [])
    assert "another worker lives" in refused.output


def test_a_folder_that_is_none_is_told(court: Stage, tmp_path: Path) -> None:
    court.die()
    (tmp_path / "empty").mkdir()
    assert "holds no mark" in join("--from", str(tmp_path / "empty")).output
    (tmp_path / "before" / "high-water-mark.json").write_text("{", encoding="utf-8")
    refused = join("--from", str(tmp_path / "before"))
    assert refused.exit_code == 2
    assert "cannot be read or written" in refused.output
