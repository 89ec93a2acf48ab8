"""What is known of a mail when the mail server or the line fails at any step."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from songda.channels.contract import Message, Outcome, Sent, Slip
from songda.channels.email.address import read_mail_address
from songda.channels.email.channel import EmailChannel
from tests.channels.contract_suite import Notebook
from tests.channels.email.server import Caller, Play, Stage

LETTER = Message("8801", "li@mail.example", "您有案件文书待查收。\n.这一行以点开头", "送达通知")


def dial(port: int, options: str = "") -> EmailChannel:
    return EmailChannel(read_mail_address(f"smtp://127.0.0.1:{port}?from=songda@court.example&window=1{options}"))


async def sent_through(*acts: Play, letters: int = 1, options: str = "") -> list[Sent]:
    async with Stage(*acts) as stage:
        channel = dial(stage.port, options)
        await channel.open(Notebook())
        sent = [each for _ in range(letters) for each in await channel.submit([LETTER])]
        await channel.close()
    return sent


def act(step: Callable[[Caller], Awaitable[None]], *offers: str) -> Play:
    async def play(caller: Caller) -> None:
        await caller.greet(*offers)
        await step(caller)

    return play


async def cut_at_once(caller: Caller) -> None:
    caller.cut()


async def cut_after_mail(caller: Caller) -> None:
    await caller.expect("MAIL", "250 ok")
    await caller.hear()
    caller.cut()


async def cut_at_data(caller: Caller) -> None:
    await caller.expect("MAIL", "250 ok")
    await caller.expect("RCPT", "250 ok")
    await caller.hear()
    caller.cut()


async def test_a_password_is_never_said_on_a_line_that_others_can_read() -> None:
    """The server, or whoever stands before it, offers no STARTTLS."""
    async with Stage(act(cut_at_once, "AUTH PLAIN LOGIN")) as stage:
        url = f"smtp://court:hunter2@127.0.0.1:{stage.port}?from=songda@court.example"
        channel = EmailChannel(read_mail_address(url))
        await channel.open(Notebook())
        (sent,) = await channel.submit([LETTER])
        await channel.close()
    assert sent.outcome is Outcome.NOT_SENT
    assert [line for caller in stage.callers for line in caller.lines if "AUTH" in line or "MAIL" in line] == []


async def refuse_log_in_line(caller: Caller) -> None:
    caller.say("554 no service")


@pytest.mark.parametrize(
    "step", [act(cut_at_once), cut_at_once, act(cut_after_mail), act(cut_at_data), refuse_log_in_line]
)
async def test_a_line_lost_before_the_first_byte_of_the_mail_means_not_sent(step: Play) -> None:
    (sent,) = await sent_through(step)
    assert (sent.outcome, sent.code, sent.parts) == (Outcome.NOT_SENT, "not-connected", ())


async def test_a_line_lost_after_the_final_dot_means_unknown() -> None:
    (sent,) = await sent_through(act(lambda caller: caller.take_mail(None)))
    assert (sent.outcome, sent.code, sent.parts) == (Outcome.UNKNOWN, "no-answer", ())


async def test_a_server_that_never_answers_the_mail_means_unknown() -> None:
    async def fall_silent(caller: Caller) -> None:
        await caller.expect("MAIL", "250 ok")
        await caller.expect("RCPT", "250 ok")
        await caller.expect("DATA", "354 go on")
        await asyncio.sleep(5)

    (sent,) = await sent_through(act(fall_silent), options="&answer_s=0.2")
    assert sent.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ("250 2.0.0 Ok: queued as 4F2A9C", Outcome.ACCEPTED, "250"),
        ("250 OK id=1sDmZ5-000000001kL-1abc", Outcome.ACCEPTED, "250"),
        ("451 4.3.0 try later", Outcome.RETRY_LATER, "451"),
        ("552 5.2.2 mailbox full", Outcome.REJECTED, "552"),
    ],
)
async def test_an_answered_mail_is_known(answer: str, outcome: Outcome, code: str) -> None:
    (sent,) = await sent_through(act(lambda caller: caller.take_mail(answer)))
    assert (sent.outcome, sent.code) == (outcome, code)
    assert sent.detail == answer[4:], "the server's own words are kept"


async def test_the_queue_number_becomes_the_provider_s_id() -> None:
    async def twice(caller: Caller) -> None:
        await caller.greet()
        await caller.take_mail("250 2.0.0 Ok: queued as 4F2A9C")
        await caller.take_mail("250 OK id=1sDmZ5-000000001kL-1abc")

    sent = await sent_through(twice, letters=2)
    assert [each.parts[0].provider_id for each in sent] == ["4F2A9C", "1sDmZ5-000000001kL-1abc"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("550 5.1.1 no such user", Outcome.REJECTED), ("450 4.7.1 greylisted", Outcome.RETRY_LATER)],
)
async def test_a_refused_recipient_is_known_and_the_line_goes_on(answer: str, outcome: Outcome) -> None:
    async def refuse_then_take(caller: Caller) -> None:
        await caller.expect("MAIL", "250 ok")
        await caller.expect("RCPT", answer)
        await caller.expect("RSET", "250 ok")
        await caller.take_mail("250 ok")

    sent = await sent_through(act(refuse_then_take), letters=2)
    assert [each.outcome for each in sent] == [outcome, Outcome.ACCEPTED]


FLOOD = ["250-and so on"] * 10_000


async def take_data_for_another_command(caller: Caller) -> None:
    await caller.expect("MAIL", "250 ok")
    await caller.expect("RCPT", "250 ok")
    await caller.expect("DATA", "250 ok")


async def flood_at_rcpt(caller: Caller) -> None:
    await caller.expect("MAIL", "250 ok")
    await caller.hear()
    caller.say(*FLOOD, "250 ok")


@pytest.mark.parametrize("step", [take_data_for_another_command, flood_at_rcpt])
async def test_what_is_no_answer_to_what_was_said_takes_no_mail_and_ends_the_line(step: Play) -> None:
    sent = await sent_through(act(step), act(lambda caller: caller.take_mail("250 ok")), letters=2)
    assert [each.outcome for each in sent] == [Outcome.RETRY_LATER, Outcome.ACCEPTED]


async def test_a_greeting_without_end_sends_nothing() -> None:
    async def greet_and_greet(caller: Caller) -> None:
        caller.say(*["220-welcome"] * 10_000, "220 mx.mail.example")

    sent = await sent_through(greet_and_greet, act(lambda caller: caller.take_mail("250 ok")), letters=2)
    assert [each.outcome for each in sent] == [Outcome.NOT_SENT, Outcome.ACCEPTED]


async def test_a_line_that_the_server_left_in_silence_is_dialled_anew() -> None:
    async def take_one_and_leave(caller: Caller) -> None:
        await caller.greet()
        await caller.take_mail("250 ok")
        caller.cut()

    sent = await sent_through(take_one_and_leave, letters=3)
    assert [each.outcome for each in sent] == [Outcome.ACCEPTED] * 3


async def test_a_mail_is_marked_as_going_out_only_where_a_line_stands_for_it() -> None:
    async def take_one_and_leave(caller: Caller) -> None:
        await caller.greet()
        await caller.take_mail("250 ok")
        raise ConnectionResetError

    marked: list[str] = []

    def may_write(ref: str) -> bool:
        marked.append(ref)
        return True

    async with Stage(take_one_and_leave, cut_at_once) as stage:
        channel = dial(stage.port)
        await channel.open(Notebook())
        await channel.submit([LETTER], Slip(may_write))
        (lost,) = await channel.submit([replace(LETTER, ref="8802")], Slip(may_write))
        await channel.close()
    assert (lost.outcome, marked) == (Outcome.NOT_SENT, ["8801"])


async def test_whoever_is_called_off_while_they_wait_for_a_line_is_told_of_too() -> None:
    async def take_your_time(caller: Caller) -> None:
        await caller.greet()
        await caller.hear()
        await caller.hear()

    told: list[Sent] = []
    async with Stage(take_your_time) as stage:
        channel = dial(stage.port)
        await channel.open(Notebook())
        first = asyncio.create_task(channel.submit([LETTER], Slip(note=told.append)))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(channel.submit([replace(LETTER, ref="8802")], Slip(note=told.append)))
        await asyncio.sleep(0.1)
        for hand_over in (second, first):
            hand_over.cancel()
            await asyncio.gather(hand_over, return_exceptions=True)
        await channel.close()
    assert [(each.ref, each.outcome) for each in told] == [("8802", Outcome.NOT_SENT), ("8801", Outcome.NOT_SENT)]


async def test_reports_are_asked_for_where_the_server_offers_them() -> None:
    async with Stage(act(lambda caller: caller.take_mail("250 ok"), "DSN", "8BITMIME")) as stage:
        channel = dial(stage.port)
        await channel.open(Notebook())
        await channel.submit([LETTER])
        await channel.close()
        _, mail, rcpt, *_ = stage.callers[0].lines
    assert mail == "MAIL FROM:<songda+r8801@court.example> RET=HDRS ENVID=songda-8801"
    assert rcpt == "RCPT TO:<li@mail.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;li@mail.example"


async def test_nothing_is_asked_of_a_server_that_does_not_offer_it() -> None:
    async with Stage(act(lambda caller: caller.take_mail("250 ok"))) as stage:
        channel = dial(stage.port)
        await channel.open(Notebook())
        await channel.submit([LETTER])
        await channel.close()
        _, mail, rcpt, *_ = stage.callers[0].lines
    assert (mail, rcpt) == ("MAIL FROM:<songda+r8801@court.example>", "RCPT TO:<li@mail.example>")


async def test_a_refused_log_in_sends_nothing_and_rejects_no_message() -> None:
    async def refuse(caller: Caller) -> None:
        await caller.greet("AUTH PLAIN")
        await caller.expect("AUTH", "535 5.7.8 wrong word")

    async with Stage(refuse) as stage:
        where = f"smtp://court:secret@127.0.0.1:{stage.port}?from=songda@court.example&window=1"
        channel = EmailChannel(read_mail_address(where))
        await channel.open(Notebook())
        (sent,) = await channel.submit([LETTER])
        await channel.close()
    assert sent.outcome is Outcome.NOT_SENT
    assert "secret" not in sent.detail


async def test_a_hand_over_that_is_called_off_leaves_no_half_said_mail_behind() -> None:
    async def be_slow(caller: Caller) -> None:
        await caller.expect("MAIL", "250 ok")
        await asyncio.sleep(0.2)
        caller.say("250 ok")

    async def take(caller: Caller) -> None:
        await caller.greet()
        await caller.take_mail("250 ok")

    async with Stage(act(be_slow), take) as stage:
        channel = dial(stage.port)
        await channel.open(Notebook())
        called_off = asyncio.create_task(channel.submit([LETTER]))
        await asyncio.sleep(0.05)
        called_off.cancel()
        (sent,) = await channel.submit([LETTER])
        await channel.close()
    assert sent.outcome is Outcome.ACCEPTED
