"""E-mail keeps the contract, against the sandbox's mail system and through our own letter box."""

import smtplib
import socket
from asyncio import to_thread
from collections.abc import AsyncIterator

import pytest

from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from songda.channels.email.entry import ENTRY
from songda.channels.email.reports import Marks
from songda_demo.sandbox import mail_reports
from songda_demo.sandbox.mail import MailSystem
from tests.channels import bytes_of
from tests.channels.contract_suite import Bench, Notebook, ProviderContract

SECRET = "nobody-guesses-this"
MARKS = Marks(SECRET)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def dial(port: int, letter_box: int) -> EmailChannel:
    where = f"smtp://127.0.0.1:{port}?from=songda@court.example&bounce=127.0.0.1:{letter_box}&secret={SECRET}"
    return EmailChannel(read_mail_address(where))


class TestContract(ProviderContract):
    @pytest.fixture
    async def system(self, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MailSystem]:
        monkeypatch.setattr(mail_reports, "FIRST_PAUSE_S", 0.02)
        async with MailSystem(letter_box=("127.0.0.1", free_port()), pace=0.05) as system:
            yield system

    @pytest.fixture
    def bench(self, system: MailSystem) -> Bench:
        assert system.letter_box is not None
        letter_box = system.letter_box[1]
        return Bench(
            entry=ENTRY,
            make=lambda: dial(system.port, letter_box),
            make_to_nowhere=lambda: dial(1, letter_box),
            good=lambda n: f"person-{n}@mail.example",
            refused="nobody@mail.example",
        )

    async def test_a_second_worker_shares_the_letter_box_and_sends_all_the_same(self, bench: Bench) -> None:
        first, second = bench.make(), bench.make()
        await first.open(Notebook())
        await second.open(Notebook())
        assert len(await second.submit([])) == 0
        await second.close()
        await first.close()


async def test_a_mail_server_hears_taken_only_after_the_report_is_kept() -> None:
    channel, notes = dial(1, 0), Notebook(failures=1)
    await channel.open(notes)
    assert channel.listener is not None

    def bring() -> int:
        with smtplib.SMTP("127.0.0.1", channel.listener.port, timeout=5) as server:
            server.ehlo("relay.court.example")
            server.mail("")
            server.rcpt(MARKS.return_address("songda@court.example", "8801"))
            code, _ = server.data(bytes_of.marked_email("postfix-relayed", MARKS))
        return code

    assert await to_thread(bring) == 451
    assert await to_thread(bring) == 250
    assert notes.kept[0].body == notes.refused[0].body
    await channel.close()
