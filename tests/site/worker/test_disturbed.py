"""Clocks that differ, and an authority or a database that is away: nothing is begun, or one incident tells of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from click.testing import CliRunner
from django.conf import settings
from django.db import connections

from songda import clock
from songda.clock import MOST_OFF, ClockOffError
from songda.core.evidence.doors import Writer
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.models import Incident
from songda.records.service.attempts.models import Attempt, Lease
from songda.site.cli.serve import worker
from songda.site.errors import CurableError
from songda.site.worker import clockwork, heartbeat
from songda.site.worker.clockwork import Clockwork
from songda.site.worker.disturbances import Disturbances
from songda.site.worker.heartbeat import Heartbeat
from songda.site.worker.outside import Outside
from songda.site.worker.rows import Rows
from songda.trust.log_keys import NoteKey
from songda.trust.timestamps import Stamper
from songda_demo.sandbox.timestamps import add_routes
from tests import make
from tests.site.worker.slow_world import in_rows, numbers, plan, states
from tests.surroundings.day import set_machine_off

pytestmark = pytest.mark.database(transaction=True)
Authority = TestClient[web.Request, web.Application]
FAR = MOST_OFF + timedelta(seconds=1)


@pytest.fixture
def rows() -> Iterator[Rows]:
    it = Rows(1)
    yield it
    it.close()


@pytest.fixture
async def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Authority]:
    app = web.Application()
    add_routes(app, tmp_path)
    async with TestClient(TestServer(app)) as client:
        stamper = Stamper(str(client.make_url("/tsa")), seconds=20)
        monkeypatch.setattr(clockwork, "stamper", lambda: stamper)
        yield client


@pytest.mark.parametrize("off", [FAR, -FAR], ids=["ahead", "behind"])
async def test_a_worker_whose_clock_is_off_holds_nothing(monkeypatch: pytest.MonkeyPatch, off: timedelta) -> None:
    set_machine_off(monkeypatch, off)
    beating = Heartbeat("test", lambda: ["sms"])
    with pytest.raises(ClockOffError) as told:
        await beating.beat()
    beating.close()
    assert "off the database's" in str(told.value)
    assert not beating.holds(beating.holder)


async def test_a_clock_that_goes_wrong_later_ends_the_beating(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.01)
    beating = Heartbeat("test", lambda: ["sms"])
    await beating.beat()
    assert beating.holds(beating.holder)
    set_machine_off(monkeypatch, FAR)
    with pytest.raises(ClockOffError):
        async with asyncio.timeout(60):
            await beating.run()
    beating.close()


@pytest.mark.parametrize("off", [FAR, -timedelta(hours=1)], ids=["ahead", "an hour back"])
async def test_a_jump_in_mid_work_is_seen_within_a_second_and_dates_nothing(
    monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    beating = Heartbeat("test", lambda: ["sms"])
    await beating.beat()
    watching = asyncio.create_task(beating.watch_clock())
    await asyncio.sleep(0)
    before, jumped_at = clock.now(), time.monotonic()
    set_machine_off(monkeypatch, off)
    with pytest.raises(ClockOffError):
        async with asyncio.timeout(60):
            await watching
    passed = time.monotonic() - jumped_at
    assert passed < 1
    assert not beating.holds(beating.holder)
    assert timedelta() <= clock.now() - before < timedelta(seconds=passed + 1)
    beating.close()


def test_the_command_refuses_says_how_to_mend_it_and_leaves_all_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    plan(numbers(3))
    set_machine_off(monkeypatch, FAR)
    monkeypatch.setenv("SONGDA_EVENT_WRITER", Writer.WORKER)
    ended = CliRunner().invoke(worker, [])
    assert isinstance(ended.exception, CurableError)
    assert "time server" in str(ended.exception)
    assert states() == {"pending": 3}
    assert not Attempt.objects.exclude(claimed_by="").exists()
    assert not Lease.objects.exists()


async def test_an_authority_that_is_away_is_one_incident_until_it_has_stamped(
    authority: Authority, rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LOG_KEY_FILE", tmp_path / "log.key")
    await in_rows(_begin_log)(tmp_path)
    work = Clockwork(rows, None)  # type: ignore[arg-type]  # no job is asked for
    await _switch(authority, is_down=True)
    for _ in range(3):
        await work._stamp_checkpoint()
    assert await in_rows(_incidents)() == [("stamps_away", True)]
    await _switch(authority, is_down=False)
    for _ in range(2):
        await work._stamp_checkpoint()
    assert await in_rows(_incidents)() == [("stamps_away", False)]
    assert await in_rows(_events)() == ["incident.begun", "incident.ended"]


async def test_a_database_that_was_away_is_told_of_once_it_is_back(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    looking = Disturbances(rows, {}, Outside())
    await looking.look()
    begun = clock.now()
    with monkeypatch.context() as away:
        away.setitem(connections.settings["default"], "HOST", str(tmp_path))  # nobody listens there
        rows._pool.submit(connections.close_all).result()
        for _ in range(3):
            await looking.look()
    over = clock.now()
    for _ in range(2):
        await looking.look()
    (noted,) = await in_rows(lambda: list(Incident.objects.all()))()
    assert noted.kind == "database_away"
    assert noted.ended_at is not None
    assert begun <= noted.begun_at <= over <= noted.ended_at
    assert await in_rows(_events)() == ["incident.begun", "incident.ended"]


def _begin_log(place: Path) -> None:
    NoteKey.create(place / "log.key", "court.example/log")
    make.case()
    sequence(clock.now())


async def _switch(authority: Authority, *, is_down: bool) -> None:
    async with authority.post("/tsa/switch", json={"down": is_down}) as answer:
        assert answer.status == 200, await answer.text()


def _incidents() -> list[tuple[str, bool]]:
    return [(each.kind, each.ended_at is None) for each in Incident.objects.all()]


def _events() -> list[str]:
    return list(Event.objects.filter(name__startswith="incident.").order_by("id").values_list("name", flat=True))
