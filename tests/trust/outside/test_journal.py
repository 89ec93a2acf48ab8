"""The journal of hand-overs: on the disk before anything goes out, and readable after a power cut."""

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from songda.clock import by_machine
from songda.trust.outside import journal as journal_module
from songda.trust.outside.homes import never_begun
from songda.trust.outside.journal import (
    KEPT,
    Journal,
    files,
    forget_old,
    handed_over,
    last_lines,
    read_journal,
    rung,
)
from songda.trust.outside.lines import Begun, HandOver, NoticeCall, TakenBack, Trace
from songda.trust.outside.mark import NAME, HighWaterMark, read_mark, write_mark

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TRACE = Trace(7, "sms", UUID(int=1), "service", 1, b"\x01" * 16, b"\x02" * 16)
LINE = HandOver(AT, "7/16384", 1, TRACE)
MARK = HighWaterMark("7/16384", 1, 12, b"\x03" * 32, "court.example/log\n12\n…\n")


def other(ref: int) -> HandOver:
    return replace(LINE, trace=replace(TRACE, ref=ref))


def test_what_was_written_is_there_before_the_journal_is_closed(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write([LINE, other(8)])
    assert list(read_journal(tmp_path)) == [LINE, other(8)]
    assert last_lines(tmp_path, 1) == [other(8)]
    assert [path.stat().st_mode & 0o777 for path in files(tmp_path)] == [0o600]


def test_two_processes_write_files_of_their_own(tmp_path: Path) -> None:
    for ref in (1, 2):
        Journal(tmp_path).write([other(ref)])
    assert {line.trace.ref for line in handed_over(read_journal(tmp_path))} == {1, 2}
    assert len(files(tmp_path)) == 2


def test_a_large_file_is_followed_by_the_next(tmp_path: Path) -> None:
    journal = Journal(tmp_path, largest=1_000)
    for ref in range(9):
        journal.write([other(ref)])
    assert len(files(tmp_path)) > 1
    assert all(path.stat().st_size <= 1_000 for path in files(tmp_path))
    assert {line.trace.ref for line in handed_over(read_journal(tmp_path))} == set(range(9))


def test_what_the_provider_did_not_take_counts_as_not_handed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write([LINE, other(8)])
    journal.take_back(TakenBack(7, 1))
    journal.close()
    assert list(handed_over(read_journal(tmp_path))) == [other(8)]
    Journal(tmp_path).write([LINE])  # tried again, by another process
    assert {line.trace.ref for line in handed_over(read_journal(tmp_path))} == {7, 8}


def test_a_call_that_was_refused_counts_as_not_rung_and_takes_back_no_message(tmp_path: Path) -> None:
    journal, calls = Journal(tmp_path), [NoticeCall(AT, "7/16384", 1, UUID(int=n), b"\x01" * 16) for n in (7, 8)]
    journal.write([LINE, *calls])
    journal.take_back(TakenBack(UUID(int=7), 1))
    journal.close()
    assert list(rung(read_journal(tmp_path))) == [calls[1]]
    assert list(handed_over(read_journal(tmp_path))) == [LINE]


def test_the_cut_end_of_a_file_was_never_handed_over(tmp_path: Path) -> None:
    Journal(tmp_path).write([LINE, other(8)])
    path = files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-20])
    assert list(read_journal(tmp_path)) == [LINE]
    assert last_lines(tmp_path, 5) == [LINE]


