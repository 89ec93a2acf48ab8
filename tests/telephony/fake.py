"""A telephone system without wires, for tests of what stands above it; it passes the suite of the real one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from songda.clock import now
from songda.telephony import (
    Dialling,
    LineEvent,
    LineState,
    Notice,
    SeenEvent,
    Sink,
    Take,
    TelephoneError,
    TooLargeError,
)
from songda.telephony.contract import line_state
from songda_demo.sandbox.telephone.fates import phone_fate_of
from tests import sounds
from tests.telephony.exchange import Line


@dataclass
class FakeTelephone:
    """Answers at once, where the number's ending does not say otherwise."""

    sink: Sink | None = None
    dialled: list[str] = field(default_factory=list)
    calls: dict[str, tuple[Dialling | Notice, float]] = field(default_factory=dict)
    tapes: dict[str, bytes] = field(default_factory=dict)

    async def open(self, sink: Sink) -> None:
        self.sink = sink

    async def dial(self, wanted: Dialling) -> None:
        if wanted.ref in self.calls:
            return
        self.calls[wanted.ref] = wanted, asyncio.get_running_loop().time()
        await self.tell(wanted.ref, LineEvent.DESK_ANSWERED)
        await self.ring(wanted)

    async def notify(self, wanted: Notice) -> None:
        self.calls[wanted.ref] = wanted, asyncio.get_running_loop().time()
        await self.ring(wanted)

    async def ring(self, wanted: Dialling | Notice) -> None:
        self.dialled.append(wanted.number)
        fate = phone_fate_of(wanted.number)
        if fate.rings:
            await self.tell(wanted.ref, LineEvent.RINGING)
        if fate.ends_with_cause is not None:
            await self.tell(wanted.ref, LineEvent.ENDED, line=line_state(fate.ends_with_cause, answered=False))
        elif fate.answers is not None:
            await self.tell(wanted.ref, LineEvent.ANSWERED)

    async def tell(
        self, ref: str, what: LineEvent, line: LineState | None = None, length_ms: int | None = None
    ) -> None:
        assert self.sink is not None
        await self.sink(SeenEvent(ref, what, now(), line=line, length_ms=length_ms))

    async def look(self, wanted: Dialling | Notice) -> None:
        """It never misses a thing."""

    async def hang_up(self, ref: str) -> None:
        if ref not in self.calls:
            return
        wanted, began = self.calls.pop(ref)
        if phone_fate_of(wanted.number).answers is None:
            await self.tell(ref, LineEvent.ENDED, line=LineState.GIVEN_UP)
            return
        lasted = asyncio.get_running_loop().time() - began
        self.tapes[ref] = sounds.another_wav(lasted)
        await self.tell(ref, LineEvent.ENDED, line=LineState.ANSWERED)
        await self.tell(ref, LineEvent.RECORDED, length_ms=int(lasted * 1000))

    async def fetch(self, ref: str, most: int, take: Take) -> None:
        if ref not in self.tapes:
            raise TelephoneError("there is no such recording", permanent=True)
        if len(self.tapes[ref]) > most:
            raise TooLargeError("the recording is too large", permanent=True)
        take(self.tapes[ref])

    async def discard(self, ref: str) -> None:
        self.tapes.pop(ref, None)

    async def close(self) -> None:
        self.sink = None


@asynccontextmanager
async def fake_line() -> AsyncIterator[Line]:
    telephone = FakeTelephone()
    made = Line(telephone, telephone, "")  # type: ignore[arg-type]
    await telephone.open(made.notes)
    yield made
