"""One connection to an SMS centre: reads its messages and passes each on to where it belongs."""

import asyncio
import logging
from typing import Final

from songda import clock
from songda.channels.intake import Intake
from songda.channels.sms import statuses
from songda.channels.sms.outbox import Outbox
from songda.channels.sms.pdu import (
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
        """The network connection stands."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio promises it for streams
        self._transport = transport

    def data_received(self, octets: bytes) -> None:
        """Bytes came."""
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
            self.write(frame(ENQUIRE_LINK | RESPONSE, statuses.OK, sequence))
        elif command == UNBIND:
            self.write(frame(UNBIND | RESPONSE, statuses.OK, sequence))
            self._close("unbound-by-centre")
        elif command & RESPONSE:
            self._note_reply(command, status, sequence, raw)
        else:
            self.write(frame(GENERIC_NACK, statuses.UNKNOWN_COMMAND, sequence))

    def _deliver(self, raw: bytes, command: int, sequence: int) -> None:
        def answer(is_kept: bool) -> None:  # noqa: FBT001 - the only thing there is to say
            status = statuses.OK if is_kept else statuses.TRY_AGAIN
            self.write(frame(command | RESPONSE, status, sequence, _NO_ID))

        self._intake.put(raw, answer)

    def _note_reply(self, command: int, status: int, sequence: int, raw: bytes) -> None:
        question = self._questions.get(sequence)
        if question is not None and not question.done():
            question.set_result(Pdu(command, sequence, status) if command == GENERIC_NACK else decode(raw))
        elif command == GENERIC_NACK and sequence:
            self._outbox.note_answer(sequence, status or statuses.SYSTEM_ERROR, "", clock.now())

    def _close(self, why: str) -> None:
        self._why = why
        if self._transport is not None:
            self._transport.close()


def _id_in(raw: bytes) -> str:
    return raw[16:].split(b"\0", 1)[0].decode("ascii", "backslashreplace")
