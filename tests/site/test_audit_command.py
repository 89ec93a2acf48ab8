"""`songda audit`: names what was tampered with, keeps the result, and ends with a code for other programs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connections

from songda.records.ground.evidence.audits import LOCK, last_audit
from songda.records.ground.evidence.models import Checkpoint
from songda.records.ground.evidence.sequencer import sequence
from songda.site.cli import audit as command_module
from songda.site.cli import main
from songda.trust.log_keys import NoteKey
from tests.records.ground.evidence.log import MORNING, cheat, write

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def log(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small log under two checkpoints; Django is awake already."""
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    monkeypatch.setattr(command_module, "prepare_django", lambda: None)
    for count in (5, 4):
        write(count)
        sequence(MORNING)


def songda(*words: str) -> Result:
    return CliRunner().invoke(main, ["audit", *words])


def test_a_sound_log_ends_well_and_the_result_is_kept() -> None:
    result = songda()
    assert result.exit_code == 0, result.output
    assert "Nothing was tampered with: 9 entries read" in result.output
    kept = last_audit()
    assert kept is not None
    assert (kept.first, kept.size, kept.flaw_count) == (0, 9, 0)


def test_a_log_that_was_tampered_with_ends_with_one_and_names_the_row() -> None:
    cheat("UPDATE evidence_event SET stream = 'party:hidden'")
    result = songda("--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["good"], told["flaw_count"]) == (False, 9)
    assert "the field stream reads" in told["flaws"][0]["en"]
    assert "字段stream现为" in told["flaws"][0]["zh"]


def test_it_may_begin_at_a_checkpoint_or_a_day() -> None:
    assert "4 entries read" in songda("--since", "5").output
    assert "0 entries read" in songda("--since", "2022-06-02").output


@pytest.mark.parametrize("since", ["4", "2021-01-01", "yesterday", "²"])
def test_where_it_cannot_begin_is_told_with_a_cure(since: str) -> None:
    result = songda("--since", since)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_checkpoint_that_somebody_kept_must_be_continued(tmp_path: Path) -> None:
    kept = tmp_path / "kept.note"
    kept.write_text(Checkpoint.objects.get(size=9).note, encoding="utf-8")
    assert songda("--against", str(kept)).exit_code == 0
    for table, column in (("event", "number"), ("entry", "index + 1"), ("checkpoint", "size")):
        cheat(f"DELETE FROM evidence_{table} WHERE {column} > (SELECT max({column}) FROM evidence_{table}) - 4")  # noqa: S608
    cheat("DELETE FROM evidence_event WHERE name = 'log.audited'")
    result = songda("--against", str(kept))
    assert result.exit_code == 1
    assert "checkpoint kept.note: the log does not continue it: others have seen 9 entries" in result.output


@pytest.mark.parametrize("written", [b"", b"songda.example/log", b"\xff\xfe", b"a\n1\nAAAA\n\nno signature\n"])
def test_a_file_that_is_no_checkpoint_is_no_word_against_the_log(written: bytes, tmp_path: Path) -> None:
    good, bad = tmp_path / "kept.note", tmp_path / "other.note"
    good.write_text(Checkpoint.objects.get(size=9).note, encoding="utf-8")
    bad.write_bytes(written)
    result = songda("--against", str(good), "--against", str(bad))
    assert result.exit_code == 2
    assert "other.note holds no checkpoint" in result.output
    assert last_audit() is None


def test_a_checkpoint_under_a_signature_that_is_not_the_log_s_is_told(tmp_path: Path) -> None:
    kept = tmp_path / "kept.note"
    kept.write_text(Checkpoint.objects.get(size=9).note.replace("\n9\n", "\n8\n"), encoding="utf-8")
    assert songda("--against", str(kept)).exit_code == 1


def test_one_audit_at_a_time() -> None:
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            result = songda()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()
    assert result.exit_code == 2
    assert "Another audit of this log is running." in result.output
    assert songda().exit_code == 0
