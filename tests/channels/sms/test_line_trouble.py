"""What is known of a submission when the line, the SMS centre or we ourselves fail in the middle of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from songda.channels.contract import Message, Outcome, RawReport, Sent
from songda.channels.sms import channel as sms_channel
from songda.channels.sms import line
from songda.channels.sms.address import read_address
from songda.channels.sms.channel import SmsChannel
from tests.channels.contract_suite import Notebook
from tests.channels.sms import centre
from tests.channels.sms.centre import ANSWER, DELIVER, ENQUIRE, NACK, SUBMIT, UNBIND, Caller, Stage, cut, frame

LONG = "送" * 100  # two parts
THROTTLED, QUEUE_FULL, SYSTEM_ERROR, WRONG_NUMBER, WRONG_PASSWORD = 0x58, 0x14, 0x08, 0x0B, 0x0E


def dial(port: int, options: str = "") -> SmsChannel:
    return SmsChannel(read_address(f"smpp://songda:secret@127.0.0.1:{port}?source=106812368{options}"))


@asynccontextmanager
async def opened(stage: Stage, options: str = "", notes: Notebook | None = None) -> AsyncIterator[SmsChannel]:
    channel = dial(stage.port, options)
    await channel.open(notes or Notebook())
    try:
        yield channel
    finally:
        await channel.close()


def texts(count: int, text: str = "短") -> list[Message]:
    return [Message(str(1000 + n), f"1380013{n:04}", text) for n in range(count)]


def outcomes(sent: Sequence[Sent]) -> list[Outcome]:
    return [each.outcome for each in sent]


# Throttling


@pytest.mark.parametrize("status", [THROTTLED, QUEUE_FULL])
async def test_a_throttled_message_was_not_sent_and_may_be_sent_again(status: int) -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.take(await caller.next(), status=status)
        caller.take(await caller.next(), "a2")

    async with Stage(act) as stage, opened(stage) as channel:
        sent = await channel.submit(texts(1)) + await channel.submit(texts(1))
    assert outcomes(sent) == [Outcome.RETRY_LATER, Outcome.ACCEPTED]


async def test_a_throttled_part_follows_its_sister_that_was_taken() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        first, second = await caller.next(), await caller.next()
        caller.take(first, "a1")
        caller.take(second, status=THROTTLED)
        again = await caller.next()
        assert again.body == second.body
        caller.take(again, "a2")

    async with Stage(act) as stage, opened(stage) as channel:
        (sent,) = await channel.submit(texts(1, LONG))
    assert sent.outcome is Outcome.ACCEPTED
    assert [(part.number, part.provider_id) for part in sent.parts] == [(1, "a1"), (2, "a2")]


async def test_of_sixty_messages_those_throttled_are_known_one_by_one() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        for n in range(60):
            caller.take(await caller.next(), f"id{n}", THROTTLED if n % 2 else 0)

    async with Stage(act) as stage, opened(stage) as channel:
        sent = await channel.submit(texts(60))
    assert outcomes(sent) == [Outcome.ACCEPTED, Outcome.RETRY_LATER] * 30


# The line is lost


async def test_a_line_cut_with_sixty_in_flight_leaves_them_unknown_and_the_rest_not_sent() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        submits = [await caller.next() for _ in range(60)]
        for n in range(20):
            caller.take(submits[n], f"id{n}")
        await caller.next_of(SUBMIT)
        await asyncio.sleep(0.05)
        cut(caller)

    async with Stage(act, Caller.let_in) as stage, opened(stage, "&window=60") as channel:
        sent = await channel.submit(texts(100))
    assert outcomes(sent) == [Outcome.ACCEPTED] * 20 + [Outcome.UNKNOWN] * 60 + [Outcome.NOT_SENT] * 20


async def test_a_message_of_which_one_part_was_taken_is_never_called_unsent() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.take(await caller.next(), "a1")
        await asyncio.sleep(0.05)
        cut(caller)

    async with Stage(act, Caller.let_in) as stage, opened(stage, "&window=1&answer_s=5") as channel:
        (sent,) = await channel.submit(texts(1, LONG))
    assert (sent.outcome, sent.parts_total) == (Outcome.UNKNOWN, 2)
    assert [part.provider_id for part in sent.parts] == ["a1"]


async def test_after_a_cut_the_channel_dials_again_and_writes_nothing_twice() -> None:
    async def first_act(caller: Caller) -> None:
        await caller.let_in()
        await caller.next_of(SUBMIT)
        cut(caller)

    async def second_act(caller: Caller) -> None:
        await caller.let_in()
        caller.take(await caller.next(), "b1")

    async with Stage(first_act, second_act) as stage, opened(stage) as channel:
        (lost,) = await channel.submit([Message("1", "13800138000", "甲")])
        (sent,) = await channel.submit([Message("2", "13800138000", "乙")])
        submits = [got for got in stage.callers[1].seen if got.command == SUBMIT]
    assert (lost.outcome, sent.outcome) == (Outcome.UNKNOWN, Outcome.ACCEPTED)
    assert len(submits) == 1
    assert "乙".encode("utf-16-be") in submits[0].body


async def test_while_the_line_is_down_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_channel, "BIND_WAIT_S", 0.1)

    async def act(caller: Caller) -> None:
        await caller.let_in()
        cut(caller)

    async def nobody(caller: Caller) -> None:
        cut(caller)

    async with Stage(act, nobody) as stage, opened(stage) as channel:
        await asyncio.sleep(0.05)
        (sent,) = await channel.submit(texts(1))
    assert (sent.outcome, sent.code) == (Outcome.NOT_SENT, "not-connected")


async def test_the_centre_may_log_us_off_and_is_dialled_again() -> None:
    async def first_act(caller: Caller) -> None:
        await caller.let_in()
        caller.send(frame(UNBIND, 900))
        assert (await caller.next()).command == UNBIND | ANSWER

    async def second_act(caller: Caller) -> None:
        await caller.let_in()
        caller.take(await caller.next(), "b1")

    async with Stage(first_act, second_act) as stage, opened(stage) as channel:
        await asyncio.sleep(0.05)
        (sent,) = await channel.submit(texts(1))
    assert sent.outcome is Outcome.ACCEPTED


# No answer, wrong answers


async def test_a_submit_that_is_never_answered_is_unknown_and_its_late_answer_changes_nothing() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        silent, answered = await caller.next(), await caller.next()
        caller.take(answered, "a2")
        await asyncio.sleep(0.5)
        caller.take(silent, "a1")
        caller.take(await caller.next(), "a3")

    async with Stage(act) as stage, opened(stage, "&answer_s=0.2") as channel:
        sent = await channel.submit(texts(2))
        await asyncio.sleep(0.4)
        (after,) = await channel.submit(texts(1))
    assert outcomes(sent) == [Outcome.UNKNOWN, Outcome.ACCEPTED]
    assert (sent[0].code, after.parts[0].provider_id) == ("no-answer", "a3")


async def test_a_refusal_of_the_number_is_for_good_and_named() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.take(await caller.next(), status=WRONG_NUMBER)

    async with Stage(act) as stage, opened(stage) as channel:
        (sent,) = await channel.submit(texts(1))
    assert (sent.outcome, sent.code) == (Outcome.REJECTED, "ESME_RINVDSTADR")


@pytest.mark.parametrize(
    ("status", "code"),
    [(SYSTEM_ERROR, "ESME_RSYSERR"), (0x64, "ESME_RX_T_APPN"), (0x04, "ESME_RINVBNDSTS"), (0x0499, "0x00000499")],
)
async def test_trouble_of_the_centre_is_no_refusal_of_the_message(status: int, code: str) -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.take(await caller.next(), status=status)
        caller.take(await caller.next(), "a2")

    async with Stage(act) as stage, opened(stage) as channel:
        sent = await channel.submit(texts(1)) + await channel.submit(texts(1))
    assert outcomes(sent) == [Outcome.RETRY_LATER, Outcome.ACCEPTED]
    assert sent[0].code == code


async def test_a_submit_that_the_centre_does_not_understand_is_rejected() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.send(frame(NACK, (await caller.next()).sequence, status=0x02))

    async with Stage(act) as stage, opened(stage) as channel:
        (sent,) = await channel.submit(texts(1))
    assert (sent.outcome, sent.code) == (Outcome.REJECTED, "ESME_RINVCMDLEN")


async def test_bytes_that_are_no_smpp_end_the_line_and_what_was_written_is_unknown() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        await caller.next_of(SUBMIT)
        caller.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with Stage(act, Caller.let_in) as stage, opened(stage) as channel:
        (sent,) = await channel.submit(texts(1))
    assert (sent.outcome, sent.code) == (Outcome.UNKNOWN, "broken-protocol")


async def test_answers_may_come_out_of_order_and_in_fragments() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        submits = [await caller.next() for _ in range(3)]
        answers = b"".join(
            frame(SUBMIT | ANSWER, each.sequence, f"id{n}\0".encode()) for n, each in reversed(list(enumerate(submits)))
        )
        for at in range(0, len(answers), 7):
            caller.send(answers[at : at + 7])
            await asyncio.sleep(0.001)

    async with Stage(act) as stage, opened(stage) as channel:
        sent = await channel.submit(texts(3))
    assert [each.parts[0].provider_id for each in sent] == ["id0", "id1", "id2"]


# Log-in


@pytest.mark.parametrize(
    ("status", "name"), [(WRONG_PASSWORD, "ESME_RINVPASWD"), (0x05, "ESME_RALYBND"), (0x0D, "ESME_RBINDFAIL")]
)
async def test_a_refused_log_in_ends_nothing_is_told_and_tried_again(
    status: int, name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "WRONG_NAME_PAUSES_S", (0.1, 1.0))

    async def refuse(caller: Caller) -> None:
        bind = await caller.next()
        caller.send(frame(bind.command | ANSWER, bind.sequence, status=status))

    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.take(await caller.next(), "a1")

    async with Stage(refuse, refuse, act) as stage:
        channel = dial(stage.port)
        await channel.open(Notebook())
        assert name in (channel.trouble or "")
        (sent,) = await channel.submit(texts(1))
        assert channel.trouble is None
        await channel.close()
    assert sent.outcome is Outcome.ACCEPTED
    assert len(stage.callers) == 3
    assert name in caplog.text
    assert "secret" not in caplog.text


# Is the line alive?


async def test_a_silent_line_is_asked_and_a_dead_one_is_left() -> None:
    async def dead(caller: Caller) -> None:
        await caller.let_in()
        await caller.next_of(ENQUIRE)

    async def alive(caller: Caller) -> None:
        await caller.let_in()
        asked = await caller.next_of(ENQUIRE)
        caller.send(frame(ENQUIRE | ANSWER, asked.sequence))
        caller.take(await caller.next_of(SUBMIT), "b1")

    async with Stage(dead, alive) as stage, opened(stage, "&idle_s=0.1") as channel:
        await asyncio.sleep(0.6)
        (sent,) = await channel.submit(texts(1))
        assert len(stage.callers) >= 2
    assert sent.outcome is Outcome.ACCEPTED


async def test_we_answer_when_the_centre_asks_and_refuse_what_we_do_not_know() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.send(frame(ENQUIRE, 41) + frame(0x00000121, 42))
        answers = [await caller.next(), await caller.next()]
        assert [(each.command, each.status, each.sequence) for each in answers] == [
            (ENQUIRE | ANSWER, 0, 41),
            (NACK, 0x03, 42),
        ]
        caller.take(await caller.next(), "a1")

    async with Stage(act) as stage, opened(stage) as channel:
        await asyncio.sleep(0.05)
        await channel.submit(texts(1))


# Reports


async def test_a_report_is_acknowledged_only_after_it_was_kept() -> None:
    let_keep, acknowledged = asyncio.Event(), asyncio.Event()

    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.send(frame(DELIVER, 7, centre.report("a1", "10681236800000001000")))
        answer = await caller.next()
        assert (answer.command, answer.status, answer.sequence) == (DELIVER | ANSWER, 0, 7)
        acknowledged.set()

    async def sink(reports: Sequence[RawReport]) -> None:
        await let_keep.wait()

    async with Stage(act) as stage:
        channel = dial(stage.port)
        await channel.open(sink)
        await asyncio.sleep(0.1)
        assert not acknowledged.is_set()
        let_keep.set()
        async with asyncio.timeout(2):
            await acknowledged.wait()
        await channel.close()


async def test_a_report_that_cannot_be_kept_is_asked_for_again() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        body = centre.report("a1", "10681236800000001000")
        caller.send(frame(DELIVER, 7, body))
        assert (await caller.next()).status == 0x64
        caller.send(frame(DELIVER, 8, body))
        assert (await caller.next()).status == 0

    notes = Notebook(failures=1)
    async with Stage(act) as stage, opened(stage, notes=notes):
        await notes.until(1)


async def test_many_reports_are_kept_together() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        for n in range(300):
            caller.send(frame(DELIVER, n + 1, centre.report(f"a{n}", "10681236800000001000")))
        for n in range(300):
            assert (await caller.next()).sequence == n + 1

    batches: list[int] = []
    notes = Notebook()

    async def sink(reports: Sequence[RawReport]) -> None:
        batches.append(len(reports))
        await asyncio.sleep(0.01)
        await notes(reports)

    async with Stage(act) as stage:
        channel = dial(stage.port)
        await channel.open(sink)
        await notes.until(300)
        await channel.close()
    assert len(batches) < 30


async def test_a_report_may_come_before_the_answer_to_its_submit() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        submit = await caller.next()
        caller.send(frame(DELIVER, 7, centre.report("a1", "10681236800000001000")))
        await caller.next_of(DELIVER | ANSWER)
        caller.take(submit, "a1")

    notes = Notebook()
    async with Stage(act) as stage, opened(stage, notes=notes) as channel:
        (sent,) = await channel.submit(texts(1))
        (receipt,) = notes.receipts(channel)
    assert receipt.provider_id == sent.parts[0].provider_id == "a1"
    assert receipt.ref_tail == "1000".zfill(11)


async def test_what_came_before_closing_is_kept_and_acknowledged() -> None:
    acknowledged = asyncio.Event()

    async def act(caller: Caller) -> None:
        await caller.let_in()
        caller.send(frame(DELIVER, 7, centre.report("a1", "10681236800000001000")))
        await caller.next_of(DELIVER | ANSWER)
        acknowledged.set()

    async def slow_sink(reports: Sequence[RawReport]) -> None:
        await asyncio.sleep(0.1)

    async with Stage(act) as stage:
        channel = dial(stage.port)
        await channel.open(slow_sink)
        await asyncio.sleep(0.03)
        await channel.close()
        assert acknowledged.is_set()


# Our own ending


async def test_closing_waits_for_answers_and_gives_back_what_was_not_written() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        submit = await caller.next()
        await asyncio.sleep(0.1)
        caller.take(submit, "a1")

    async with Stage(act) as stage:
        channel = dial(stage.port, "&window=1")
        await channel.open(Notebook())
        handing_over = asyncio.create_task(channel.submit(texts(3)))
        await asyncio.sleep(0.03)
        await channel.close()
        sent = await handing_over
    assert outcomes(sent) == [Outcome.ACCEPTED, Outcome.NOT_SENT, Outcome.NOT_SENT]


async def test_a_hand_over_that_is_called_off_writes_nothing_more() -> None:
    async def act(caller: Caller) -> None:
        await caller.let_in()
        first = await caller.next()
        await asyncio.sleep(0.1)
        caller.take(first, "a1")
        caller.take(await caller.next(), "b1")

    async with Stage(act) as stage, opened(stage, "&window=1") as channel:
        called_off = asyncio.create_task(channel.submit([Message(str(n), "13800138000", "甲") for n in (1, 2, 3)]))
        await asyncio.sleep(0.03)
        called_off.cancel()
        (sent,) = await channel.submit([Message("9", "13800138000", "乙")])
        submits = [got.body for got in stage.callers[0].seen if got.command == SUBMIT]
    assert sent.outcome is Outcome.ACCEPTED
    assert len(submits) == 2
    assert "乙".encode("utf-16-be") in submits[1]


async def test_the_window_is_never_exceeded() -> None:
    most = 0

    async def act(caller: Caller) -> None:
        nonlocal most
        await caller.let_in()
        waiting = []
        while len(caller.seen) < 41:  # the log-in and forty submits
            waiting.append(await caller.next())
            try:
                async with asyncio.timeout(0.005):
                    waiting.append(await caller.next())
            except TimeoutError:
                most = max(most, len(waiting))
                for each in waiting:
                    caller.take(each, "x")
                waiting = []

    async with Stage(act) as stage, opened(stage, "&window=7") as channel:
        await channel.submit(texts(40))
    assert most == 7


@pytest.mark.parametrize(("status", "is_tried_soon"), [(WRONG_PASSWORD, False), (0x0F, False), (0x05, True)])
async def test_a_wrong_password_is_not_tried_again_before_a_minute_is_over(status: int, is_tried_soon: bool) -> None:
    async def refuse(caller: Caller) -> None:
        bind = await caller.next()
        caller.send(frame(bind.command | ANSWER, bind.sequence, status=status))

    async with Stage(refuse) as stage:
        channel = dial(stage.port)
        await channel.open(Notebook())
        for _ in range(20 if is_tried_soon else 3):
            await asyncio.sleep(0.2)
            if len(stage.callers) > 1:
                break
        assert (len(stage.callers) > 1) is is_tried_soon
        await channel.close()


def test_the_pauses_after_a_wrong_password_grow_to_half_an_hour() -> None:
    first, longest = line.WRONG_NAME_PAUSES_S
    assert first >= 60
    assert longest >= 30 * 60
