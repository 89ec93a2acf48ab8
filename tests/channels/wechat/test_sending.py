"""What becomes of messages at WeChat's: taken, refused, put off, unknown; never twice, and nothing lost."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from songda.channels.contract import GIVEN_BACK, Outcome, ReportKind, Sent, Slip
from songda.channels.wechat import channel as sending
from songda.channels.wechat.channel import WechatChannel
from songda.channels.wechat.entry import ENTRY
from songda.channels.wechat.errors import COURT_FAULTS, FAULTS, QUOTA_PAUSES_S, Fault
from songda_demo.sandbox.wechat import callbacks
from songda_demo.sandbox.wechat.people import KEY, number_of
from tests.channels.contract_suite import Notebook
from tests.channels.wechat.bench import Wechat, account, message, running


@pytest.fixture
async def wechat(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wechat]:
    monkeypatch.setattr(callbacks, "PAUSE_S", 0.1)
    monkeypatch.setattr(sending, "REPEATS_S", (0.02, 0.05))
    async with running() as wechat:
        yield wechat


async def send_one(channel: WechatChannel, to: str, notes: Notebook | None = None) -> Sent:
    await channel.open(notes or Notebook())
    (sent,) = await channel.submit([message(7, to)])
    return sent


# The last two digits of the account: what becomes of the message, its code, and how often it is on the phone.
FATES = [
    (0, Outcome.ACCEPTED, "0", 1),
    (21, Outcome.ACCEPTED, "0", 0),
    (22, Outcome.REJECTED, "43101", 0),
    (23, Outcome.REJECTED, "40003", 0),
    (26, Outcome.ACCEPTED, "0", 1),  # busy at first: repeated with its key, and sent once
    (27, Outcome.ACCEPTED, "0", 1),  # the answer was lost: the same
    (28, Outcome.ACCEPTED, "0", 1),  # a token that was worth nothing
    (29, Outcome.RETRY_LATER, "45011", 0),
]


@pytest.mark.parametrize(("number", "outcome", "code", "shown"), FATES)
async def test_each_answer_means_what_it_says(
    wechat: Wechat, number: int, outcome: Outcome, code: str, shown: int
) -> None:
    channel, to = wechat.channel(), wechat.person(number)
    sent = await send_one(channel, to)
    await channel.close()
    assert (sent.outcome, sent.code) == (outcome, code)
    assert len(wechat.platform.people.cards_of(to)) == shown


@pytest.mark.parametrize("number", [26, 27])
@pytest.mark.parametrize("options", [{"once": "no"}, {"send": "mini", "page": "pages/open"}, {"send": "subscription"}])
async def test_without_a_key_nobody_repeats_what_may_have_been_sent(
    wechat: Wechat, number: int, options: dict[str, str]
) -> None:
    channel, to = wechat.channel(**options), wechat.person(number)
    sent = await send_one(channel, to)
    await channel.close()
    assert sent.outcome is Outcome.UNKNOWN
    assert len(wechat.platform.people.cards_of(to)) == 1, "it was sent, and once only"


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (50002, Outcome.REJECTED),  # this follower's account is frozen: that holds no other up
        (43019, Outcome.REJECTED),  # on the account's black list
        (40249, Outcome.REJECTED),  # taken for an advertisement
        (40252, Outcome.RETRY_LATER),  # words of the template are under review
        (40165, Outcome.RETRY_LATER),
        (43116, Outcome.RETRY_LATER),
        (43108, Outcome.RETRY_LATER),
        (45168, Outcome.REJECTED),
        (89503, Outcome.RETRY_LATER),
        (43103, Outcome.UNKNOWN),  # none of WeChat's tables explains it
        (43104, Outcome.UNKNOWN),
        (99999, Outcome.UNKNOWN),
    ],
)
async def test_of_a_number_that_wechat_does_not_explain_nobody_knows_whether_it_was_sent(
    wechat: Wechat, monkeypatch: pytest.MonkeyPatch, number: int, outcome: Outcome
) -> None:
    monkeypatch.setattr(wechat.platform, "_refusal", lambda *_asked: number)
    channel, to = wechat.channel(once="no"), wechat.person(0)
    sent = await send_one(channel, to)
    await channel.close()
    assert (sent.outcome, sent.code) == (outcome, str(number))


def test_whatever_holds_all_up_says_what_the_court_has_to_mend_or_how_long_it_waits() -> None:
    assert {code for code, fault in FAULTS.items() if fault is Fault.COURT} == COURT_FAULTS.keys()
    assert {code for code, fault in FAULTS.items() if fault is Fault.QUOTA} == QUOTA_PAUSES_S.keys()


async def test_somebody_who_does_not_follow_is_refused(wechat: Wechat) -> None:
    channel = wechat.channel()
    sent = await send_one(channel, account(100))
    await channel.close()
    assert (sent.outcome, sent.code) == (Outcome.REJECTED, "43004")


async def test_a_message_of_before_is_known_again_by_its_key(wechat: Wechat) -> None:
    channel, to = wechat.channel(), wechat.person(0)
    first = await send_one(channel, to)
    (again,) = await channel.submit([message(7, to)])
    (other,) = await channel.submit([message(8, to)])
    await channel.close()
    assert first.parts[0].provider_id == again.parts[0].provider_id != other.parts[0].provider_id
    assert len(wechat.platform.people.cards_of(to)) == 2


async def test_a_template_that_is_not_approved_holds_all_up_until_it_is_mended(wechat: Wechat) -> None:
    channel, to = wechat.channel(template="another"), wechat.person(0)
    sent = await send_one(channel, to)
    assert (sent.outcome, sent.code) == (Outcome.RETRY_LATER, "40037")
    assert channel.trouble == "the template is unknown, withdrawn or not approved (40037)"
    await channel.close()


async def test_a_text_that_a_field_cannot_take_is_refused_before_it_goes_out(wechat: Wechat) -> None:
    channel, to = wechat.channel(), wechat.person(0)
    await channel.open(Notebook())
    long = "某某市某某经济技术开发区某某街道人民法院派出法庭\n受送达人：李*\n查收码：K7M2\nhttps://x.example/s/K7M2"
    few = "只有一行"
    too_long, too_few = await channel.submit([message(1, to, long), message(2, to, few)])
    await channel.close()
    assert (too_long.outcome, too_long.detail) == (Outcome.REJECTED, "thing1 takes 20 letters, not 24")
    assert (too_few.outcome, too_few.code) == (Outcome.REJECTED, "unsendable")
    assert wechat.platform.people.cards_of(to) == []


async def test_the_day_s_quota_puts_off_and_asks_no_more_for_a_while(wechat: Wechat) -> None:
    channel, to = wechat.channel(), wechat.person(0)
    wechat.platform.quota = 0
    first = await send_one(channel, to)
    wechat.platform.quota = 10
    (second,) = await channel.submit([message(8, to)])
    assert [(each.outcome, each.code) for each in (first, second)] == [
        (Outcome.RETRY_LATER, "45009"),
        (Outcome.RETRY_LATER, "quota"),
    ]
    assert "no more messages" in (channel.trouble or "")
    await channel.close()


async def test_two_workers_share_one_token_and_survive_that_it_is_stolen(wechat: Wechat) -> None:
    first, second = wechat.channel(), wechat.channel(listen=f"127.0.0.1:{wechat.callbacks + 1}")
    to, other = wechat.person(0), wechat.person(100)
    assert (await send_one(first, to)).outcome is Outcome.ACCEPTED
    assert (await send_one(second, other)).outcome is Outcome.ACCEPTED
    assert await first.token() == await second.token()
    wechat.platform.steal()
    (one,), (another,) = await first.submit([message(9, to)]), await second.submit([message(10, other)])
    assert {one.outcome, another.outcome} == {Outcome.ACCEPTED}
    assert await first.token() == await second.token()
    await first.close()
    await second.close()


@pytest.mark.parametrize(
    ("appid", "secret", "trouble"),
    [
        ("wx0000000000000000", "sandbox", "WeChat knows no such appid (40013)"),
        ("wx5a4d2b1c0e3f6978", "anotherone", "the secret is wrong (40125)"),
    ],
)
async def test_a_refused_court_sends_nothing_and_says_why(
    wechat: Wechat, appid: str, secret: str, trouble: str
) -> None:
    url = wechat.url().replace("wx5a4d2b1c0e3f6978:sandbox", f"{appid}:{secret}")
    channel = ENTRY.open_channel(url)
    await channel.open(Notebook())
    (sent,) = await channel.submit([message(7, wechat.person(0))])
    assert (sent.outcome, channel.trouble) == (Outcome.NOT_SENT, trouble)
    assert secret not in sent.detail
    await channel.close()


async def test_whoever_loses_the_lease_in_the_middle_writes_nothing_more(wechat: Wechat) -> None:
    channel, may = wechat.channel(window="1"), [True, False, False]
    await channel.open(Notebook())
    messages = [message(n, wechat.person(n * 100)) for n in range(3)]
    sent = await channel.submit(messages, Slip(may_write=lambda _ref: may.pop(0)))
    await channel.close()
    assert [(each.outcome, each.code) for each in sent] == [
        (Outcome.ACCEPTED, "0"),
        (Outcome.NOT_SENT, GIVEN_BACK),
        (Outcome.NOT_SENT, GIVEN_BACK),
    ]


NUMBERS = [
    ({}, ""),
    ({"msgid": 0}, ""),
    ({"msgid": "0"}, ""),
    ({"msgid": None}, ""),
    ({"msgid": True}, ""),
    ({"msgid": 1.5}, ""),
    ({"msgid": -7}, ""),
    ({"msgid": ["7"]}, ""),
    ({"msgid": "7\0"}, ""),
    ({"msgid": "７"}, ""),
    ({"msgid": "9" * 41}, ""),
    ({"msgid": 200163836}, "200163836"),
    ({"msgid": "3911279450102743041"}, "3911279450102743041"),
    ({"msgid": 2**80}, str(2**80)),
]


@pytest.mark.parametrize(("given", "number"), NUMBERS)
async def test_where_wechat_gives_a_message_no_number_none_is_made_up(
    wechat: Wechat, monkeypatch: pytest.MonkeyPatch, given: Mapping[str, object], number: str
) -> None:
    async def taken(*_asked: object) -> Mapping[str, object]:
        return {"errcode": 0, **given}

    channel = wechat.channel(send="subscription")
    monkeypatch.setattr(channel, "post", taken)
    sent = await send_one(channel, wechat.person(0))
    await channel.close()
    assert (sent.outcome, [part.provider_id for part in sent.parts]) == (Outcome.ACCEPTED, [number])


async def test_a_repetition_that_is_refused_says_nothing_of_the_first(wechat: Wechat) -> None:
    channel, to, written = wechat.channel(), wechat.person(27), list[str]()  # it was sent, and the answer is lost

    def may_write(ref: str) -> bool:
        if written:  # they leave before it is handed over again
            wechat.platform.people.change(to, follows=False)
        written.append(ref)
        return True

    await channel.open(Notebook())
    (sent,) = await channel.submit([message(7, to)], Slip(may_write))
    await channel.close()
    assert (sent.outcome, sent.code) == (Outcome.UNKNOWN, "no-answer")
    assert len(wechat.platform.people.cards_of(to)) == 1


async def test_a_token_that_runs_out_in_the_middle_of_many_loses_none_and_is_asked_for_once(
    wechat: Wechat, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, asked = wechat.channel(window="10"), list[object]()
    give, to = wechat.platform.stable_token, [wechat.person(n * 100) for n in range(60)]
    monkeypatch.setattr(wechat.platform, "stable_token", lambda how: asked.append(how) or give(how))
    written = 0

    def may_write(_ref: str) -> bool:
        nonlocal written
        written += 1
        if written == 30:
            wechat.platform._tokens.clear()
        return True

    await channel.open(Notebook())
    sent = await channel.submit([message(n, each) for n, each in enumerate(to)], Slip(may_write))
    await channel.close()
    assert {each.outcome for each in sent} == {Outcome.ACCEPTED}
    assert [len(wechat.platform.people.cards_of(each)) for each in to] == [1] * 60
    assert len(asked) == 2, "once at the beginning, and once for all that were refused together"


async def test_called_off_while_a_repetition_waits_nobody_knows_what_became_of_the_first(
    wechat: Wechat, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, to = wechat.channel(), wechat.person(26)  # busy at first, though it was sent
    written, told, is_renewing = [], list[Sent](), asyncio.Event()

    def may_write(ref: str) -> bool:
        written.append(ref)
        if len(written) == 2:
            wechat.platform.steal()  # so the repetition is refused for its token
        return True

    async def renew(_refused: str) -> None:
        is_renewing.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(channel, "renew", renew)
    await channel.open(Notebook())
    hand_over = asyncio.create_task(channel.submit([message(7, to)], Slip(may_write, told.append)))
    async with asyncio.timeout(5):
        await is_renewing.wait()
    hand_over.cancel()
    await asyncio.gather(hand_over, return_exceptions=True)
    await channel.close()
    assert [each.outcome for each in told] == [Outcome.UNKNOWN]
    assert len(wechat.platform.people.cards_of(to)) == 1


# What WeChat calls back: the kind and the code of each receipt.
CALLBACKS = [
    (0, [(ReportKind.ARRIVED, "success")]),
    (21, [(ReportKind.FAILED, "failed:user block")]),
    (25, [(ReportKind.ARRIVED, "success")] * 2),
    (30, [(ReportKind.FAILED, "failed:system failed")]),
    (31, [(ReportKind.ARRIVED, "success")]),
    (32, [(ReportKind.ARRIVED, "success")]),
]


@pytest.mark.parametrize(("number", "said"), CALLBACKS)
async def test_callbacks_say_what_became_of_it_and_forged_ones_nothing(
    wechat: Wechat, number: int, said: list[tuple[ReportKind, str]]
) -> None:
    channel, notes, to = wechat.channel(), Notebook(), wechat.person(number)
    sent = await send_one(channel, to, notes)
    await notes.until(len(said))
    await wechat.platform.callbacks.until_said()
    await channel.close()
    receipts = notes.receipts(channel)
    assert [(each.kind, each.code) for each in receipts] == said
    assert {each.provider_id for each in receipts} == {sent.parts[0].provider_id}
    assert {each.to for each in receipts} == {to}
    assert all(each.happened_at for each in receipts)


async def test_no_callback_is_no_arrival(wechat: Wechat) -> None:
    channel, notes, to = wechat.channel(), Notebook(), wechat.person(24)
    assert (await send_one(channel, to, notes)).outcome is Outcome.ACCEPTED
    await wechat.platform.callbacks.until_said()
    await channel.close()
    assert notes.kept == []
    assert len(wechat.platform.people.cards_of(to)) == 1


async def test_the_message_opens_the_portal_and_tells_no_paper(wechat: Wechat) -> None:
    channel, to = wechat.channel(), wechat.person(0)
    await send_one(channel, to)
    await channel.close()
    (card,) = wechat.platform.people.cards_of(to)
    assert card.lines == ("孝义市人民法院", "李*", "K7M2PXQ4RT")
    assert card.link == "https://songda.court.example/s/K7M2PXQ4RT"


async def test_nothing_is_written_down_that_only_we_may_know(wechat: Wechat, caplog: pytest.LogCaptureFixture) -> None:
    channel, to = wechat.channel(), wechat.person(32)
    await send_one(channel, to)
    await wechat.platform.callbacks.until_said()
    await channel.close()
    text = caplog.text
    assert "turned away" in text
    assert not any(secret in text for secret in (to, number_of(to), "songdasandboxtoken", KEY, "K7M2PXQ4RT"))
