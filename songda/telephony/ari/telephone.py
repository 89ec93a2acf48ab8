"""A telephone system that speaks ARI: click-to-call and notice calls, recorded, with every real answer and no other."""

import asyncio
import contextlib
from collections.abc import Awaitable

from songda.clock import now
from songda.telephony.address import TelephoneAddress
from songda.telephony.ari.call import AriCall, Names
from songda.telephony.ari.events import EventReader
from songda.telephony.ari.rest import MISSING, Rest, Stream
from songda.telephony.ari.steps import SOUND_FOLDER, Steps
from songda.telephony.contract import Dialling, LineEvent, Notice, SeenEvent, Sink, Take, TelephoneError


class AriTelephone:
    """Implements the port `Telephone`. What is known of running calls is asked for anew whenever the stream opens."""

    def __init__(self, address: TelephoneAddress) -> None:
        self._address = address
        self._rest = Rest(address)
        self._steps = Steps(address, self._rest)
        self._calls: dict[str, AriCall] = {}
        self._sink: Sink | None = None
        self._hearsay = EventReader(self._calls, self._steps, self._pass_on)
        self._stream = Stream(address, self._rest, self._hearsay.take, self._look_at_all)
        self._listening: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    async def open(self, sink: Sink) -> None:
        """Begin to listen; calls can be dialled as soon as the stream is open."""
        self._sink = sink
        self._listening = asyncio.create_task(self._stream.run())

    async def dial(self, wanted: Dialling) -> None:
        """Ring the clerk; when they answer, the number is rung. Without the stream nobody would see the answer."""
        await self._wait_for_stream()
        call = self._calls.setdefault(wanted.ref, AriCall(wanted, set(wanted.seen)))
        await self._begin(call, self._steps.ring_desk(call))

    async def notify(self, wanted: Notice) -> None:
        """Ring the number and play the notice when it answers."""
        if self._address.sounds is None:
            raise TelephoneError("the telephone system's address names no folder for sounds", permanent=True)
        await self._wait_for_stream()
        folder = self._address.sounds / SOUND_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{Names(wanted.ref).bridge}.wav").write_bytes(wanted.sound)
        call = self._calls.setdefault(wanted.ref, AriCall(wanted, set(wanted.seen)))
        await self._begin(call, self._steps.ring_party(call))

    async def look(self, wanted: Dialling | Notice) -> None:
        """Ask for the state of a call again, also of one that another process dialled."""
        call = self._calls.setdefault(wanted.ref, AriCall(wanted, set(wanted.seen)))
        await self._look(call)

    async def hang_up(self, ref: str) -> None:
        await self._steps.clear(self._calls.get(ref) or AriCall(Dialling(ref, "", "")))

    async def fetch(self, ref: str, most: int, take: Take) -> None:
        """The recording that bears the name of this call."""
        await self._rest.pieces_at(f"/recordings/stored/{Names(ref).bridge}/file", most, take)

    async def discard(self, ref: str) -> None:
        """Delete the recording there, and the sound of a notice."""
        allowed = frozenset({MISSING})
        await self._rest.request("DELETE", f"/recordings/stored/{Names(ref).bridge}", allowed=allowed)
        self._forget_sound(ref)

    async def close(self) -> None:
        """Stop listening. Calls go on: whoever opens next asks what became of them."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        await self._rest.close()

    async def _wait_for_stream(self) -> None:
        try:
            async with asyncio.timeout(self._address.answer_s):
                await self._stream.is_open.wait()
        except TimeoutError as late:
            raise TelephoneError("the telephone system's events cannot be heard") from late

    async def _begin(self, call: AriCall, ringing: Awaitable[None]) -> None:
        """Where the answer to our asking was lost, the system says whether it was carried out."""
        try:
            await ringing
        except TelephoneError as wrong:
            if wrong.permanent or not await self._is_there(call):
                del self._calls[call.wanted.ref]
                self._forget_sound(call.wanted.ref)
                raise

    async def _is_there(self, call: AriCall) -> bool:
        """Where that is not told either, it stays in doubt."""
        try:
            return await self._rest.find(f"/channels/{call.names.channel(call.first_leg)}") is not None
        except TelephoneError as silent:
            raise TelephoneError(silent.detail, in_doubt=True) from silent

    async def _pass_on(self, call: AriCall, seen: SeenEvent) -> None:
        """Pass on what is new; it counts as seen once it is kept."""
        if seen.what in call.seen and seen.what is not LineEvent.DIGIT:
            return
        assert self._sink is not None  # noqa: S101 - nothing is seen before `open`
        await self._sink(seen)
        call.seen.add(seen.what)
        if call.is_over:
            self._calls.pop(call.wanted.ref, None)
            self._forget_sound(call.wanted.ref)

    def _forget_sound(self, ref: str) -> None:
        if self._address.sounds is not None:
            (self._address.sounds / SOUND_FOLDER / f"{Names(ref).bridge}.wav").unlink(missing_ok=True)

    async def _look_at_all(self) -> None:
        for call in list(self._calls.values()):
            await self._look(call)

    async def _look(self, call: AriCall) -> None:
        """What is there now tells what must have happened."""
        async with self._lock:
            desk = await self._rest.find(f"/channels/{call.names.channel('desk')}")
            party = await self._rest.find(f"/channels/{call.names.channel('party')}")
            await self._hearsay.conclude(call, desk, party, now())
            if LineEvent.ENDED in call.seen and LineEvent.ANSWERED in call.seen:
                await self._look_for_recording(call)

    async def _look_for_recording(self, call: AriCall) -> None:
        if await self._rest.find(f"/recordings/live/{call.names.bridge}") is not None:
            return
        stored = await self._rest.find(f"/recordings/stored/{call.names.bridge}")
        what = LineEvent.NOT_RECORDED if stored is None else LineEvent.RECORDED
        await self._pass_on(call, SeenEvent(call.wanted.ref, what, now(), by_enquiry=True))