def test_a_strange_line_is_named_with_its_place(tmp_path: Path) -> None:
    Journal(tmp_path).write([LINE])
    path = files(tmp_path)[0]
    path.write_text('{"ref": 7}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"\.jsonl, line 1: not a line of the journal"):
        list(read_journal(tmp_path))


def test_a_journal_that_cannot_be_written_says_so_and_works_once_it_can(tmp_path: Path) -> None:
    (tmp_path / "hand-overs").write_text("a file where the folder should be", encoding="utf-8")
    journal = Journal(tmp_path)
    with pytest.raises(OSError, match="hand-overs"):
        journal.write([LINE])
    (tmp_path / "hand-overs").unlink()
    journal.write([LINE])
    assert list(read_journal(tmp_path)) == [LINE]


def test_a_file_that_is_taken_away_is_followed_by_another(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write([LINE])
    shutil.rmtree(tmp_path / "hand-overs")
    journal.write([other(8)])
    assert list(read_journal(tmp_path)) == [other(8)]


def test_no_line_names_a_person_or_a_number(tmp_path: Path) -> None:
    Journal(tmp_path).write([LINE])
    assert set(files(tmp_path)[0].read_text(encoding="utf-8").split('"')[1::2]) == {
        "at", AT.isoformat(), "db", "7/16384", "epoch", "ref", "channel", "sms", "envelope", str(UUID(int=1)),
        "purpose", "service", "n", "to", "01" * 16, "order", "02" * 16, "boot", journal_module.boot(),
    }  # fmt: skip


def test_old_files_are_forgotten(tmp_path: Path) -> None:
    Journal(tmp_path).write([LINE])
    written = by_machine(datetime.fromtimestamp(files(tmp_path)[0].stat().st_mtime, UTC))
    assert forget_old(tmp_path, written + KEPT - timedelta(hours=1)) == 0
    assert forget_old(tmp_path, written + KEPT + timedelta(hours=1)) == 1
    assert not files(tmp_path)


def test_the_mark_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_mark(tmp_path / "outside") is None
    write_mark(tmp_path / "outside", MARK)
    write_mark(tmp_path / "outside", replace(MARK, size=13))
    assert read_mark(tmp_path / "outside") == replace(MARK, size=13)
    assert [path.name for path in (tmp_path / "outside").iterdir()] == [NAME]


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"database": "7/1", "epoch": "one"}'])
def test_a_file_that_is_no_mark_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / NAME).write_text(written, encoding="utf-8")
    with pytest.raises(ValueError, match=NAME):
        read_mark(tmp_path)


KEYS = {(1, ref) for ref in (7, 8, 9)}


def test_what_was_written_down_and_not_begun_is_known_after_a_kill(tmp_path: Path) -> None:
    killed = Journal(tmp_path)
    killed.write([LINE, other(8)])
    killed.begin(Begun(7, 1))
    Journal(tmp_path).write([other(10)])  # nobody asks about this one
    assert never_begun([tmp_path], KEYS) == {(1, 8)}
    assert {line.trace.ref for line in handed_over(read_journal(tmp_path))} == {7, 8, 10}  # a restore doubts it all
    assert {line.trace.ref for line in last_lines(tmp_path, 9) if isinstance(line, HandOver)} == {7, 8, 10}


def test_marks_are_believed_of_this_start_of_the_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Journal(tmp_path).write([LINE])
    for other_boot in ("another", ""):
        monkeypatch.setattr(journal_module, "boot", lambda boot=other_boot: boot)
        assert never_begun([tmp_path], KEYS) == set()


@pytest.mark.parametrize("years", [-10, 10])
def test_a_journal_is_read_however_wrong_the_clock_that_dated_it(tmp_path: Path, years: int) -> None:
    Journal(tmp_path).write([LINE])
    wrong = AT.timestamp() + years * 365 * 86400
    os.utime(files(tmp_path)[0], (wrong, wrong))
    assert never_begun([tmp_path], KEYS) == {(1, 7)}


def test_what_was_begun_once_stays_in_doubt_wherever_it_was_begun(tmp_path: Path) -> None:
    for begins in (False, True, False):
        one = Journal(tmp_path)
        one.write([LINE])
        if begins:
            one.begin(Begun(7, 1))
    assert never_begun([tmp_path], KEYS) == set()


def test_nothing_begins_while_the_journal_is_closed(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(OSError, match="not open"):
        journal.begin(Begun(7, 1))
    journal.write([LINE])
    journal.close()
    with pytest.raises(OSError, match="not open"):
        journal.begin(Begun(7, 1))
