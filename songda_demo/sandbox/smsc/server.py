"""The pretend SMS centre on a port of this machine, and its connections: log-in, submits, answers, reports."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from songda import clock
from songda.channels.intake import stop_letting_in
from songda.channels.sms import smpp
from songda.channels.sms import smpp as statuses
from songda.channels.sms.smpp import HEADER, RESPONSE, Pdu, PduError, frame
from songda_demo.sandbox.smsc.centre import Centre, Reply
from songda_demo.sandbox.smsc.phones import Phones
from songda_demo.sandbox.smsc.reports import Outgoing, Postman, default_delays
from songda_demo.sandbox.store import Memory

WINDOW: Final = 500
RECEIVES: Final = frozenset({smpp.BIND_RECEIVER, smpp.BIND_TRANSCEIVER})
BINDS: Final = RECEIVES | {smpp.BIND_TRANSMITTER}
REDELIVER_S: Final = 1.0


class Session(asyncio.Protocol):
    """Speaks SMPP 3.4 with one client."""

    def __init__(self, centre: Centre, accounts: Mapping[str, str] | None) -> None:
        self._centre = centre
        self._accounts = accounts
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._out: list[bytes] = []
        self._unacknowledged: dict[int, Outgoing] = {}
        self._sequence = 0
        self._is_bound = False
        self._transport: asyncio.Transport | None = None

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client dialled."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio promises it for streams
        self._transport = transport

    def data_received(self, octets: bytes) -> None:
        self._buffer += octets
        try:
            for raw in smpp.take_frames(self._buffer):
                self._take(raw)
        except PduError:
            self._send(frame(smpp.GENERIC_NACK, statuses.INVALID_LENGTH, 0))
            self.hang_up()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter here
        """The client is gone: what it has not acknowledged is kept for the next one."""
        self._centre.postman.shelf.detach(self)
        self._centre.postman.shelf.again(self._unacknowledged.values())
        self._unacknowledged = {}
        self._is_bound = False

    # What the shelf calls

    def room(self) -> int:
        """How many more reports may be on their way to this client."""
        return WINDOW - len(self._unacknowledged)

    def deliver(self, reports: Sequence[Outgoing]) -> None:
        for report in reports:
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            self._unacknowledged[self._sequence] = report
            self._send(frame(smpp.DELIVER_SM, 0, self._sequence, report.body))
        self._flush()

    def hang_up(self) -> None:
        """Cuts the line."""
        self._flush()
        if self._transport is not None:
            self._transport.close()

    # What came in

    def _take(self, raw: bytes) -> None:
        _, command, status, sequence = HEADER.unpack_from(raw)
        if command == smpp.SUBMIT_SM:
            self._submit(raw, sequence)
        elif command == smpp.DELIVER_SM | RESPONSE:
            self._acknowledged(sequence, status)
        elif command in BINDS:
            self._bind(smpp.decode(raw))
        elif command == smpp.ENQUIRE_LINK:
            self._send(frame(command | RESPONSE, statuses.OK, sequence))
        elif command == smpp.UNBIND:
            self._send(frame(command | RESPONSE, statuses.OK, sequence))
            self._centre.postman.shelf.detach(self)
            self._loop.call_later(0.1, self.hang_up)
        elif not command & RESPONSE:
            self._send(frame(smpp.GENERIC_NACK, statuses.UNKNOWN_COMMAND, sequence))

    def _bind(self, bind: Pdu) -> None:
        status = self._judge(bind)
        body = b"sandbox\0" if status == statuses.OK else b""
        self._send(frame(bind.command | RESPONSE, status, bind.sequence, body))
        if status == statuses.OK:
            self._is_bound = True
            if bind.command in RECEIVES:
                self._flush()
                self._centre.postman.shelf.attach(self)

    def _judge(self, bind: Pdu) -> int:
        if self._is_bound:
            return statuses.ALREADY_BOUND
        if self._accounts is None:
            return statuses.OK
        password = self._accounts.get(bind.text("system_id"))
        if password is None:
            return statuses.INVALID_SYSTEM_ID
        return statuses.OK if password == bind.text("password") else statuses.INVALID_PASSWORD

    def _submit(self, raw: bytes, sequence: int) -> None:
        if not self._is_bound:
            self._send(frame(smpp.SUBMIT_SM | RESPONSE, statuses.WRONG_BIND_STATE, sequence))
            return
        reply = self._centre.submit(smpp.decode(raw), clock.now())
        if reply.hangs_up_after_s is not None:
            self._loop.call_later(reply.hangs_up_after_s, self.hang_up)
        if reply.is_silent:
            return
        after_s = reply.after_s + self._centre.wait_s()
        if after_s:
            self._loop.call_later(after_s, self._answer_late, sequence, reply)
        else:
            self._answer(sequence, reply)

    def _answer(self, sequence: int, reply: Reply) -> None:
        body = reply.message_id.encode("ascii") + b"\0" if reply.status == statuses.OK else b""
        self._send(frame(smpp.SUBMIT_SM | RESPONSE, reply.status, sequence, body))

    def _answer_late(self, sequence: int, reply: Reply) -> None:
        self._answer(sequence, reply)
        self._flush()

    def _acknowledged(self, sequence: int, status: int) -> None:
        report = self._unacknowledged.pop(sequence, None)
        if report is None:
            return
        if status == statuses.OK:
            self._centre.postman.shelf.done(report)
            self._centre.postman.shelf.push()
        else:
            self._loop.call_later(REDELIVER_S, self._centre.postman.shelf.again, (report,))

    # Going out

    def _send(self, octets: bytes) -> None:
        self._out.append(octets)

    def _flush(self) -> None:
        self._centre.store.keep()  # first: a text whose answer goes out must survive a kill
        if self._out and self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(self._out))
        self._out = []


@dataclass
class SmsCentre:
    """A running SMS centre; use as `async with SmsCentre(...) as centre`. Port 0: any free one, see `port`."""

    port: int = 0
    pace: float = 1.0
    store: Memory = field(default_factory=Memory)
    accounts: Mapping[str, str] | None = None  # None: whoever calls is let in
    most_texts: int = 2000
    host: str = "127.0.0.1"
    per_second: float = 0.0  # so many submits are answered a second; 0: at once
    encryption: ssl.SSLContext | None = None  # None: plain

    def __post_init__(self) -> None:
        self.phones = Phones(self.most_texts)
        self.postman = Postman(default_delays(self.pace), self.store)
        self.centre = Centre(self.postman, self.phones, self.store, self.per_second)
        self._sessions: list[Session] = []
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self.centre.restore()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, self.host, self.port, ssl=self.encryption)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Closes the port and hangs up on everybody."""
        if self._server is not None:
            await stop_letting_in(self._server)
            self.cut_lines()
            await self._server.wait_closed()

    def cut_lines(self) -> None:
        """Hangs up on everybody at once, as a failing network does."""
        for session in self._sessions:
            session.hang_up()
        self._sessions = []

    async def __aenter__(self) -> "SmsCentre":
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.stop()

    def _session(self) -> Session:
        session = Session(self.centre, self.accounts)
        self._sessions.append(session)
        return session
