"""A scripted mail server for the tests: plain lines over a socket, so that every step can fail on purpose."""

import asyncio
from collections.abc import Awaitable, Callable


class Caller:
    """One connection of the client under test; `lines` is everything that it said."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.lines: list[str] = []

    async def hear(self) -> str:
        """The next line."""
        line = (await self.reader.readline()).decode().rstrip("\r\n")
        if line:
            self.lines.append(line)
        elif self.reader.at_eof():
            raise ConnectionResetError("the client has hung up")
        return line

    def say(self, *lines: str) -> None:
        """Answers."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())

    async def greet(self, *offers: str) -> None:
        """Greeting and EHLO."""
        self.say("220 mx.mail.example ESMTP")
        await self.hear()
        offered = ["mx.mail.example", *offers]
        self.say(*[f"250-{each}" for each in offered[:-1]], f"250 {offered[-1]}")

    async def expect(self, word: str, answer: str) -> None:
        """One command and its answer."""
        line = await self.hear()
        assert line.startswith(word), line
        self.say(answer)

    async def take_mail(self, answer: str | None) -> None:
        """From MAIL to the dot; without an answer the line is cut."""
        await self.expect("MAIL", "250 ok")
        await self.expect("RCPT", "250 ok")
        await self.expect("DATA", "354 go on")
        while await self.hear() != ".":
            pass
        if answer is None:
            self.cut()
        else:
            self.say(answer)

    def cut(self) -> None:
        """Cuts the line."""
        self.writer.transport.abort()


Play = Callable[[Caller], Awaitable[None]]


class Stage:
    """Plays one act after another, one for each call."""

    def __init__(self, *acts: Play) -> None:
        self._acts = acts
        self.callers: list[Caller] = []
        self._failures: list[AssertionError] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> "Stage":
        self._server = await asyncio.start_server(self._play, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *failure: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        if self._failures:
            raise self._failures[0]

    async def _play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        caller = Caller(reader, writer)
        act = self._acts[min(len(self.callers), len(self._acts) - 1)]
        self.callers.append(caller)
        try:
            await act(caller)
            await caller.expect("QUIT", "221 bye")
        except ConnectionError:
            pass
        except AssertionError as failed:
            self._failures.append(failed)
        finally:
            writer.close()
