"""The sandbox remembers across a restart what its phones, mailboxes and providers held."""

import asyncio
from pathlib import Path

from songda.channels.contract import Message, ReportKind
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from songda.channels.sms.address import read_address
from songda.channels.sms.channel import SmsChannel
from songda_demo.sandbox.world import Ports, World
from tests.channels.contract_suite import Notebook

LI = "13800138000"

COURT = "from=a@court.example&secret=a-word-nobody-guesses"


def sms_to(world: World) -> SmsChannel:
    return SmsChannel(read_address(f"smpp://songda:sandbox@127.0.0.1:{world.sms.port}?source=106812368"))


def sandbox_file(folder: Path) -> Path:
    return folder / "sandbox.sqlite3"


def world_in(folder: Path, bounce: int = 0, *, quiet: bool = False) -> World:
    return World(Ports(0, 0, 0, bounce), folder, quiet=quiet, pace=0.05)


async def test_texts_and_mails_are_still_there(tmp_path: Path) -> None:
    world = world_in(tmp_path)
    await world.start()
    sms = sms_to(world)
    mail = EmailChannel(read_mail_address(f"smtp://127.0.0.1:{world.mail.port}?from=court@court.example"))
    for channel, to in ((sms, LI), (mail, "li@mail.example")):
        await channel.open(Notebook())
        await channel.submit([Message("1", to, "送" * 100, "送达通知")])
        await channel.close()
    await world.stop()

    again = world_in(tmp_path)
    await again.start()
    assert [text.shown for text in again.sms.phones.texts_of(LI)] == ["送" * 100]
    assert [letter.subject for letter in again.mail.mailboxes.letters_of("LI@mail.example")] == ["送达通知"]
    await again.stop()


async def test_a_report_that_nobody_took_is_delivered_after_the_restart_and_then_never_again(tmp_path: Path) -> None:
    world = world_in(tmp_path)
    await world.start()
    sms = sms_to(world)
    await sms.open(Notebook(failures=1000))
    (sent,) = await sms.submit([Message("1", LI, "送" * 100)])
    await asyncio.sleep(0.1)
    await sms.close()
    await world.stop()

    again, notes = world_in(tmp_path), Notebook()
    await again.start()
    sms = sms_to(again)
    await sms.open(notes)
    await notes.until(2)
    await sms.close()
    await again.stop()
    receipts = notes.receipts(sms)
    assert {receipt.provider_id for receipt in receipts} == {part.provider_id for part in sent.parts}
    assert {receipt.kind for receipt in receipts} == {ReportKind.ARRIVED}

    third = world_in(tmp_path)
    await third.start()
    assert len(third.sms.postman.shelf) == 0
    assert list(third.store.all("report")) == []
    await third.stop()


async def test_a_mail_report_waits_until_the_court_s_letter_box_is_open(tmp_path: Path) -> None:
    letter_box, notes = (
        EmailChannel(read_mail_address(f"smtp://127.0.0.1:1?{COURT}&bounce=127.0.0.1:0")),
        Notebook(),
    )
    await letter_box.open(notes)
    assert letter_box.listener is not None
    port = letter_box.listener.port
    await letter_box.close()

    world = world_in(tmp_path, bounce=port)
    await world.start()
    mail = EmailChannel(read_mail_address(f"smtp://127.0.0.1:{world.mail.port}?{COURT}"))
    await mail.open(Notebook())
    await mail.submit([Message("8801", "li@mail.example", "text", "subject")])
    await mail.close()
    await world.stop()

    again = world_in(tmp_path, bounce=port)
    court = EmailChannel(read_mail_address(f"smtp://127.0.0.1:1?{COURT}&bounce=127.0.0.1:{port}"))
    await court.open(notes)
    await again.start()
    await notes.until(1)
    await court.close()
    await again.stop()
    assert [receipt.ref_tail for receipt in notes.receipts(court)] == ["8801".zfill(18)]


async def test_a_quiet_sandbox_writes_nothing_down(tmp_path: Path) -> None:
    world, notes = world_in(tmp_path, quiet=True), Notebook()
    await world.start()
    sms = sms_to(world)
    await sms.open(notes)
    await sms.submit([Message(str(n), f"1380{n:05}99", "送") for n in range(500)])
    await notes.until(500)
    await sms.close()
    await world.stop()
    assert not sandbox_file(tmp_path).exists()
    assert len(list(world.sms.phones)) == 200
