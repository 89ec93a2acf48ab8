"""A proof is written whole or not at all, and what stands in the way is said in words."""

import errno
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda.records.ground.evidence.actions import sequence
from songda.records.service.orders.models import Service
from songda.site.cli import main
from tests import make
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database


@pytest.fixture
def service() -> Service:
    envelope(defendant(make.case()))
    sequence(make.NOW)
    return Service.objects.get()


def test_a_proof_is_written_in_one_step(service: Service, tmp_path: Path) -> None:
    target = tmp_path / "proof.zip"
    answer = CliRunner().invoke(main, ["export", str(service.id), "--output", str(target)])
    assert answer.exit_code == 0, answer.output
    assert [path.name for path in tmp_path.iterdir()] == ["proof.zip"]


def test_a_full_disk_leaves_the_older_proof_as_it_was(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "proof.zip"
    target.write_bytes(b"the older proof")

    def fill(path: Path, body: bytes) -> int:
        with path.open("wb") as file:
            file.write(body[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    answer = CliRunner().invoke(main, ["export", str(service.id), "--output", str(target)])
    assert answer.exit_code == 1
    assert "No space left" in answer.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"proof.zip": b"the older proof"}


def test_a_folder_that_is_not_there_is_said_in_words(service: Service, tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["export", str(service.id), "--output", str(tmp_path / "no" / "proof.zip")])
    assert answer.exit_code == 1
    assert "cannot be written" in answer.output
