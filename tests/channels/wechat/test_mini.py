"""A mini-program: who scans is asked of WeChat by their login, and subscriptions are all that goes there."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from songda import clock
from songda.channels.contract import ActKind, ChannelError, Outcome, OwnerAct, ReportKind
from songda.channels.wechat.address import read_wechat_address
from songda.channels.wechat.callbacks import CALLER_WINDOW_S, LOGINS_A_CALLER, Callers
from songda.channels.wechat.channel import WechatChannel
from songda.channels.wechat.entry import ENTRY
from tests.channels.contract_suite import Notebook
from tests.channels.wechat.bench import Wechat, account, message, running

SCAN = "https://sd.court.example/mini"
MINI = {"send": "mini", "page": "pages/open", "scan": SCAN}
WORD = "0123456789abcdef" * 2
LI = account(1300)
Court = tuple[Wechat, WechatChannel, Notebook]


@pytest.fixture
async def court() -> AsyncIterator[Court]:
    async with running(pace=0.02) as wechat:
        channel, notes = wechat.channel(**MINI), Notebook()
        await channel.open(notes)
        yield wechat, channel, notes
        await channel.close()


async def bring(channel: WechatChannel, body: object, told: str = "") -> int:
    assert channel.listener is not None
    url = f"http://127.0.0.1:{channel.listener.port}/wechat/connect"
    named = {"X-Forwarded-For": told} if told else {}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with aiohttp.ClientSession() as caller, caller.post(url, data=raw, headers=named) as answer:
        return answer.status


def test_its_code_is_a_link_that_opens_it_with_the_word() -> None:
    url = Wechat(None, 1, 2).url(**MINI)  # type: ignore[arg-type]
    assert ENTRY.invite is not None
    assert ENTRY.invite(url, WORD, 600) == f"{SCAN}?word={WORD}"


def test_without_such_a_link_nobody_is_shown_a_code() -> None:
    url = Wechat(None, 1, 2).url(send="mini", page="p")  # type: ignore[arg-type]
    assert ENTRY.invite is not None
    with pytest.raises(ChannelError, match="scan="):
        ENTRY.invite(url, WORD, 600)


@pytest.mark.parametrize(
    "wrong",
    [{"scan": SCAN}, MINI | {"scan": "http://a.example/x"}, MINI | {"scan": f"{SCAN}?a=b"}, MINI | {"scan": "x"}],
)
def test_a_link_that_opens_nothing_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ChannelError, match="scan="):
        read_wechat_address(Wechat(None, 1, 2).url(**wrong))  # type: ignore[arg-type]


async def test_whose_login_it_is_wechat_says_and_the_account_is_kept_with_the_word(court: Court) -> None:
    wechat, channel, notes = court
    before = clock.now()
    assert await bring(channel, {"word": WORD, "code": wechat.platform.log_in(LI), "openid": account(9)}) == 200
    (kept,) = notes.kept
    (act,) = channel.read_report(kept.body)
    assert isinstance(act, OwnerAct)
    assert (act.kind, act.address, act.word) == (ActKind.CONNECTED, LI, WORD)
    assert act.happened_at is not None
    assert abs((act.happened_at - before).total_seconds()) < 5
    assert b"session" not in kept.body, "what else WeChat answers is none of ours"


async def test_a_login_is_good_once_and_nobody_s_word_stands_for_it(court: Court) -> None:
    wechat, channel, notes = court
    code = wechat.platform.log_in(LI)
    assert [await bring(channel, {"word": WORD, "code": each}) for each in (code, code, "made-up")] == [200, 403, 403]
    assert len(notes.kept) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"[" * 50_000, {"word": WORD}, {"word": "short", "code": "x"}, {"word": WORD, "code": "a b"}],
)
async def test_what_no_mini_program_brings_is_turned_away_and_asks_nobody(court: Court, body: object) -> None:
    wechat, channel, notes = court
    wechat.platform.session_of = None  # type: ignore[method-assign,assignment]
    assert await bring(channel, body) == 400
    assert notes.kept == []


async def test_whoever_brings_logins_without_end_costs_no_question_and_others_go_on(court: Court) -> None:
    wechat, channel, _ = court
    asked = [await bring(channel, {"word": WORD, "code": f"made-up-{n}"}, "192.0.2.1") for n in range(LOGINS_A_CALLER)]
    assert set(asked) == {403}
    wechat.platform.session_of = None  # type: ignore[method-assign,assignment]
    assert await bring(channel, {"word": WORD, "code": "x"}, "192.0.2.1") == 429
    assert await bring(channel, {"word": WORD, "code": "x"}, "198.51.100.9, 192.0.2.1") == 429, "what it says itself"
    assert await bring(channel, b"{}", "192.0.2.2") == 400


def test_a_caller_is_let_in_again_when_the_time_is_over_and_few_are_kept() -> None:
    callers = Callers()
    assert [callers.is_one_too_often("a", 0.0) for _ in range(LOGINS_A_CALLER + 1)][-2:] == [False, True]
    assert not callers.is_one_too_often("a", CALLER_WINDOW_S)


async def test_what_cannot_be_kept_is_not_taken(court: Court) -> None:
    wechat, channel, notes = court
    notes.failures = 1
    assert await bring(channel, {"word": WORD, "code": wechat.platform.log_in(LI)}) == 503


async def test_only_a_mini_program_has_such_a_door() -> None:
    async with running() as wechat:
        channel = wechat.channel()
        await channel.open(Notebook())
        assert await bring(channel, {"word": WORD, "code": wechat.platform.log_in(LI)}) == 404
        await channel.close()


async def test_a_subscription_s_message_opens_the_page_and_its_arrival_comes_back(court: Court) -> None:
    wechat, channel, notes = court
    to = wechat.person(0)
    (sent,) = await channel.submit([message(7, to)])
    await notes.until(1)
    (receipt,) = notes.receipts(channel)
    (card,) = wechat.platform.people.cards_of(to)
    assert sent.outcome is Outcome.ACCEPTED
    assert (receipt.kind, receipt.provider_id) == (ReportKind.ARRIVED, sent.parts[0].provider_id)
    assert card.link == "pages/open?code=K7M2PXQ4RT"


async def test_nothing_of_a_login_is_written_down(court: Court, caplog: pytest.LogCaptureFixture) -> None:
    wechat, channel, _notes = court
    code = wechat.platform.log_in(LI)
    for each in (code, code):
        await bring(channel, {"word": WORD, "code": each})
    assert "turned away" in caplog.text
    assert not any(secret in caplog.text for secret in (LI, WORD, code, "sandbox@"))
