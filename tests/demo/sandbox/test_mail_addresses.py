"""Every magic address of the sandbox brings about what the table says."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from songda.channels.contract import Message, Outcome, ReportKind
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from songda_demo.sandbox import mail_reports
from songda_demo.sandbox.mail import MailSystem
from songda_demo.sandbox.mail_reports import MAIL_FATES
from tests.channels.contract_suite import Notebook

ARRIVED, FAILED, BOUNCED = ReportKind.ARRIVED, ReportKind.FAILED, ReportKind.BOUNCED

ROWS: dict[str, tuple[Outcome, list[ReportKind], bool]] = {
    "li": (Outcome.ACCEPTED, [ARRIVED], True),
    "full": (Outcome.ACCEPTED, [BOUNCED], False),
    "nobody": (Outcome.REJECTED, [], False),
    "bounce": (Outcome.ACCEPTED, [FAILED], False),
    "slow": (Outcome.ACCEPTED, [ReportKind.ACCEPTED, ARRIVED], True),
    "late-bounce": (Outcome.ACCEPTED, [ARRIVED, BOUNCED], True),
    "relay": (Outcome.ACCEPTED, [ReportKind.RELAYED], True),
    "silent": (Outcome.ACCEPTED, [], True),
    "busy": (Outcome.RETRY_LATER, [], False),
    "cut": (Outcome.UNKNOWN, [ARRIVED], True),
}
COURT = "from=a@b.example&secret=a-word-nobody-guesses"


@pytest.fixture
async def letter_box() -> AsyncIterator[tuple[EmailChannel, Notebook]]:
    channel, notes = (
        EmailChannel(read_mail_address(f"smtp://127.0.0.1:1?{COURT}&bounce=127.0.0.1:0")),
        Notebook(),
    )
    await channel.open(notes)
    yield channel, notes
    await channel.close()


@pytest.fixture
async def system(
    letter_box: tuple[EmailChannel, Notebook], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[MailSystem]:
    monkeypatch.setattr(mail_reports, "FIRST_PAUSE_S", 0.02)
    assert letter_box[0].listener is not None
    async with MailSystem(letter_box=("127.0.0.1", letter_box[0].listener.port), pace=0.02) as running:
        yield running


def test_every_address_of_the_table_has_its_row_here() -> None:
    assert set(ROWS) - {"li"} == set(MAIL_FATES)


@pytest.mark.parametrize("name", ROWS)
async def test_an_address_brings_about_what_the_table_says(
    system: MailSystem, letter_box: tuple[EmailChannel, Notebook], name: str
) -> None:
    outcome, kinds, is_shown = ROWS[name]
    reader, notes = letter_box
    channel = EmailChannel(
        read_mail_address(f"smtp://127.0.0.1:{system.port}?from=court@court.example&secret=a-word-nobody-guesses")
    )
    await channel.open(Notebook())
    (sent,) = await channel.submit([Message("8801", f"{name}@mail.example", "您有案件文书待查收", "送达通知")])
    await notes.until(len(kinds))
    await asyncio.sleep(0.05)
    await channel.close()
    assert sent.outcome is outcome
    assert [receipt.kind for receipt in notes.receipts(reader)] == kinds
    letters = system.mailboxes.letters_of(f"{name}@mail.example")
    assert [letter.text.strip() for letter in letters] == (["您有案件文书待查收"] if is_shown else [])


async def test_who_was_put_off_is_taken_the_second_time(system: MailSystem) -> None:
    channel = EmailChannel(
        read_mail_address(f"smtp://127.0.0.1:{system.port}?from=court@court.example&secret=a-word-nobody-guesses")
    )
    await channel.open(Notebook())
    letter = Message("1", "busy@mail.example", "text", "subject")
    outcomes = [(await channel.submit([letter]))[0].outcome for _ in range(2)]
    await channel.close()
    assert outcomes == [Outcome.RETRY_LATER, Outcome.ACCEPTED]
