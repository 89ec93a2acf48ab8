"""A scripted mail server for the tests: plain lines over a socket, so that every step can fail on purpose."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.channels import plays


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


class Stage(plays.Stage[Caller]):
    """Calls of a mail client, each ended by QUIT."""

    def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Caller:
        """A client that has not said anything yet."""
        return Caller(reader, writer)

    async def after(self, caller: Caller) -> None:
        """It takes its leave."""
        await caller.expect("QUIT", "221 bye")
        caller.writer.close()
