"""Nothing goes out of which nothing can be written down outside, and what went out before a restore goes out once."""

import asyncio
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from songda import clock
from songda.channels.contract import GIVEN_BACK
from songda.core.delivery.incidents import IncidentKind
from songda.core.evidence.epochs import FIRST_EPOCH
from songda.records.ground.evidence.epochs import begin_epoch
from songda.records.ground.incidents.models import Incident
from songda.records.ground.restores.models import Quarantine
from songda.records.service.attempts.models import Attempt
from songda.site.worker.disturbances import Disturbances
from songda.site.worker.heartbeat import Heartbeat
from songda.site.worker.outside import Outside
from songda.trust.outside.journal import FOLDER, handed_over, read_journal
from songda.trust.outside.mark import NAME as MARK
from songda_demo.sandbox.smsc.server import SmsCentre
from tests.records.service.attempts.restored.world import put_back
from tests.site.worker.slow_world import Line, in_rows, line_to, numbers, plan, states

pytestmark = pytest.mark.database(transaction=True)


async def until(seen: Callable[[], object]) -> None:
    """Wait for a fact that the database tells."""
    end = time.monotonic() + 60
    while not await in_rows(seen)():
        assert time.monotonic() < end, await in_rows(states)()
        await asyncio.sleep(0.05)


def journal() -> Path:
    return settings.OUTSIDE_FOLDER / FOLDER


def written() -> set[int]:
    return {line.trace.ref for line in handed_over(read_journal(settings.OUTSIDE_FOLDER))}


async def test_each_message_is_written_down_before_it_goes_out() -> None:
    await in_rows(plan)(numbers(5))
    seen: list[set[int]] = []
    async with SmsCentre() as centre, line_to(centre) as line:
        submit = line.sending.channel.submit

        async def watched(messages, slip):  # type: ignore[no-untyped-def]
            seen.append({int(message.ref) for message in messages} - written())
            return await submit(messages, slip)

        line.sending.channel.submit = watched  # type: ignore[method-assign]
        await until(lambda: states() == {"accepted": 5})
    assert seen
    assert not any(seen)
    assert written() == set(await in_rows(lambda: list(Attempt.objects.values_list("id", flat=True)))())


def _another_epoch(_outside: Outside) -> None:
    begin_epoch(FIRST_EPOCH + 1, None, clock.now())


def _a_mark_that_is_none(_outside: Outside) -> None:
    (settings.OUTSIDE_FOLDER / MARK).write_text("{}", encoding="utf-8")


def _a_mark_that_is_gone(_outside: Outside) -> None:
    (settings.OUTSIDE_FOLDER / MARK).unlink()


def _a_trouble(outside: Outside) -> None:
    outside.trouble = "the disk is full"


@pytest.mark.parametrize("comes", [_another_epoch, _a_mark_that_is_none, _a_mark_that_is_gone, _a_trouble])
def test_a_look_is_left_out_only_where_it_would_find_the_same(comes: Callable[[Outside], None]) -> None:
    outside = Outside()
    assert not outside.is_as_before()  # nobody looked yet
    outside.look()
    assert outside.is_as_before()
    comes(outside)
    assert not outside.is_as_before()
    outside.close()


async def test_a_beat_where_nothing_changed_is_one_transaction() -> None:
    outside = Outside()
    beating, looks = Heartbeat("test", lambda: ["sms"], outside.look, outside.is_as_before), list[str]()
    await beating.beat()

    def counted(go, statement, *rest):  # type: ignore[no-untyped-def]
        looks.append(statement)
        return go(statement, *rest)

    def beat_counted() -> None:
        with connection.execute_wrapper(counted):
            assert beating._renew_as_before() is not None

    await beating._rows.run(beat_counted)
    assert sum("attempts_lease" in one for one in looks) == 2
    assert not any(one.startswith("SAVEPOINT") for one in looks)
    beating.close()
    outside.close()


@pytest.mark.night("waits for a journal that fails")
async def test_while_the_journal_cannot_be_written_nothing_goes_out_and_an_incident_stands() -> None:
    settings.OUTSIDE_FOLDER.mkdir(parents=True)
    journal().write_text("a file where the folder should be", encoding="utf-8")
    await in_rows(plan)(numbers(3))
    async with SmsCentre() as centre, line_to(centre) as line:
        await line.heartbeat.beat()
        look = Disturbances(line.rows, {"sms": line.sending}, line.outside).look
        await look()
        await look()
        incident = await in_rows(Incident.objects.get)()
        assert (incident.kind, incident.waiting, incident.ended_at) == (IncidentKind.JOURNAL_AWAY, 3, None)
        assert await in_rows(states)() == {"pending": 3}
        assert centre.centre.taken == 0
        journal().unlink()
        await until(lambda: states() == {"accepted": 3})  # by itself
        await look()
        assert await in_rows(lambda: Incident.objects.get().ended_at)() is not None


async def test_with_one_home_of_two_away_everything_goes_out_and_an_incident_stands(tmp_path: Path) -> None:
    second = tmp_path / "second"
    settings.OUTSIDE_SECOND = str(second)
    await in_rows(plan)(numbers(3))
    async with SmsCentre() as centre, line_to(centre) as line:
        await until(lambda: states() == {"accepted": 3})
        assert line.outside.limping == ""
        second.rename(tmp_path / "away")
        second.write_bytes(b"a file where the folder should be")
        shutil.rmtree(tmp_path / "away")
        await in_rows(plan)(numbers(3))
        await until(lambda: states() == {"accepted": 6})
        look = Disturbances(line.rows, {"sms": line.sending}, line.outside).look
        await look()
        incident = await in_rows(Incident.objects.get)()
        assert (incident.kind, incident.ended_at) == (IncidentKind.HOME_AWAY, None)
        assert str(second) in incident.detail
        second.unlink()
        await until(lambda: not line.outside.limping)  # by itself
        await look()
        assert await in_rows(lambda: Incident.objects.get().ended_at)() is not None
    assert sorted(centre.phones.counts_of()) == [2] * 3


@pytest.mark.night("waits for a journal that fails")
async def test_what_was_claimed_when_the_journal_failed_is_given_back() -> None:
    await in_rows(plan)(numbers(3))
    async with SmsCentre() as centre, line_to(centre) as line:
        _fails_once(line)
        await until(lambda: Attempt.objects.filter(code=GIVEN_BACK).exists() or states() == {"accepted": 3})
        await until(lambda: states() == {"accepted": 3})
        assert line.outside.was_refused  # type: ignore[attr-defined]
        assert centre.phones.counts_of() == [1] * 3


def _fails_once(line: Line) -> None:
    write = line.outside._journals.write

    def refuses(lines):  # type: ignore[no-untyped-def]
        if lines and not getattr(line.outside, "was_refused", False):
            line.outside.was_refused = True  # type: ignore[attr-defined]
            raise OSError("no room")
        write(lines)

    line.outside._journals.write = refuses  # type: ignore[method-assign]


async def test_a_database_that_is_put_back_under_a_worker_sends_nothing_twice() -> None:
    await in_rows(plan)(numbers(6))
    async with SmsCentre() as centre:
        async with line_to(centre) as first:
            await until(lambda: states() == {"accepted": 6})
            await first.end()
        await in_rows(put_back)()
        async with line_to(centre):
            await until(Quarantine.objects.exists)
            await until(lambda: states() == {"unknown": 6})
        assert centre.phones.counts_of() == [1] * 6
