"""What waits for a worker by the clock, or because somebody wrote it down: one question a second in the place of many.

Whoever needs something at once asks for a job; this finds what the clock makes due, what a crash left, and whatever was
asked for where nobody hears of jobs. What waits for each part is listed in `records.overview.due_work`; every condition
has an index of its own, so that it finds nothing at the same cost however large the court is.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Final

from django.db import connection

from songda import clock
from songda.clock import now, steady
from songda.records.overview.due_work import PARTS, moments, question
from songda.site.worker.rows import Rows
from songda.site.worker.sending import Sending
from songda.trust.places import FilesAwayError

log = logging.getLogger("songda.worker")
ASK_S: Final = 1.0
QUIET_S: Final = 2.0  # between questions once nothing was due or asked for in a while
QUIET: Final = 60  # questions that found nothing
FRESH_S: Final = 5.0  # for so long what was found counts as how it is

_CHANNELS = """
ARRAY(SELECT name FROM unnest(%(channels)s::text[]) AS name WHERE EXISTS (
    SELECT FROM attempts_attempt WHERE channel = name AND state = 'pending' AND send_after <= %(now)s))
"""
_QUESTION = f"SELECT clock_timestamp(), {', '.join(question(part) for part in PARTS)}, {_CHANNELS}"
LONGEST_PUT_OFF_S: Final = 60.0
AT_LATEST_S = 300.0  # so often everything is looked at, whether something is known to be due or not


class Lane:
    """Jobs only ask; what takes long here, or hangs, keeps no other lane waiting."""

    def __init__(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        """`seconds`: the shortest pause after work that only the clock brings."""
        self._work = work
        self._seconds = seconds
        self._asked = asyncio.Event()
        self._from = inf  # when a nudge counts
        self._put_off = 0.0  # longer each time while the store of files is away

    async def ask(self) -> None:
        """Have the work done soon; asked again meanwhile, it is done once more."""
        self._asked.set()

    def nudge(self) -> None:
        """Something is due: have it done, unless it is being done or was a moment ago; whoever nudges does so again."""
        if steady() >= self._from:
            self._asked.set()

    async def run(self) -> None:
        """Work for ever; one failure is logged and does not end the lane."""
        while True:
            self._asked.clear()
            try:
                await self._work()
                self._put_off = 0.0
            except FilesAwayError as wrong:
                self._put_off = min(max(2 * self._put_off, self._seconds), LONGEST_PUT_OFF_S)
                log.warning("%s waits %.0f s for the store of files: %s", self._work.__name__, self._put_off, wrong)
            except Exception:
                log.exception("%s failed; trying again", self._work.__name__)
            self._from = steady() + max(self._seconds, self._put_off)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AT_LATEST_S):
                    await self._asked.wait()
            self._from = inf


@dataclass(frozen=True)
class Due:
    """For which work there is something to do, and over which channels something is to be sent."""

    log: bool = True
    sweep: bool = True
    lookups: bool = True
    proofs: bool = True
    calls: bool = True
    letters: bool = True
    incidents: bool = True  # one lasts
    carriage: bool = True
    papers: bool = True  # to be put under the seal
    channels: frozenset[str] = frozenset()


NOTHING: Final = Due(**dict.fromkeys(PARTS, False))  # type: ignore[arg-type]


def what_is_due(channels: list[str], now: datetime) -> Due:
    """Ask the database, in one statement that also tells what time it is there."""
    values = {**moments(now), "channels": channels}
    before = steady()
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, values)
        moment, *parts, sending = cursor.fetchone()
    clock.follow(moment, before, steady())
    return Due(channels=frozenset(sending), **dict(zip(PARTS, parts, strict=True)))


class Lookout:
    """Asks once a second and wakes whatever has something to do; nothing is known while the database is away.

    Then everything is woken as often as it may work, since nobody can tell what waits.
    """

    def __init__(self, lanes: Mapping[str, Lane], sendings: Mapping[str, Sending]) -> None:
        """`lanes` by the names of the parts of `Due`."""
        self._lanes, self._sendings = lanes, sendings
        self._rows = Rows(1)  # its own: it never waits behind other work, and its statement is planned once
        self._found, self._found_at = Due(), -FRESH_S
        self._awake, self._quiet = asyncio.Event(), 0

    async def run(self) -> None:
        """Ask for ever: once a second, and half as often where nothing happens."""
        while True:
            self._awake.clear()
            await self.look()
            if self._quiet < QUIET:
                await asyncio.sleep(ASK_S)
            else:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(QUIET_S):
                        await self._awake.wait()

    def wake(self) -> None:
        """Somebody asked for a job: what it leads to is not to wait for the quiet pace."""
        self._quiet = 0
        self._awake.set()

    async def look(self) -> None:
        try:
            due = await self._rows.run(what_is_due, list(self._sendings), now())
        except Exception as wrong:  # noqa: BLE001 - whatever it is, everything goes on as if all were due
            if self.newest is not None:
                log.warning("what is due cannot be asked (%s); everything is looked at", type(wrong).__name__)
            due, self._found_at = Due(channels=frozenset(self._sendings)), -FRESH_S
        else:
            self._found, self._found_at = due, steady()
        self._quiet = self._quiet + 1 if due == NOTHING else 0
        for name, lane in self._lanes.items():
            if getattr(due, name):
                lane.nudge()
        for name in due.channels & self._sendings.keys():
            self._sendings[name].nudge()

    @property
    def newest(self) -> Due | None:
        """What was found a moment ago; None where nobody knows."""
        return self._found if steady() - self._found_at < FRESH_S else None

    def close(self) -> None:
        self._rows.close()
