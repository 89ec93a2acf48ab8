"""Strangers at the letter box for reports: many, silent ones, rubbish; the court's own reports still come in."""

import asyncio
import re
import smtplib
from asyncio import to_thread
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import pytest

from songda.channels.contract import RawReport, ReportKind
from songda.channels.email import listener
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from songda.channels.email.entry import ENTRY
from songda.channels.email.reports import Marks, ReportReader
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


MARKS = Marks("nobody-guesses-this")
OURS = MARKS.return_address("songda@court.example", "8801")
REPORT = bytes_of.marked_email("postfix-relayed", MARKS)


async def opened(more: str = "", port: int = 0) -> tuple[EmailChannel, Notebook]:
    where = f"smtp://127.0.0.1:1?from=songda@court.example&bounce=127.0.0.1:{port}&secret={MARKS.secret}{more}"
    channel, notes = EmailChannel(read_mail_address(where)), Notebook()
    await channel.open(notes)
    return channel, notes


def port_of(channel: EmailChannel) -> int:
    assert channel.listener is not None
    return channel.listener.port


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    """A letter box, its port, and what was kept of the mails that came."""
    channel, notes = await opened()
    yield port_of(channel), notes
    await channel.close()


def bring(port: int, to: str = OURS, report: bytes = REPORT) -> int:
    """A mail server brings a report; its last answer."""
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
        server.ehlo("relay.court.example")
        server.mail("")
        code = server.rcpt(to)[0]
        return server.data(report)[0] if code == 250 else code


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
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize("said", RUBBISH.values(), ids=RUBBISH.keys())
async def test_rubbish_keeps_nobody_s_report_out(box: Box, said: bytes) -> None:
    _, writer = await call(box[0])
    writer.write(said)
    assert await to_thread(bring, box[0]) == 250
    writer.close()
    assert [report.body[:14] for report in box[1].kept] == [b"Delivered-To: "]


@pytest.mark.parametrize(
    "to",
    [
        "songda@court.example",
        "songda+r8801@court.example",
        f"songda+r8801-{'0' * 16}@court.example",
        OURS.replace("8801", "8802"),
        f"{MARKS.write('8801')}@court.example",
    ],
)
async def test_a_stranger_who_knows_no_mark_is_turned_away_before_they_say_anything(box: Box, to: str) -> None:
    assert await to_thread(bring, box[0], to) == 550
    assert box[1].kept == []


@pytest.mark.parametrize(
    "mail", [bytes_of.email("automatic-answer"), bytes_of.marked_email("postfix-mailbox-full", MARKS), b"x\r\n", b""]
)
async def test_whatever_comes_to_the_marked_address_is_kept_as_it_came_and_never_lost(box: Box, mail: bytes) -> None:
    assert await to_thread(bring, box[0], OURS, mail) == 250
    (kept,) = box[1].kept
    assert kept.body.split()[4:] == mail.split()
    (read,) = ReportReader(MARKS).read(kept.body)
    assert (read.kind, read.ref_tail) == (ReportKind.UNRECOGNISED, "8801".zfill(18))


async def test_when_the_worker_that_listens_ends_another_goes_on_at_the_same_port(box: Box) -> None:
    second, notes = await opened(port=box[0])
    third, more = await opened(port=box[0])
    assert port_of(second) == port_of(third) == box[0]
    await second.close()
    assert [await to_thread(bring, box[0]) for _ in range(8)] == [250] * 8
    assert (len(notes.kept), len(more.kept) + len(box[1].kept)) == (0, 8)
    await third.close()


async def test_a_port_that_another_program_has_is_taken_as_soon_as_it_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listener, "AGAIN_S", 0.02)
    other = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    late, notes = await opened(port=port)
    where = f"smtp://127.0.0.1:1?from=a@b&bounce=127.0.0.1:{port}"
    assert [lack.what for lack in await to_thread(list, ENTRY.lacks(where))] == [
        f"No worker listens for mail reports at 127.0.0.1:{port}: bounces come back to nobody."
    ]
    other.close()
    await other.wait_closed()
    for _ in range(200):
        await asyncio.sleep(0.02)
        if not await to_thread(list, ENTRY.lacks(where)):
            break
    assert await to_thread(bring, port) == 250
    assert len(notes.kept) == 1
    await late.close()
    assert await to_thread(list, ENTRY.lacks(where))


