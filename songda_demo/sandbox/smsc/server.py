"""Starts the pretend SMS centre on a port of this machine and stops it again."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from songda_demo.sandbox.smsc.centre import Centre
from songda_demo.sandbox.smsc.phones import Phones
from songda_demo.sandbox.smsc.postman import Postman, default_delays
from songda_demo.sandbox.smsc.session import Session
from songda_demo.sandbox.store import Memory


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
        """Opens the port."""
        self.centre.restore()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, self.host, self.port, ssl=self.encryption)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Closes the port and hangs up on everybody."""
        if self._server is not None:
            self._server.close()
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
