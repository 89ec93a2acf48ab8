"""The line to an SMS centre: one connection that passes each message on to where it belongs, and who keeps it open."""

import asyncio
import contextlib
import logging
import ssl
from typing import Final

from songda import clock
from songda.channels.contract import ChannelError
from songda.channels.intake import Intake
from songda.channels.sms import smpp
from songda.channels.sms.address import SmppAddress
from songda.channels.sms.outbox import Outbox
from songda.channels.sms.smpp import (
    BIND_TRANSCEIVER,
    BIND_TRANSMITTER,
    DATA_SM,
    DELIVER_SM,
    ENQUIRE_LINK,
    GENERIC_NACK,
    HEADER,
    RESPONSE,
    SUBMIT_SM,
    UNBIND,
    Pdu,
    PduError,
    decode,
    encode,
    frame,
    take_frames,
)

log = logging.getLogger(__name__)

LAST_SEQUENCE: Final = 0x7FFFFFFF
_NO_ID: Final = b"\0"


class Line(asyncio.Protocol):
    """A connection; `lost` is done, with the reason, when it has ended."""

    def __init__(self, outbox: Outbox, intake: Intake) -> None:
        loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[str] = loop.create_future()
        self.heard_at = loop.time()
        self._is_full = False
        self._loop = loop
        self._outbox = outbox
        self._intake = intake
        self._buffer = bytearray()
        self._sequence = 0
        self._questions: dict[int, asyncio.Future[Pdu]] = {}
        self._transport: asyncio.Transport | None = None
        self._why = "connection-lost"

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio promises it for streams
        self._transport = transport

    def data_received(self, octets: bytes) -> None:
        self.heard_at = self._loop.time()
        self._buffer += octets
        try:
            for raw in take_frames(self._buffer):
                self._take(raw)
        except PduError as wrong:
            log.warning("SMS centre sent bytes that are no SMPP (%s); hanging up", wrong)
            self.hang_up("broken-protocol")
            return
        self._outbox.pump()

    def connection_lost(self, exc: Exception | None) -> None:
        """The network connection is gone."""
        if exc is not None:
            log.info("connection to the SMS centre broke: %s", type(exc).__name__)
        for question in self._questions.values():
            if not question.done():
                question.set_exception(ConnectionError("the line was lost before the answer"))
        if not self.lost.done():
            self.lost.set_result(self._why)

    def pause_writing(self) -> None:
        """The network takes no more just now."""
        self._is_full = True

    def resume_writing(self) -> None:
        """The network takes more again."""
        self._is_full = False
        self._outbox.pump()

    # What the rest of the channel calls

    @property
    def is_choked(self) -> bool:
        """Whether nothing should be written now: the network is full or the line is ending."""
        return self._is_full or self._transport is None or self._transport.is_closing()

    def next_sequence(self) -> int:
        """The next number of our own messages on this connection."""
        self._sequence = self._sequence % LAST_SEQUENCE + 1
        return self._sequence

    def write(self, octets: bytes) -> None:
        """Puts bytes on the wire; on a dead line they vanish, and `lost` tells."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(octets)

    async def ask(self, command: int, within_s: float, **fields: int | bytes) -> Pdu:
        """Sends a question and waits for its answer; TimeoutError or ConnectionError if none comes."""
        sequence = self.next_sequence()
        question: asyncio.Future[Pdu] = self._loop.create_future()
        self._questions[sequence] = question
        try:
            self.write(encode(Pdu(command, sequence, fields=fields)))
            async with asyncio.timeout(within_s):
                return await question
        finally:
            self._questions.pop(sequence, None)

    def hang_up(self, why: str) -> None:
        """Ends the connection at once."""
        self._why = why
        if self._transport is not None:
            self._transport.abort()

    # What came in

    def _take(self, raw: bytes) -> None:
        _, command, status, sequence = HEADER.unpack_from(raw)
        if command == SUBMIT_SM | RESPONSE:
            self._outbox.note_answer(sequence, status, _id_in(raw), clock.now())
        elif command in (DELIVER_SM, DATA_SM):
            self._deliver(raw, command, sequence)
        elif command == ENQUIRE_LINK:
            self.write(frame(ENQUIRE_LINK | RESPONSE, smpp.OK, sequence))
        elif command == UNBIND:
            self.write(frame(UNBIND | RESPONSE, smpp.OK, sequence))
            self._close("unbound-by-centre")
        elif command & RESPONSE:
            self._note_reply(command, status, sequence, raw)
        else:
            self.write(frame(GENERIC_NACK, smpp.UNKNOWN_COMMAND, sequence))

    def _deliver(self, raw: bytes, command: int, sequence: int) -> None:
        def answer(is_kept: bool) -> None:  # noqa: FBT001 - the only thing there is to say
            status = smpp.OK if is_kept else smpp.TRY_AGAIN
            self.write(frame(command | RESPONSE, status, sequence, _NO_ID))

        self._intake.put(raw, answer)

    def _note_reply(self, command: int, status: int, sequence: int, raw: bytes) -> None:
        question = self._questions.get(sequence)
        if question is not None and not question.done():
            question.set_result(Pdu(command, sequence, status) if command == GENERIC_NACK else decode(raw))
        elif command == GENERIC_NACK and sequence:
            self._outbox.note_answer(sequence, status or smpp.SYSTEM_ERROR, "", clock.now())

    def _close(self, why: str) -> None:
        self._why = why
        if self._transport is not None:
            self._transport.close()


def _id_in(raw: bytes) -> str:
    return raw[16:].split(b"\0", 1)[0].decode("ascii", "backslashreplace")


FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 30.0
# A wrong password is not tried so often that the account is locked; of other refusals a session that still stands, of a
# worker that ended a moment ago, is the likeliest reason.
WRONG_NAME_PAUSES_S: Final = (60.0, 1800.0)  # the first, and the longest
REFUSED_PAUSES_S: Final = (0.1, 60.0)
AWAY_PAUSES_S: Final = (FIRST_PAUSE_S, LONGEST_PAUSE_S)
CONNECT_S: Final = 10.0
LASTING_S: Final = 5.0  # a line that lived so long is dialled again at once
VERSION: Final = 0x34


class Keeper:
    """Holds the line; `bound` is set while messages can go out."""

    def __init__(
        self, address: SmppAddress, outbox: Outbox, intake: Intake, encryption: ssl.SSLContext | None = None
    ) -> None:
        self.bound = asyncio.Event()
        self._address = address
        self._encryption = encryption
        self._outbox = outbox
        self._intake = intake
        self._line: Line | None = None
        self._task: asyncio.Task[None] | None = None
        self._pauses = AWAY_PAUSES_S
        self._bind = BIND_TRANSCEIVER
        self.trouble: str | None = "not dialled yet"  # why nothing can go out; None while the line stands

    async def start(self) -> None:
        """Dials once and then keeps dialling in the background; a refused log-in ends nothing, see `trouble`."""
        first = await self._dial_again()
        self._task = asyncio.get_running_loop().create_task(self._keep(first))

    async def try_log_in(self) -> None:
        """In and out again, as one who only sends: no report comes this way. ChannelError, OSError or TimeoutError."""
        self._bind = BIND_TRANSMITTER
        await self._dial()
        await self.stop()

    async def stop(self) -> None:
        """Logs off and hangs up."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        line, self._line = self._line, None
        self.bound.clear()
        if line is not None and not line.lost.done():
            with contextlib.suppress(OSError, TimeoutError):
                await line.ask(UNBIND, within_s=2.0)
            line.hang_up("closed")
            await line.lost
        self._outbox.detach("closed")

    async def _keep(self, line: Line | None) -> None:
        pause = 0.0
        while True:
            if line is not None and await self._use(line) > LASTING_S:
                pause = 0.0
            shortest, longest = self._pauses
            pause = min(longest, max(shortest, pause * 2))
            await asyncio.sleep(pause)
            line = await self._dial_again()

    async def _dial_again(self) -> Line | None:
        try:
            line = await self._dial()
        except (OSError, TimeoutError, ChannelError) as wrong:
            self._pauses = _pauses_after(wrong) if isinstance(wrong, ChannelError) else AWAY_PAUSES_S
            self.trouble = str(wrong) if isinstance(wrong, ChannelError) else f"no connection: {_why(wrong)}"
            log.warning("SMS centre: %s; trying on", self.trouble)
            return None
        self._pauses, self.trouble = AWAY_PAUSES_S, None
        return line

    async def _dial(self) -> Line:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_S):
            _, line = await loop.create_connection(
                lambda: Line(self._outbox, self._intake),
                self._address.host,
                self._address.port,
                ssl=self._encryption,  # None, a plain line, where the address says smpp:// and nowhere else
            )
        try:
            await self._log_in(line)
        except BaseException:
            line.hang_up("not-bound")
            raise
        self._line = line
        self._outbox.attach(line)
        self.bound.set()
        return line

    async def _log_in(self, line: Line) -> None:
        answer = await line.ask(
            self._bind,
            within_s=CONNECT_S,
            system_id=self._address.system_id.encode(),
            password=self._address.password.encode(),
            interface_version=VERSION,
        )
        if answer.status != smpp.OK:
            permanent = answer.status in smpp.LOG_IN_REFUSED
            raise ChannelError(f"log-in refused: {smpp.name_of(answer.status)}", permanent=permanent)

    async def _use(self, line: Line) -> float:
        loop = asyncio.get_running_loop()
        since = loop.time()
        watch = loop.create_task(self._watch(line))
        try:
            why = await asyncio.shield(line.lost)
        finally:
            watch.cancel()
        self.bound.clear()
        self._line, self.trouble = None, why
        log.warning("SMS centre: connection lost (%s)", why)
        self._outbox.detach(why)
        return loop.time() - since

    async def _watch(self, line: Line) -> None:
        loop = asyncio.get_running_loop()
        tick = min(1.0, self._address.answer_s / 4, self._address.idle_s / 2)
        while True:
            await asyncio.sleep(tick)
            self._outbox.give_up_older(loop.time() - self._address.answer_s, "no-answer")
            if loop.time() - line.heard_at > self._address.idle_s:
                await self._ask_whether_alive(line)

    async def _ask_whether_alive(self, line: Line) -> None:
        try:
            await line.ask(ENQUIRE_LINK, within_s=min(10.0, self._address.idle_s))
        except TimeoutError:
            line.hang_up("line-dead")
        except OSError:
            return


def _pauses_after(refusal: ChannelError) -> tuple[float, float]:
    return WRONG_NAME_PAUSES_S if refusal.permanent else REFUSED_PAUSES_S


def _why(wrong: Exception) -> str:
    """The kind of failure, and of a certificate what is the matter with it."""
    more = f" ({wrong.verify_message})" if isinstance(wrong, ssl.SSLCertVerificationError) else ""
    return f"{type(wrong).__name__}{more}"