async def test_whoever_looks_finds_the_letter_box_though_it_speaks_with_the_court_s_relay_alone() -> None:
    channel, _ = await opened("&relay=10.0.0.5")
    where = f"smtp://127.0.0.1:1?from=a@b&bounce=127.0.0.1:{port_of(channel)}"
    assert await to_thread(list, ENTRY.lacks(where)) == []
    await channel.close()


async def test_a_report_that_does_not_bear_the_secret_mark_is_kept_and_proves_no_arrival(box: Box) -> None:
    """The attacker has the mail, so they know its return address; the mark of its envelope they can only guess."""
    forged = re.sub(rb"songda-8801-[0-9a-f]+", b"songda-8801-" + b"0" * 32, REPORT)
    for action, status in ((b"Action: delivered", b"Status: 2.0.0"), (b"Action: failed", b"Status: 5.1.1")):
        said = re.sub(rb"Status: [\d.]+", status, re.sub(rb"Action: \w+", action, forged))
        said = said.replace(b"relay.court.example", b"mx.mail.example")
        assert await to_thread(bring, box[0], OURS, said) == 250
    reader = ReportReader(MARKS)
    kinds = [receipt.kind for report in box[1].kept for receipt in reader.read(report.body)]
    assert kinds == [ReportKind.RELAYED, ReportKind.SAID_FAILED]


async def test_whoever_hangs_up_before_their_report_is_kept_keeps_nobody_else_s_out() -> None:
    channel, notes = await opened()
    disk_is_ready = asyncio.Event()

    async def keep_slowly(reports: Sequence[RawReport]) -> None:
        await disk_is_ready.wait()
        await notes(reports)

    channel._intake.open(keep_slowly)
    _reader, writer = await call(port_of(channel))
    said = f"EHLO relay\r\nMAIL FROM:<>\r\nRCPT TO:<{OURS}>\r\nDATA\r\n"
    for part in (said.encode(), REPORT.replace(b"\n", b"\r\n") + b"\r\n.\r\n"):
        writer.write(part)
        await asyncio.sleep(0.1)
    writer.transport.abort()
    await asyncio.sleep(0.1)
    patient = asyncio.create_task(to_thread(bring, port_of(channel)))
    await asyncio.sleep(0.2)
    disk_is_ready.set()
    assert await patient == 250
    assert len(notes.kept) == 2
    await channel.close()


async def test_a_mail_larger_than_any_report_is_refused(box: Box) -> None:
    assert await to_thread(bring, box[0], OURS, REPORT + b"x\r\n" * 100_000) == 552
    assert box[1].kept == []


async def test_one_mail_is_spoken_of_so_often_and_no_more(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_OF_ONE_MAIL", 3)
    assert [await to_thread(bring, box[0]) for _ in range(5)] == [250, 250, 250, 452, 452]


async def test_one_report_is_for_one_mail(box: Box) -> None:
    def bring_to_two() -> list[int]:
        with smtplib.SMTP("127.0.0.1", box[0], timeout=5) as server:
            server.ehlo("relay.court.example")
            server.mail("")
            return [server.rcpt(OURS)[0], server.rcpt(MARKS.return_address("songda@court.example", "8802"))[0]]

    assert await to_thread(bring_to_two) == [250, 452]


async def test_where_a_relay_is_named_nobody_else_is_spoken_with() -> None:
    elsewhere, _ = await opened("&relay=10.0.0.5,192.0.2.0/24")
    with pytest.raises(smtplib.SMTPConnectError, match="554"):
        await to_thread(bring, port_of(elsewhere))
    await elsewhere.close()
    here, notes = await opened("&relay=127.0.0.1")
    assert await to_thread(bring, port_of(here)) == 250
    assert len(notes.kept) == 1
    await here.close()


async def test_whoever_goes_on_and_on_is_shown_out(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "LONGEST_VISIT_S", 0.3)
    reader, writer = await call(box[0])

    async def go_on() -> None:
        while True:
            writer.write(b"NOOP\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)

    talking = asyncio.create_task(go_on())
    with suppress(ConnectionError):
        async with asyncio.timeout(10):
            await reader.read()
    assert reader.at_eof() or reader.exception() is not None
    talking.cancel()
    with suppress(asyncio.CancelledError, ConnectionError):
        await talking
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_a_box_that_closes_hangs_up_on_whoever_is_still_there() -> None:
    channel, _ = await opened()
    reader, writer = await call(port_of(channel))
    await reader.readline()
    async with asyncio.timeout(5):
        await channel.close()
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
    writer.close()
