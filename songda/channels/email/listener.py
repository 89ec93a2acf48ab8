"""The court's own small letter box for what mail servers send back; says "taken" only when the report is kept."""

import asyncio
import logging
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from songda.channels.intake import Intake

log = logging.getLogger(__name__)

LARGEST = 1_000_000
MOST_CALLERS = 100  # beyond that a caller is told to come again, so that strangers leave the worker its connections
PATIENCE_S = 60.0  # how long a caller may say nothing


class Listener:
    """Listens for reports; `port` is the one really used."""

    def __init__(self, where: tuple[str, int], domain: str, intake: Intake) -> None:
        self.host, self.port = where
        self._domain = domain
        self._intake = intake
        self._server: asyncio.Server | None = None
        self._callers: set[_Speaker] = set()

    async def open(self) -> None:
        """Opens the port; where another worker of this court has it already, that one listens for all."""
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # below that it writes addresses
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._speaker, self.host, self.port)
        except OSError as wrong:
            log.warning("not listening for mail reports on port %d: %s", self.port, wrong.strerror)
            return
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Closes the port."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    # The name is given by the SMTP server library.
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """One mail came."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._intake.put(_bytes(envelope), kept.set_result)
        return "250 2.0.0 kept" if await kept else "451 4.3.0 cannot keep it now, come again"

    def _speaker(self) -> SMTP:
        return _Speaker(
            self._callers,
            self,
            hostname=self._domain,
            ident="songda",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            timeout=PATIENCE_S,
            loop=asyncio.get_running_loop(),
        )


class _Speaker(SMTP):
    """Speaks with one caller, unless too many are being spoken with already."""

    def __init__(self, callers: set["_Speaker"], handler: Listener, **options: Any) -> None:
        super().__init__(handler, **options)
        self._callers = callers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody calls."""
        if len(self._callers) >= MOST_CALLERS:
            assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio promises it for streams
            transport.write(b"421 4.7.0 too many callers, come again\r\n")
            transport.close()
            return
        self._callers.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """They hung up, or were never let in."""
        if self in self._callers:
            self._callers.discard(self)
            super().connection_lost(error)


def _bytes(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    return content if isinstance(content, bytes) else content.encode()
