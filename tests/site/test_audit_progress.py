"""An audit that was stopped goes on where it was: nothing is read twice, and nothing that was found is lost."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from songda import clock
from songda.core.evidence.flaws import Flaw
from songda.records.ground.evidence.audit import AuditPosition, run
from songda.records.ground.evidence.audit.run import Chunk
from songda.records.ground.evidence.sequencer import sequence
from songda.site import auditing
from songda.site.auditing import KEPT_FOR, Auditing, kept_progress
from songda.trust.log_keys import NoteKey
from tests.records.ground.evidence.log import MORNING, cheat, write

pytestmark = pytest.mark.database
Work = Callable[[Chunk], list[Flaw]]


class StoppedError(Exception):
    """As by Ctrl-C."""


@pytest.fixture(autouse=True)
def log(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve entries, read four at a time; how far it is is kept after each four."""
    settings.LOG_KEY_FILE, settings.HOME = tmp_path / "log.key", tmp_path
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    monkeypatch.setattr(run, "CHUNK", 4)
    monkeypatch.setattr(auditing, "KEEP_SECONDS", -1.0)
    for count in (5, 7):
        write(count)
        sequence(MORNING)


def stopping_after(chunks: int) -> Callable[[Work, Iterable[Chunk]], Iterator[list[Flaw]]]:
    def look(work: Work, given: Iterable[Chunk]) -> Iterator[list[Flaw]]:
        for place, chunk in enumerate(given):
            if place == chunks:
                raise StoppedError
            yield work(chunk)

    return look


def tamper() -> None:
    cheat("UPDATE evidence_event SET actor = 'staff:x' WHERE number = (SELECT min(number) FROM evidence_event)")


def mend() -> None:
    cheat("UPDATE evidence_event SET actor = 'engine' WHERE number = (SELECT min(number) FROM evidence_event)")


def broken_off() -> None:
    """It found a flaw in the first chunk, and was stopped behind the second."""
    tamper()
    with pytest.raises(StoppedError):
        Auditing(0, quiet=True, prints_flaws=False).run(clock.now, stopping_after(2))
    mend()


def begun_again() -> Auditing:
    again = Auditing(0, quiet=True, prints_flaws=False)
    again.go_on(clock.now())
    return again


def test_it_goes_on_behind_what_was_read_with_what_was_found() -> None:
    broken_off()
    again, read = begun_again(), list[int]()

    def look(work: Work, given: Iterable[Chunk]) -> Iterator[list[Flaw]]:
        for chunk in given:
            read.append(chunk.start)
            yield work(chunk)

    kept = again.run(clock.now, look)
    assert read == [8]
    assert (kept.first, kept.size, kept.flaw_count) == (0, 12, 1)
    assert again.begun is not None
    assert kept.started_at == again.begun.started_at
    assert begun_again().begun is None  # it came to its end


def test_a_change_of_what_is_still_to_be_read_is_found_across_the_break() -> None:
    broken_off()
    cheat("UPDATE evidence_entry SET leaf_hash = sha256(leaf_hash) WHERE index = 9")
    again = begun_again()
    again.run(clock.now)
    codes = [flaw.code for flaw in again.flaws]
    assert "tree_changed" in codes
    assert "leaf_changed" in codes


def test_only_what_we_kept_ourselves_lets_it_pass_over_anything() -> None:
    broken_off()
    path = settings.HOME / "audit.progress"
    body = bytearray(path.read_bytes())
    body[-1] ^= 1
    path.write_bytes(bytes(body))
    assert begun_again().begun is None


def test_it_begins_again_after_days_and_from_another_entry() -> None:
    broken_off()
    other = Auditing(5, quiet=True, prints_flaws=False)
    other.go_on(clock.now())
    assert other.begun is None
    late = Auditing(0, quiet=True, prints_flaws=False)
    late.go_on(clock.now() + KEPT_FOR)
    assert late.begun is None


@pytest.mark.database(transaction=True)
def test_one_that_was_killed_goes_on_behind_what_it_had_read_and_still_names_what_it_had_found() -> None:
    tamper()
    connection.close()  # a process inherits no connection
    child = _audit_until_killed()
    deadline = time.monotonic() + 60
    while (far := kept_progress("log", 0, clock.now())) is None or AuditPosition.from_json(far.standing).size < 8:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    mend()
    again = begun_again()
    kept = again.run(clock.now)
    assert again.begun is not None
    assert AuditPosition.from_json(again.begun.standing).size == 8
    assert (kept.first, kept.size, kept.flaw_count) == (0, 12, 1)


def _audit_until_killed() -> int:
    """A process that reads two chunks and then waits for its end; its id."""
    made = os.fork()
    if made:
        return made

    def look(work: Work, given: Iterable[Chunk]) -> Iterator[list[Flaw]]:
        for place, chunk in enumerate(given):
            if place == 2:
                signal.pause()
            yield work(chunk)

    try:
        Auditing(0, quiet=True, prints_flaws=False).run(clock.now, look)
    finally:
        os._exit(0)
