"""As soon as the log is sealed, the certificates that waited for it are asked for."""

from pathlib import Path

import pytest
from django.db import connection

from songda.records.ground.evidence.checkpoints import oldest_unsequenced_at
from songda.records.ground.evidence.queries import covered_events
from songda.records.ground.queue import ask_once
from songda.records.law.decisions.ask_law import ask_law
from songda.site.worker import Worker
from songda.site.worker.clockwork import Clockwork
from songda.trust.log_keys import NoteKey
from tests import make
from tests.records.ground.evidence.log import MORNING, write
from tests.records.stage import NOW, Stage, defendant, envelope


def waiting(job: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s", [job])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


class Here:
    """Runs database work in this very thread, inside the test's transaction."""

    async def run(self, function, *arguments: object) -> object:
        return function(*arguments)


@pytest.mark.database
def test_sealing_the_log_asks_for_the_certificates_that_waited(tmp_path: Path, settings) -> None:
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    clockwork = Clockwork(Here(), Worker(["default"]).app)  # type: ignore[arg-type]
    for _ in range(2):  # the second time there is nothing to seal and nothing to ask for
        with pytest.raises(StopIteration):  # it never waits, since nothing runs elsewhere
            clockwork._sequence().send(None)
        assert waiting("certificates.issue") == 1


@pytest.mark.database
def test_where_nobody_makes_certificates_their_jobs_do_not_pile_up() -> None:
    for _ in range(5):
        ask_once("certificates.issue", "certificates")
    assert waiting("certificates.issue") == 1


@pytest.mark.database
def test_a_number_that_no_event_has_does_not_keep_the_log_from_being_sealed(tmp_path: Path, settings) -> None:
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO evidence_unsequenced VALUES (-1), (0)")
    (written,) = write(1)
    with pytest.raises(StopIteration):
        Clockwork(Here(), Worker(["default"]).app)._sequence().send(None)  # type: ignore[arg-type]
    assert covered_events([written]) == {written}


@pytest.mark.database
def test_events_that_wait_behind_such_a_number_are_told_of() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO evidence_unsequenced VALUES (-1)")
    assert oldest_unsequenced_at() is None
    write(1)
    assert oldest_unsequenced_at() == MORNING
