"""The court's own small letter box for what mail servers send back; says "taken" only when the report is kept.

Anybody can reach it, so it takes little: what is sent to the marked address that one of our mails came from, each no
larger than reports are, and no more of one mail than its way can give. How it is written does not matter: half of the
bounces of this world keep to no standard.
"""

import asyncio
import logging
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from songda.channels.email.address import GREETING, MailAddress
from songda.channels.email.prose import RETURN_PATH
from songda.channels.email.reports import CAME_TO, ReportReader
from songda.channels.intake import Intake, stop_letting_in

log = logging.getLogger(__name__)

AGAIN_S, LONGEST_AGAIN_S = 1.0, 30.0  # how soon a port that another program has is asked for again
LARGEST = 256 * 1024  # we ask for reports with headers only
MOST_CALLERS = 100  # beyond that a caller is told to come again, so that strangers leave the worker its connections
MOST_OF_ONE_MAIL = 40  # reports; beyond that somebody is filling our files
MAILS_REMEMBERED = 20_000
PATIENCE_S = 60.0  # how long a caller may say nothing
LONGEST_VISIT_S = 300.0  # how long one caller may stay, however busy they seem


class Listener:
    """Listens for reports; `port` is the one really used.

    Every worker of the court on this machine listens on the same port, and the system deals the callers out: whichever
    worker ends, the others go on. A port that another program has is asked for again until it is free.
    """

    def __init__(self, address: MailAddress, reader: ReportReader, intake: Intake) -> None:
        assert address.bounce is not None  # noqa: S101 - only an address with a letter box has a listener
        self.host, self.port = address.bounce
        self._address = address
        self._reader = reader
        self._intake = intake
        self._server: asyncio.Server | None = None
        self._asking: asyncio.Task[None] | None = None
        self._callers: set[_Speaker] = set()
        self._taken: OrderedDict[str, int] = OrderedDict()  # reports of each mail

    async def open(self) -> None:
        """Opens the port, or goes on asking for it."""
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # below that it writes addresses
        if not await self._listens():
            self._asking = asyncio.create_task(self._ask_again())

    async def _listens(self) -> bool:
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._speaker, self.host, self.port, reuse_port=True)
        except OSError as wrong:
            why = wrong.strerror or type(wrong).__name__
            log.warning("not listening for mail reports on port %d: %s; asking again", self.port, why)
            return False
        self.port = self._server.sockets[0].getsockname()[1]
        return True

    async def _ask_again(self) -> None:
        pause_s = AGAIN_S
        while not await self._listens():
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_AGAIN_S, pause_s * 2)

    async def close(self) -> None:
        """Closes the port, and hangs up on whoever is still speaking: a report that was not taken comes again."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._server is not None:
            await stop_letting_in(self._server)
            for caller in list(self._callers):
                caller.hang_up()
            await self._server.wait_closed()

    def lets_in(self, host: str) -> bool:
        """Whether this caller may speak: the court's relay, or anybody where none is named."""
        allowed = self._address.relay
        caller = ip_address(host.partition("%")[0])
        plain = (caller.ipv4_mapped if isinstance(caller, IPv6Address) else None) or caller
        return not allowed or any(plain in network for network in allowed)

    # These names are given by the SMTP server library.
    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Somebody names the mailbox that they write to."""
        ref = self._reader.marks.read_return(address)
        if ref is None:
            return "550 5.1.1 this mailbox takes reports about mails of this court only"
        if envelope.rcpt_tos:
            return "452 4.5.3 one report at a time"
        if self._taken.get(ref, 0) >= MOST_OF_ONE_MAIL:
            return "452 4.2.2 enough has been said of this mail"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        came_to = envelope.rcpt_tos[0]
        head = f"{CAME_TO.title()}: {came_to}\r\n{RETURN_PATH.title()}: <{envelope.mail_from or ''}>\r\n"
        report = head.encode() + _bytes(envelope)
        if not await self._intake.keep(report):
            return "451 4.3.0 cannot keep it now, come again"
        self._count(self._reader.marks.read_return(came_to) or "")
        return "250 2.0.0 kept"

    def _count(self, ref: str) -> None:
        self._taken[ref] = self._taken.pop(ref, 0) + 1
        while len(self._taken) > MAILS_REMEMBERED:
            self._taken.popitem(last=False)

    def _speaker(self) -> SMTP:
        return _Speaker(
            self._callers,
            self,
            hostname=self._address.domain,
            ident=GREETING,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            timeout=PATIENCE_S,
            loop=asyncio.get_running_loop(),
        )


class _Speaker(SMTP):
    """Speaks with one caller, unless too many are being spoken with already."""

    def __init__(self, callers: set["_Speaker"], listener: Listener, **options: Any) -> None:
        super().__init__(listener, **options)
        self._callers = callers
        self._listener = listener
        self._end: asyncio.TimerHandle | None = None
        self._line: asyncio.Transport | None = None

    def hang_up(self) -> None:
        """Ends the talk, whatever it is at."""
        if self._line is not None:
            self._line.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio promises it for streams
        refusal = self._refusal(transport)
        if refusal:
            transport.write(refusal)
            transport.close()
            return
        self._callers.add(self)
        self._line = transport
        self._end = asyncio.get_running_loop().call_later(LONGEST_VISIT_S, transport.abort)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """They hung up, or were never let in."""
        if self in self._callers:
            self._callers.discard(self)
            if self._end is not None:
                self._end.cancel()
            super().connection_lost(error)

    def _refusal(self, transport: asyncio.Transport) -> bytes:
        if not self._listener.lets_in(transport.get_extra_info("peername")[0]):
            return f"554 5.7.1 {GREETING} takes reports from the mail servers of this court\r\n".encode()
        if len(self._callers) >= MOST_CALLERS:
            return f"421 4.7.0 {GREETING} has too many callers, come again\r\n".encode()
        return b""


def _bytes(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    return content if isinstance(content, bytes) else content.encode()
