"""A scripted SMS centre for the tests: it writes its bytes by itself, so that our codec is not its own judge."""

import asyncio
import struct
from dataclasses import dataclass, field

from tests.channels import plays

BIND, SUBMIT, DELIVER, ENQUIRE, UNBIND = 0x9, 0x4, 0x5, 0x15, 0x6
ANSWER = 0x80000000
NACK = 0x80000000


@dataclass(frozen=True)
class Frame:
    """One message as it came."""

    command: int
    status: int
    sequence: int
    body: bytes


def frame(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    """Bytes of one message."""
    return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body


def report(message_id: str, sender: str, to: str = "13800138000", state: str = "DELIVRD") -> bytes:
    """The body of a report in text form."""
    text = f"id:{message_id} sub:001 dlvrd:001 submit date:2606020930 done date:2606020931 stat:{state} err:000"
    addresses = b"\0\x01\x01" + to.encode() + b"\0\x01\x01" + sender.encode() + b"\0"
    return addresses + b"\x04\0\0\0\0\0\0\0\0" + bytes([len(text)]) + text.encode()


@dataclass
class Caller:
    """One connection of the client under test."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    seen: list[Frame] = field(default_factory=list)

    async def next(self) -> Frame:
        """The next message from the client."""
        head = await self.reader.readexactly(16)
        length, command, status, sequence = struct.unpack(">IIII", head)
        got = Frame(command, status, sequence, await self.reader.readexactly(length - 16))
        self.seen.append(got)
        return got

    async def next_of(self, command: int) -> Frame:
        """The next message of a kind; others are passed over."""
        while True:
            got = await self.next()
            if got.command == command:
                return got

    def send(self, octets: bytes) -> None:
        """Writes to the client."""
        self.writer.write(octets)

    async def let_in(self) -> None:
        """Answers the log-in."""
        bind = await self.next_of(BIND)
        self.send(frame(BIND | ANSWER, bind.sequence, b"smsc\0"))

    async def close_account(self) -> None:
        """Stays polite until the client logs off."""
        asked = await self.next_of(UNBIND)
        self.send(frame(UNBIND | ANSWER, asked.sequence))

    def take(self, submit: Frame, message_id: str = "", status: int = 0) -> None:
        """Answers a submit."""
        body = message_id.encode() + b"\0" if status == 0 else b""
        self.send(frame(SUBMIT | ANSWER, submit.sequence, body, status))


class Stage(plays.Stage[Caller]):
    """Calls of an SMS client; with the last act done the line stays open."""

    def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Caller:
        """A client that has not bound yet."""
        return Caller(reader, writer)

    async def after(self, caller: Caller) -> None:
        """It takes its leave."""
        await caller.close_account()


def cut(caller: Caller) -> None:
    """Cuts the line as a failing network does."""
    transport = caller.writer.transport
    transport.abort()
