"""Killed at any moment, the sandbox still has every message that it answered for, and reports on it."""

import asyncio
from pathlib import Path

import pytest

from songda.channels.contract import Message, Outcome, Sent
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from songda.channels.sms.address import read_address
from songda.channels.sms.channel import SmsChannel
from songda_demo.sandbox.world import Ports, World
from tests.channels.contract_suite import Notebook
from tests.demo.sandbox.test_running import free_ports, started, wait_until_up

pytestmark = pytest.mark.stack

MANY = 60


async def answered(channel: SmsChannel | EmailChannel, messages: list[Message]) -> list[Sent]:
    await channel.open(Notebook(failures=1000))
    sent = await channel.submit(messages)
    assert {one.outcome for one in sent} == {Outcome.ACCEPTED}
    return sent


async def test_texts_that_were_answered_for_survive_a_kill_in_that_moment(tmp_path: Path) -> None:
    http, smpp, smtp = free_ports(3)
    words = ("--http", str(http), "--smpp", str(smpp), "--smtp", str(smtp), "--pace", "5")
    with started(tmp_path, *words, SONGDA_ENV="test") as child:
        await asyncio.to_thread(wait_until_up, http)
        channel = SmsChannel(read_address(f"smpp://songda:sandbox@127.0.0.1:{smpp}?source=106812368"))
        sent = await answered(channel, [Message(str(n), f"138{n:06}99", "送" * 100) for n in range(MANY)])
        child.kill()
        child.wait()
        await channel.close()
    world, notes = World(Ports(0, 0, 0), tmp_path / "sandbox", pace=0.05), Notebook()
    await world.start()
    assert [text.shown for text in world.sms.phones] == ["送" * 100] * MANY
    again = SmsChannel(read_address(f"smpp://songda:sandbox@127.0.0.1:{world.sms.port}?source=106812368"))
    await again.open(notes)
    await notes.until(2 * MANY, within_s=20)
    await again.close()
    await world.stop()
    told = {receipt.provider_id for receipt in notes.receipts(again)}
    assert told == {part.provider_id for one in sent for part in one.parts}


@pytest.mark.parametrize("name", ["li", "silent"])
async def test_mails_that_were_answered_for_survive_a_kill_in_that_moment(tmp_path: Path, name: str) -> None:
    http, smpp, smtp = free_ports(3)
    words = ("--http", str(http), "--smpp", str(smpp), "--smtp", str(smtp))
    with started(tmp_path, *words, SONGDA_ENV="test") as child:
        await asyncio.to_thread(wait_until_up, http)
        channel = EmailChannel(read_mail_address(f"smtp://127.0.0.1:{smtp}?from=court@court.example"))
        await answered(channel, [Message(str(n), f"{name}@mail.example", "送", f"{n}") for n in range(9)])
        child.kill()
        child.wait()
        await channel.close()
    world = World(Ports(0, 0, 0), tmp_path / "sandbox", pace=0.05)
    await world.start()
    assert sorted(letter.subject for letter in world.mail.mailboxes.letters_of(f"{name}@mail.example")) == [
        f"{n}" for n in range(9)
    ]
    await world.stop()
