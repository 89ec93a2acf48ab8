"""Every queue has work, workers are killed, every line to the database is cut; then all is done, and done once.

Processes die as by `kill -9`, and lines are cut by the database itself (`pg_terminate_backend`), at moments drawn anew
from a seed: no handler was told, and no exception was made for it.
"""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from subprocess import Popen

import psycopg
import pytest
from django.db import connection

from songda import clock
from songda.core.delivery.letters import LetterState
from songda.core.lookups import OPEN
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.models import StuckRow
from songda.records.matter.cases.models import Case
from songda.records.overview.due_work import left_since
from songda.records.overview.loose_ends.look import loose_ends
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.malfunctions.models import Malfunction
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.lookups.models import Lookup
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Stop
from songda.site.keeping.sealed_files import compare
from songda.trust.signing import Seal
from tests import make
from tests.records.proof.certificates.served import served_on
from tests.records.stage import NOW
from tests.records.together.test_one_bad_row import (
    out_of_date,
    over,
    overtaken_entrustments,
    overtaken_stops,
    published_only,
    tasks_of_whoever_left,
    wishes,
)
from tests.records.ways.post.carriage.parcels import SECRET
from tests.site.worker.dying import NOWHERE, database_url, start
from tests.site.worker.test_killed_in_mid_work import in_the_post, waiting

pytestmark = [
    pytest.mark.night("kills workers and cuts every line to the database for half a minute"),
    pytest.mark.database(transaction=True),
    pytest.mark.timeout(900),
]
STORM_S, CALM_S, QUIET_LOOKS = 30.0, 240.0, 8
# What may stand once alone in the stream of the thing that it tells of.
ONCE = (
    "letter.set",
    "letter.sealed",
    "letter.proposed",
    "batch.bound",
    "batch.sealed",
    "carriage.settled",
    "notice.published",
    "notice.sealed",
    "entrustment.overtaken",
    "certificate.issued",
    "attempt.arrived",
    "service.effective",
    "lookup.expired",
    "malfunction.certified",
    "task.released",
)


def everything_waits() -> None:
    """Letters to plan, set and judge; notices to seal; visits and hands to call off; wishes; a certificate; look-ups to
    end; malfunctions to certify; late tasks, and tasks of whoever left."""
    in_the_post()
    waiting(make.other_court())
    published_only()
    overtaken_stops()
    overtaken_entrustments()
    wishes()
    out_of_date()
    over()
    tasks_of_whoever_left()
    served_on("李平安")


def cut_every_line() -> int:
    """All but this one's own; how many there were."""
    with psycopg.connect(database_url(), autocommit=True) as apart:
        rows = apart.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )
        return len(rows.fetchall())


def strike(workers: list[Popen[bytes]], begin: Callable[[], Popen[bytes]], dice: Random) -> None:
    """Two workers at least are killed and five lines cut."""
    killed, cut, until = 0, 0, time.monotonic() + STORM_S
    while time.monotonic() < until or killed < 2 or cut < 5:  # on a busy machine it takes longer
        time.sleep(dice.uniform(0.2, 2.5))
        if dice.random() < 0.3:
            fallen = workers.pop(dice.randrange(len(workers)))
            fallen.kill()
            fallen.wait()
            workers.append(begin())
            killed += 1
        else:
            cut += cut_every_line()


def told_twice() -> list[tuple[str, str]]:
    counts = Counter(Event.objects.filter(name__in=ONCE).values_list("name", "stream"))
    return [one for one, times in counts.items() if times > 1]


def contradicted() -> set[str]:
    sequence(clock.now())  # what the fallen had no time to place in the log
    found = compare_cases(list(Case.objects.values_list("id", flat=True)))
    return {f"{one.row}.{one.column}: {one.found} / {one.logged}" for one in found}


def due_now() -> list[str]:
    """What was put off because its line was cut waits still."""
    at = clock.now()
    stuck = StuckRow.objects.values_list("work", flat=True)
    return [*(one.work.name for one in left_since(at, at)), *stuck]


def weather(folder: Path, seed: int) -> list[str]:
    """The storm, and what is still due when the calm after it is over."""
    Seal.create_demo(folder, NOW)
    around = {
        "SONGDA_CARRIER_URL": f"http://court:{SECRET}@127.0.0.1:9/post",
        "SONGDA_SEAL_FILE": str(folder / "seal.p12"),
        "SONGDA_SEAL_PASSWORD_FILE": str(folder / "seal.password"),
        "SONGDA_TSA_URL": "",
    }

    def begin() -> Popen[bytes]:
        return start(NOWHERE, "worker", **around)

    connection.close()  # ours is cut as well
    workers = [begin(), begin()]
    try:
        strike(workers, begin, Random(seed))
        deadline = time.monotonic() + CALM_S
        quiet = 0
        while time.monotonic() < deadline and quiet < QUIET_LOOKS:  # what is done may make something else due
            time.sleep(0.5)
            quiet = 0 if due_now() else quiet + 1
    finally:
        for one in workers:
            one.kill()
            one.wait()
    return due_now()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_storm_over_all_queues_nothing_is_lost_or_twice_or_half_done(tmp_path: Path, seed: int) -> None:
    everything_waits()
    before = contradicted()
    assert weather(tmp_path, seed) == []
    assert told_twice() == []
    assert contradicted() - before == set()
    assert compare(clock.now(), reads=True).missing == []
    assert [str(one) for one in loose_ends(clock.now())] == []
    assert not Letter.objects.filter(state=LetterState.PLANNED).exists()
    assert not PublicNotice.objects.filter(published_at__isnull=False, sha256=None).exists()
    assert not Stop.objects.filter(dropped_at=None).exists()
    assert not Lookup.objects.filter(state__in=OPEN).exists()
    assert not Malfunction.objects.filter(sha256=None).exists()
    assert not Entrustment.objects.filter(state="sent").exists()
