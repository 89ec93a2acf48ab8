"""A stage for the tests of lines: whoever calls is played one act after another, over a real socket."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, Self, TypeVar

from songda.channels.intake import stop_letting_in


class Calls(Protocol):
    """One connection of the client under test."""

    writer: asyncio.StreamWriter


C = TypeVar("C", bound=Calls)


class Stage(Generic[C]):
    """Plays one act after another, one for each call; the last one for every later call."""

    def __init__(self, *acts: Callable[[C], Awaitable[None]]) -> None:
        self._acts = acts
        self.callers: list[C] = []
        self.failures: list[BaseException] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> C:
        """Who called."""
        raise NotImplementedError

    async def after(self, caller: C) -> None:
        """What ends every act."""

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._play, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *failure: object) -> None:
        assert self._server is not None
        await stop_letting_in(self._server)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for caller in self.callers:
            caller.writer.transport.abort()  # closing would wait for what nobody reads any more
        await self._server.wait_closed()
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures[0]

    async def _play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        caller = self.answer(reader, writer)
        act = self._acts[min(len(self.callers), len(self._acts) - 1)]
        self.callers.append(caller)
        try:
            await act(caller)
            await self.after(caller)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
        except AssertionError as failed:
            self.failures.append(failed)
