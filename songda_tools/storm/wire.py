"""A wire to the SMS centre that can be cut, and taken away for a while."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from songda_demo.settings import HOST

PIECE = 65_536


class Wire:
    """Passes on everything between a port of its own and another one, in a thread of its own."""

    def __init__(self, port: int, to: int) -> None:
        self.port, self._to = port, to
        self.is_away = False
        self._loop = asyncio.new_event_loop()
        self._open = set[asyncio.StreamWriter]()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._run(self._listen())

    def close(self) -> None:
        """Hang up and listen no more."""
        if self._thread.is_alive():
            self._run(self._end())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Hang up on everybody in the middle of whatever they say."""
        self._run(self._hang_up())

    def take_away(self) -> None:
        """Cut it, and take no call until it is brought back."""
        self.is_away = True
        self.cut()

    def bring_back(self) -> None:
        """Take calls again."""
        self.is_away = False

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._call, HOST, self.port)

    async def _end(self) -> None:
        self._server.close()
        await self._hang_up()
        calls = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def _hang_up(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_away:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection(HOST, self._to)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                writer.write(piece)
                await writer.drain()
        writer.close()
        self._open.discard(writer)
