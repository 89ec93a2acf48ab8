"""The worker's side of dialling: asks the telephone system what is due, and puts on record what it saw.

Of all workers one alone listens to the telephone system; the others wait for its lock.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import psycopg
from django.db import InterfaceError, OperationalError
from psycopg import sql

from songda.clock import now
from songda.records.ground.restores.queries import restore_state
from songda.records.service.telephone.exchange import (
    LISTENER_CHANNEL,
    LISTENER_LOCK,
    TAKE_LISTENER_LOCK,
    WaitingNotice,
    came_too_late,
    copies_to_discard,
    give_up_tapes,
    note_discarded,
    take_hang_ups,
    take_notices,
    take_wanted,
    to_fetch,
    to_look_after,
)
from songda.records.service.telephone.models import Dial
from songda.records.service.telephone.recordings import DecoderMissingError, Incoming, keep_fetched, limits, note_missed
from songda.records.ways.telephone.calls.following import note_not_begun, note_seen
from songda.site.worker.outside import JournalAwayError, Outside
from songda.site.worker.rows import Rows
from songda.telephony import Dialling, Notice, SeenEvent, Telephone, TelephoneError, TooLargeError
from songda.telephony.speech import SpeechError, speaker

log = logging.getLogger("songda.worker")
ASK_S = 1.0  # how often one who waits asks for the lock
BEAT_S = 5.0  # how often the holder makes sure that it is still theirs; what is told meanwhile is heard at once
LOST_S = 4.0  # so long without an answer, the session counts as lost: sooner than the database gives the lock away
# The database notices within seconds that the holder's machine is gone, where it would wait for hours.
_NOTICE_DEATH: Final = (
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 2",
    "SET tcp_keepalives_count = 3",
)


class CallDesk:
    """Speaks to one telephone system; every step is safe to repeat, and none happens inside a transaction."""

    def __init__(self, telephone: Telephone, rows: Rows, outside: Outside) -> None:
        self._telephone, self._rows, self._outside = telephone, rows, outside
        self._fetching: set[str] = set()  # a second look meanwhile leaves them alone

    async def open(self) -> None:
        """Begin to listen, and ask what became of calls that another worker left."""
        await self._telephone.open(self._keep)
        await self._look_after(everything=True)

    async def close(self) -> None:
        """Stop listening; calls go on."""
        await self._telephone.close()

    async def work(self) -> None:
        """Dial, end and fetch whatever waits."""
        for ref in await self._rows.run(came_too_late, now()):
            await self._rows.run(note_not_begun, ref, "it was not handed over within the hours of calling", now())
        for wanted in await self._rows.run(take_wanted, now()):
            await self._begin(wanted.ref, self._telephone.dial(wanted))
        for spoken in await self._rows.run(take_notices, now()) if await self._may_notify() else []:
            await self._begin(spoken.notice.ref, self._notify(spoken))
        for ref in await self._rows.run(take_hang_ups, now()):
            await self._try(ref, self._telephone.hang_up(ref))
        for dial in await self._rows.run(to_fetch):
            if dial.ref not in self._fetching:
                self._fetching.add(dial.ref)
                try:
                    await self._fetch(dial)
                finally:
                    self._fetching.discard(dial.ref)

    async def _may_notify(self) -> bool:
        """Nobody is rung by a machine after a restore, nor while it cannot be written down outside that they are."""
        return not self._outside.trouble and not (await self._rows.run(restore_state)).is_quarantined

    async def _begin(self, ref: str, beginning: Awaitable[None]) -> None:
        try:
            await beginning
        except JournalAwayError:
            await self._rows.run(note_not_begun, ref, "the journal of hand-overs could not be written", now())
        except (TelephoneError, SpeechError) as wrong:
            await self._rows.run(note_not_begun, ref, str(wrong), now())

    async def _notify(self, spoken: WaitingNotice) -> None:
        voice = speaker()
        if voice is None:
            raise SpeechError("no speaker is installed where the worker runs")
        sound = await asyncio.to_thread(voice.speak, spoken.text, spoken.language)
        await self._outside.write_notice(spoken)
        try:
            await self._telephone.notify(replace(spoken.notice, sound=sound))
        except TelephoneError as wrong:
            if not wrong.in_doubt:
                self._outside.not_rung(spoken)
            raise

    async def sweep(self) -> None:
        """Whatever a crash or a lost event left open."""
        await self.work()
        await self._look_after(everything=False)
        await self._discard_copies()
        await self._rows.run(give_up_tapes, now())

    async def _keep(self, seen: SeenEvent) -> None:
        await self._rows.run(note_seen, seen, now())

    async def _look_after(self, *, everything: bool) -> None:
        for wanted in await self._rows.run(_to_look_after, everything, now()):
            await self._try(wanted.ref, self._telephone.look(wanted))

    async def _fetch(self, dial: Dial) -> None:
        """Sealed here piece by piece, and kept here before it is forgotten there."""
        incoming = await self._rows.run(Incoming, limits().size)
        try:
            await self._telephone.fetch(dial.ref, limits().size, incoming.take)
            await self._rows.run(incoming.end)
            await self._rows.run(_keep_fetched, dial, incoming)
        except TooLargeError:
            await self._rows.run(note_missed, dial, "too_large", now())
        except DecoderMissingError as lacking:
            log.error("the recording of call %s stays at the telephone system: %s is missing", dial.ref, lacking)  # noqa: TRY400
        except TelephoneError as wrong:
            log.warning("the recording of call %s cannot be fetched yet: %s", dial.ref, wrong.detail)
        except (OperationalError, InterfaceError):
            raise
        except Exception as wrong:  # noqa: BLE001 - whatever is wrong with one recording, the next one is fetched
            log.error("the recording of call %s cannot be kept yet (%s)", dial.ref, type(wrong).__name__)  # noqa: TRY400
        else:
            await self._discard_copies()
            return
        await self._rows.run(incoming.throw_away)

    async def _discard_copies(self) -> None:
        """What is kept here is forgotten there; what a crash, or a system that was away, left of it too.

        One that it will not delete keeps no other waiting.
        """
        for ref in await self._rows.run(copies_to_discard):
            try:
                await self._telephone.discard(ref)
            except TelephoneError as wrong:
                log.warning("a recording that is kept here cannot be deleted at the telephone system: %s", wrong.detail)
                if wrong.is_away:
                    return
            else:
                await self._rows.run(note_discarded, ref)

    async def _try(self, ref: str, asking: Awaitable[None]) -> None:
        try:
            await asking
        except TelephoneError as wrong:
            log.warning("the telephone system could not be asked about call %s: %s", ref, wrong.detail)


def _to_look_after(everything: bool, at: datetime) -> list[Dialling | Notice]:  # noqa: FBT001 - called through a pool
    return to_look_after(at, everything=everything)


def _keep_fetched(dial: Dial, incoming: Incoming) -> None:
    keep_fetched(dial, incoming, now())


class Listener:
    """Waits for its turn, listens while the session that holds the lock lives, and waits again."""

    def __init__(self, make: Callable[[], CallDesk], parameters: dict[str, Any]) -> None:
        self._make, self._parameters = make, parameters
        self.desk: CallDesk | None = None  # while it is this process that listens

    async def run(self) -> None:
        """Take turns for ever; whatever goes wrong gives the lock back, and somebody listens soon."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as session:
                    await self._wait_for_turn(session)
                    await self._take_turn(session)
            except (psycopg.Error, TimeoutError) as wrong:
                log.warning("not listening to the telephone system any more: %s", type(wrong).__name__)
            except Exception:
                log.exception("listening to the telephone system failed; trying again")
            await asyncio.sleep(ASK_S)

    async def _wait_for_turn(self, session: psycopg.AsyncConnection[Any]) -> None:
        for setting in _NOTICE_DEATH:
            await session.execute(setting)
        while not await _takes_lock(session):  # noqa: ASYNC110 - the other is in another process
            await asyncio.sleep(ASK_S)
        await session.execute(sql.SQL("LISTEN {}").format(sql.Identifier(LISTENER_CHANNEL)))

    async def _take_turn(self, session: psycopg.AsyncConnection[Any]) -> None:
        desk = self._make()
        await desk.open()
        self.desk = desk
        log.info("listening to the telephone system")
        try:
            await self._work_while_ours(desk, session)
        finally:
            self.desk = None
            await desk.close()

    async def _work_while_ours(self, desk: CallDesk, session: psycopg.AsyncConnection[Any]) -> None:
        """Whatever is in hand is left when the lock may be another's: every step can be repeated."""
        wake = asyncio.Event()
        wake.set()
        working = asyncio.create_task(_work(desk, wake))
        try:
            while not working.done():
                async with asyncio.timeout(LOST_S):
                    await session.execute("SELECT 1")
                async for _ in session.notifies(timeout=BEAT_S, stop_after=1):
                    wake.set()
            working.result()
        finally:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await working


async def _takes_lock(session: psycopg.AsyncConnection[Any]) -> bool:
    answer = await (await session.execute(TAKE_LISTENER_LOCK, LISTENER_LOCK)).fetchone()
    return bool(answer and answer[0])


async def _work(desk: CallDesk, wake: asyncio.Event) -> None:
    while True:
        await wake.wait()
        wake.clear()
        await desk.work()
