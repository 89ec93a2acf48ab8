"""The court's own small letter box for what mail servers send back; says "taken" only when the report is kept."""

import asyncio
import logging

from aiosmtpd.smtp import SMTP, Envelope, Session

from songda.channels.intake import Intake

log = logging.getLogger(__name__)

LARGEST = 1_000_000


class Listener:
    """Listens for reports; `port` is the one really used."""

    def __init__(self, where: tuple[str, int], domain: str, intake: Intake) -> None:
        self.host, self.port = where
        self._domain = domain
        self._intake = intake
        self._server: asyncio.Server | None = None

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
        return SMTP(
            self,
            hostname=self._domain,
            ident="songda",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )


def _bytes(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    return content if isinstance(content, bytes) else content.encode()
