"""What is due wakes its lane at its own pace; where nothing is known everything is woken, and nothing comes later."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from songda.site.worker import due
from songda.site.worker.due import NOTHING, QUIET, Due, Lane, Lookout
from songda.site.worker.sending import QUIET as QUIET_SENDING
from songda.site.worker.sending import Sending


class Watched(Lookout):
    """A lookout over two lanes and a channel, which finds what it is told to find."""

    def __init__(self) -> None:
        self.done = dict.fromkeys(("sweep", "log"), 0)
        self.lanes = {"sweep": Lane(self._sweep, 0), "log": Lane(self._seal, 3600)}
        self.sending = object.__new__(Sending)  # opened nowhere: only woken
        self.sending._asked, self.sending._quiet = asyncio.Event(), QUIET_SENDING
        super().__init__(self.lanes, {"sms": self.sending})
        self.finds: Due | Exception = NOTHING
        self.tasks = [asyncio.create_task(lane.run()) for lane in self.lanes.values()]

    async def _sweep(self) -> None:
        self.done["sweep"] += 1

    async def _seal(self) -> None:
        self.done["log"] += 1

    async def finds_now(self, found: Due | Exception) -> None:
        self.finds = found
        await self.look()
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:  # type: ignore[misc]
    it = Watched()

    def ask(_channels: list[str], _now: datetime) -> Due:
        if isinstance(it.finds, Exception):
            raise it.finds
        return it.finds

    monkeypatch.setattr(due, "what_is_due", ask)
    await asyncio.sleep(0)  # every lane works once when it begins
    yield it
    for task in it.tasks:
        task.cancel()
    await asyncio.gather(*it.tasks, return_exceptions=True)
    it.close()


async def test_what_is_due_is_done_and_nothing_else(watched: Watched) -> None:
    await watched.finds_now(NOTHING)
    assert watched.done == {"sweep": 1, "log": 1}
    await watched.finds_now(replace(NOTHING, sweep=True))
    assert watched.done == {"sweep": 2, "log": 1}
    assert not watched.sending._asked.is_set()


async def test_a_lane_that_worked_a_moment_ago_keeps_its_pause_and_a_job_does_not_wait(watched: Watched) -> None:
    await watched.finds_now(replace(NOTHING, log=True))
    assert watched.done["log"] == 1
    await watched.lanes["log"].ask()
    await watched.finds_now(NOTHING)
    assert watched.done["log"] == 2


async def test_a_quiet_channel_is_woken_when_its_message_is_due(watched: Watched) -> None:
    await watched.finds_now(replace(NOTHING, channels=frozenset({"sms", "of_another_worker"})))
    assert watched.sending._asked.is_set()


async def test_while_nobody_can_tell_everything_is_woken(watched: Watched) -> None:
    await watched.finds_now(NOTHING)
    assert watched.newest == NOTHING
    await watched.finds_now(RuntimeError("away"))
    assert watched.newest is None
    assert watched.done["sweep"] == 2
    assert watched.sending._asked.is_set()


async def test_it_asks_more_seldom_only_where_nothing_happens(watched: Watched) -> None:
    for _ in range(QUIET):
        await watched.look()
    assert watched._quiet >= QUIET
    watched.wake()
    assert watched._quiet == 0
    assert watched._awake.is_set()
    await watched.finds_now(replace(NOTHING, incidents=True))
    assert watched._quiet == 0
