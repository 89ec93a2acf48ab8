"""Strangers at the letter box for reports: many, silent ones, rubbish; the court's own reports still come in."""

import asyncio
import smtplib
from asyncio import to_thread
from collections.abc import AsyncIterator

import pytest

from songda.channels.email import listener
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from tests.channels import bytes_of
from tests.channels.contract_suite import Notebook

RUBBISH = {
    "zeros": b"\0" * 70_000,
    "a line without end": b"EHLO " + b"x" * 200_000,
    "no words of this language": "送达\r\n\u202e\r\n".encode() * 50,
    "commands in the wrong order": b"DATA\r\nRCPT TO:<a@b.cn>\r\nMAIL FROM:<>\r\nMAIL FROM:<>\r\n",
    "another protocol": b"GET / HTTP/1.1\r\nHost: court.example\r\n\r\n",
}
Box = tuple[int, Notebook]


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    """A letter box, its port, and what was kept of the mails that came."""
    where = "smtp://127.0.0.1:1?from=songda@court.example&bounce=127.0.0.1:0&secret=word"
    channel, notes = EmailChannel(read_mail_address(where)), Notebook()
    await channel.open(notes)
    assert channel.listener is not None
    yield channel.listener.port, notes
    await channel.close()


def bring(port: int) -> int:
    """A mail server brings a report; its answer."""
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
        server.ehlo("relay.court.example")
        server.mail("")
        server.rcpt("songda@court.example")
        return server.data(bytes_of.email("postfix-relayed"))[0]


async def call(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def test_callers_beyond_the_limit_are_told_to_come_again(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_CALLERS", 5)
    callers = [await call(box[0]) for _ in range(40)]
    greetings = [await reader.readline() for reader, _ in callers]
    assert [line[:3] for line in greetings] == [b"220"] * 5 + [b"421"] * 35
    for _, writer in callers:
        writer.close()
        await writer.wait_closed()
    assert await to_thread(bring, box[0]) == 250


async def test_whoever_says_nothing_is_shown_out(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "PATIENCE_S", 0.05)
    reader, writer = await call(box[0])
    assert (await reader.readline())[:3] == b"220"
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


@pytest.mark.parametrize("said", RUBBISH.values(), ids=RUBBISH.keys())
async def test_rubbish_keeps_nobody_s_report_out(box: Box, said: bytes) -> None:
    _, writer = await call(box[0])
    writer.write(said)
    assert await to_thread(bring, box[0]) == 250
    writer.close()
    assert [report.body[:9] for report in box[1].kept] == [bytes_of.email("postfix-relayed")[:9]]
