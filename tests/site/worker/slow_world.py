"""A slow world for one worker: committed orders, an SMS centre with a speed, and a mail server that says nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import connection

from songda import clock
from songda.channels.sms.address import read_address
from songda.channels.sms.channel import SmsChannel
from songda.channels.sms.entry import ENTRY
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.actions import (
    AddressDraft,
    ConsentDraft,
    PartyDraft,
    add_address,
    add_party,
    record_consent,
)
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.reports import keep_reports
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.site.worker.heartbeat import Heartbeat
from songda.site.worker.outside import Outside
from songda.site.worker.rows import Rows
from songda.site.worker.sending import Sending, WorkerParts
from songda_demo.sandbox.smsc.server import SmsCentre
from tests import make
from tests.records.stage import NOW, paper

T = TypeVar("T")
WINDOW = timedelta(hours=72)


def numbers(count: int, endings: str = "00") -> list[str]:
    """Mobile numbers whose last two digits are these."""
    return [f"1391{n:05}{endings}" for n in range(count)]


def plan(mobiles: list[str]) -> None:
    """One order to all of these, planned a moment ago."""
    case = make.case()
    parties = []
    for mobile in mobiles:
        party = add_party(case, PartyDraft("defendant", "李某某", make.resident_id()), "engine", NOW)
        add_address(party, AddressDraft("mobile", mobile, "confirmed"), "engine", NOW)
        record_consent(party, ConsentDraft("express", NOW, ("first_instance",)), "engine", NOW)
        parties.append(party.id)
    at = clock.now()
    place_order(OrderDraft(case.id, (paper(case).id,), tuple(parties)), case.court, "engine", at)
    while advance(at):
        pass


def states() -> Counter[str]:
    """How many attempts are in each state."""
    return Counter(Attempt.objects.values_list("state", flat=True))


def in_rows(function: Callable[..., T]) -> Callable[..., Awaitable[T]]:
    """In the thread of the rows, whose line an earlier test may have had cut."""

    def with_a_line(*given: object) -> T:
        if connection.connection is not None and not connection.is_usable():
            connection.close()
        return function(*given)

    return sync_to_async(with_a_line)


class Line:
    """One worker's line to the centre."""

    def __init__(self, port: int, options: str = "") -> None:
        self.rows = Rows(1)
        url = f"smpp://songda:sandbox@127.0.0.1:{port}?source=106812368{options}"
        self.sendings: list[Sending] = []
        self.outside = Outside()
        ready = lambda: [each.channel.name for each in self.sendings if not each.trouble]  # noqa: E731
        self.heartbeat = Heartbeat("test", ready, self.outside.look, self.outside.is_as_before)
        held = WorkerParts(self.rows, self.heartbeat, self.outside)
        self.channel = SmsChannel(read_address(url))
        self.sending = Sending(self.channel, ENTRY.route, held, WINDOW)
        self.sendings.append(self.sending)
        self.is_closed = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Beat, open, claim and note."""

        async def keep(reports) -> None:  # type: ignore[no-untyped-def]
            await self.rows.run(keep_reports, reports)

        self.heart = asyncio.create_task(self.heartbeat.run())
        self._tasks = [self.heart, asyncio.create_task(self.sending.run(keep))]

    async def die(self) -> None:
        """As killed: nothing more leaves, is heard or noted."""
        self.channel._outbox._wire = None
        for task in (*self._tasks, *self.sending._hand_overs):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.outside.close()  # a thread that was just writing there would have died, too

    async def end(self) -> None:
        """As asked to stop."""
        await self.sending.end()
        await self.die()

    def close(self) -> None:
        """Let the threads go, with their connections."""
        if self.is_closed:
            return
        self.is_closed = True
        self.rows.close()
        self.heartbeat.close()


@asynccontextmanager
async def line_to(centre: SmsCentre, options: str = "") -> AsyncIterator[Line]:
    """A line that is started, and closed in the end however the test left it."""
    line = Line(centre.port, options)
    await line.start()
    try:
        yield line
    finally:
        await line.die()
        line.close()
