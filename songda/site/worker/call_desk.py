"""The worker's side of dialling: asks the telephone system what is due, and puts on record what it saw."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime

from songda.clock import now
from songda.records.delivery.calls.following import note_not_begun, note_seen
from songda.records.delivery.telephone.exchange import (
    Spoken,
    give_up_tapes,
    take_hang_ups,
    take_notices,
    take_wanted,
    to_fetch,
    to_look_after,
)
from songda.records.delivery.telephone.models import Dial
from songda.records.delivery.telephone.recordings import (
    DecoderMissingError,
    Incoming,
    keep_fetched,
    limits,
    note_missed,
)
from songda.records.ground.restores.queries import standing
from songda.site.worker.outside import JournalAwayError, Outside
from songda.site.worker.rows import Rows
from songda.telephony import Dialling, Notice, Seen, Telephone, TelephoneError, TooLargeError
from songda.telephony.speech import SpeechError, speaker

log = logging.getLogger("songda.worker")


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
        return not self._outside.trouble and not (await self._rows.run(standing)).is_quarantined

    async def _begin(self, ref: str, beginning: Awaitable[None]) -> None:
        try:
            await beginning
        except JournalAwayError:
            await self._rows.run(note_not_begun, ref, "the journal of hand-overs could not be written", now())
        except (TelephoneError, SpeechError) as wrong:
            await self._rows.run(note_not_begun, ref, str(wrong), now())

    async def _notify(self, spoken: Spoken) -> None:
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
        await self._rows.run(give_up_tapes, now())

    async def _keep(self, seen: Seen) -> None:
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
        else:
            await self._try(dial.ref, self._telephone.discard(dial.ref))
            return
        await self._rows.run(incoming.throw_away)

    async def _try(self, ref: str, asking: Awaitable[None]) -> None:
        try:
            await asking
        except TelephoneError as wrong:
            log.warning("the telephone system could not be asked about call %s: %s", ref, wrong.detail)


def _to_look_after(everything: bool, at: datetime) -> list[Dialling | Notice]:  # noqa: FBT001 - called through a pool
    return to_look_after(at, everything=everything)


def _keep_fetched(dial: Dial, incoming: Incoming) -> None:
    keep_fetched(dial, incoming, now())
