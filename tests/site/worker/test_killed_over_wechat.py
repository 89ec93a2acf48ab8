"""A worker is killed in the middle of a message to WeChat: the next one finds out, and nobody gets two.

The worker is a process of its own, WeChat answers it from here, and counts what came to the phone.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiohttp import web
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, transaction

from songda import clock
from songda.core.delivery.states import LEASE
from songda.records.ground.evidence.models import Event
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.addresses import add_address
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.service.attempts.leases import lose_dead_leases
from songda.records.service.attempts.models import Attempt, Lease, RawReport
from songda.records.service.orders.actions import OrderDraft, place_order
from songda_demo.sandbox.wechat import platform as routes
from songda_demo.sandbox.wechat.platform import HangUpError
from tests import make
from tests.channels.wechat.bench import Wechat, running
from tests.records.stage import defendant, paper
from tests.site.worker.dying import database_url

pytestmark = [pytest.mark.night("starts workers and kills them"), pytest.mark.database(transaction=True)]
in_rows = sync_to_async
FIELDS = "thing1,name2,thing3,thing4,character_string5,phone_number6"


@contextmanager
def worker(wechat: Wechat, **options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of `songda worker` that sends over this WeChat and hears its callbacks."""
    around = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SONGDA_OUTSIDE": str(settings.OUTSIDE_FOLDER),
        "SONGDA_WECHAT_URL": wechat.url(fields=FIELDS, **options),
    }
    command = [sys.executable, "-m", "songda", "worker", "--queue", "wechat", "--queue", "default"]
    with subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def kill(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def plan(to: str) -> None:
    """A paper for somebody who has connected this account."""
    party = defendant(make.case(), None)
    add_address(party, AddressDraft("openid", to, "provided", is_connected=True), "engine", make.NOW)
    case = party.case
    place_order(OrderDraft(case.id, (paper(case).id,), (party.id,)), case.court, "engine", clock.now())
    while advance(clock.now()):
        pass


def state() -> str:
    return str(Attempt.objects.values_list("state", flat=True).get())


def told() -> list[str]:
    """What is on record of it."""
    stream = f"attempt:{Attempt.objects.get().id}"
    names = Event.objects.filter(stream=stream).order_by("number").values_list("name", flat=True)
    return [name.removeprefix("attempt.") for name in names][1:]  # after that it was planned


def counts_as_dead() -> None:
    """As after the time of a lease."""
    for lease in Lease.objects.filter(lost_at=None):
        Lease.objects.filter(name=lease.name).update(renewed_at=lease.renewed_at - 2 * LEASE)
    lose_dead_leases()


def hold_the_rows(is_held: threading.Event, may_go: threading.Event) -> None:
    """In a thread: nobody else writes an attempt until it may go."""
    with transaction.atomic():
        list(Attempt.objects.select_for_update())
        is_held.set()
        may_go.wait(60)
    connection.close()


async def until(is_so: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def until_state(wanted: str) -> None:
    await until(in_rows(lambda: state() == wanted))


class Gate:
    """Where WeChat stops, until it is opened."""

    def __init__(self, wechat: Wechat, where: str) -> None:
        self.wechat, self.where = wechat, where
        self.reached, self.opened = asyncio.Event(), asyncio.Event()
        self.sends = 0
        self._send = wechat.platform.send
        wechat.platform.send = self.send  # type: ignore[method-assign]

    async def send(self, token: str, asked: Any) -> routes.Reply:
        self.sends += 1
        if self.where == "nothing was taken" and not self.opened.is_set():
            self.reached.set()
            await self.opened.wait()
            raise HangUpError
        if self.where == "before it is taken":
            self.reached.set()
            await self.opened.wait()
        reply = await self._send(token, asked)
        if self.where == "taken, and not answered" and not self.opened.is_set():
            self.reached.set()
            await self.opened.wait()
        return reply


@pytest.fixture
async def wechat() -> AsyncIterator[Wechat]:
    async with running(pace=0.2) as wechat:
        yield wechat


async def test_killed_before_the_first_byte_it_waits_again_and_is_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, opened = asyncio.Event(), asyncio.Event()
    give = routes.give_token

    async def slow(request: web.Request) -> web.Response:
        asked.set()
        await opened.wait()
        return await give(request)

    monkeypatch.setattr(routes, "give_token", slow)
    async with running(pace=0.2) as wechat:
        gate, to = Gate(wechat, ""), wechat.person(1300)
        await in_rows(plan)(to)
        with worker(wechat) as first:
            async with asyncio.timeout(60):
                await asked.wait()
            kill(first)
        opened.set()
        await in_rows(counts_as_dead)()
        with worker(wechat):
            await until_state("arrived")
    assert gate.sends == len(wechat.platform.people.cards_of(to)) == 1
    assert await in_rows(told)() == ["sent", "arrived"]


@pytest.mark.parametrize("where", ["nothing was taken", "taken, and not answered"])
async def test_killed_before_the_answer_it_is_asked_for(wechat: Wechat, where: str) -> None:
    """WeChat sends it once: where the callback came to the one that was killed, it is found again."""
    gate, to = Gate(wechat, where), wechat.person(1300)
    await in_rows(plan)(to)
    with worker(wechat) as first:
        async with asyncio.timeout(60):
            await gate.reached.wait()
        if where != "nothing was taken":  # the callback is kept, and fits nothing yet
            await until(in_rows(RawReport.objects.exists))
        kill(first)
    gate.opened.set()
    await in_rows(counts_as_dead)()
    with worker(wechat):
        await until_state("arrived")
    assert gate.sends == 2
    assert len(wechat.platform.people.cards_of(to)) == 1
    assert await in_rows(told)() == ["unknown", "sent", "arrived"]


async def test_killed_between_the_answer_and_the_row_it_is_asked_for(wechat: Wechat) -> None:
    gate, to = Gate(wechat, "before it is taken"), wechat.person(1300)
    await in_rows(plan)(to)
    is_held, may_go = threading.Event(), threading.Event()

    with worker(wechat) as first:
        async with asyncio.timeout(60):
            await gate.reached.wait()
        held = asyncio.create_task(asyncio.to_thread(hold_the_rows, is_held, may_go))
        await asyncio.to_thread(is_held.wait, 30)
        gate.opened.set()
        await asyncio.sleep(2)  # the answer is heard, and waits for the row
        assert await in_rows(state)() == "submitting"
        kill(first)
    may_go.set()
    await held
    await in_rows(counts_as_dead)()
    with worker(wechat):
        await until_state("arrived")
    assert gate.sends == 2
    assert len(wechat.platform.people.cards_of(to)) == 1


async def test_without_a_key_it_stays_in_doubt_and_is_never_sent_again(wechat: Wechat) -> None:
    gate, to = Gate(wechat, "taken, and not answered"), wechat.person(1300)
    await in_rows(plan)(to)
    with worker(wechat, once="no") as first:
        async with asyncio.timeout(60):
            await gate.reached.wait()
        kill(first)
    gate.opened.set()
    await in_rows(counts_as_dead)()
    with worker(wechat, once="no"):
        await until_state("unknown")
        await asyncio.sleep(5)
    assert await in_rows(state)() == "unknown"
    assert gate.sends == len(wechat.platform.people.cards_of(to)) == 1
