"""Callbacks: what each says, and what becomes of those that are late, doubled, old, forged, too large or not kept."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from songda import clock
from songda.channels.contract import ActKind, OwnerAct, Receipt, ReportKind
from songda.channels.wechat.callbacks import LOGGED_EACH, Envelope, Ours, pack, read_callback
from songda.channels.wechat.channel import WechatChannel
from songda_demo.sandbox.wechat.callbacks import xml_of
from songda_demo.sandbox.wechat.people import APP_ID, KEY, TEMPLATE, TOKEN
from tests.channels.contract_suite import Notebook
from tests.channels.wechat.bench import Wechat, free_port
from tests.rows import all_rows

ENVELOPE = Envelope(TOKEN, KEY, APP_ID)
LI = "oLi_0123456789abcdefghijkl"
AT = datetime(2026, 7, 31, 2, 0, tzinfo=UTC)
STAMP = str(int(AT.timestamp()))


def callback(inner: str, at: datetime = AT) -> tuple[str, bytes]:
    """A query and a body as WeChat sends them."""
    sealed, stamp = ENVELOPE.seal(inner.encode()), str(int(at.timestamp()))
    query = {"timestamp": stamp, "nonce": "7", "msg_signature": ENVELOPE.sign(stamp, "7", sealed)}
    return urlencode(query), f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()


def event(name: str, more: str = "", **tags: str) -> str:
    plain = xml_of(FromUserName=LI, CreateTime=STAMP, MsgType="event", Event=name, **tags)
    return plain.replace("</xml>", f"{more}</xml>")


def read(inner: str, *, is_alone: bool = False) -> list[Any]:
    return list(read_callback(ENVELOPE, Ours(TEMPLATE, is_alone), pack(*callback(inner))))


def sent_list(*entries: tuple[str, str, str]) -> str:
    """As a mini-program's callback lists messages: number, code of the error, status."""
    listed = "".join(
        f"<List><TemplateId>{TEMPLATE}</TemplateId><MsgID>{number}</MsgID><ErrorCode>{code}</ErrorCode>"
        f"<ErrorStatus>{status}</ErrorStatus></List>"
        for number, code, status in entries
    )
    return f"<SubscribeMsgSentEvent>{listed}</SubscribeMsgSentEvent>"


def changed(template: str, status: str) -> str:
    return (
        f"<SubscribeMsgChangeEvent><List><TemplateId>{template}</TemplateId>"
        f"<SubscribeStatusString>{status}</SubscribeStatusString></List></SubscribeMsgChangeEvent>"
    )


RECEIPTS = [
    (event("TEMPLATESENDJOBFINISH", MsgID="200163836", Status="success"), [(ReportKind.ARRIVED, "success")]),
    (
        event("TEMPLATESENDJOBFINISH", MsgID="200163836", Status="failed:user block"),
        [(ReportKind.FAILED, "failed:user block")],
    ),
    (
        event("TEMPLATESENDJOBFINISH", MsgID="200163836", Status="failed: system failed"),
        [(ReportKind.FAILED, "failed:system failed")],
    ),
    (
        event("TEMPLATESENDJOBFINISH", MsgID="200163836", Status="shown on a watch"),
        [(ReportKind.UNRECOGNISED, "shown on a watch")],
    ),
    (event("subscribe_msg_sent_event", sent_list(("200163836", "0", "success"))), [(ReportKind.ARRIVED, "success")]),
    (
        event("subscribe_msg_sent_event", sent_list(("200163836", "43101", "user refuse"), ("200163836", "0", ""))),
        [(ReportKind.FAILED, "failed:43101"), (ReportKind.ARRIVED, "success")],
    ),
]


@pytest.mark.parametrize(("inner", "said"), RECEIPTS)
def test_what_became_of_a_message(inner: str, said: list[tuple[ReportKind, str]]) -> None:
    receipts: list[Receipt] = read(inner)
    assert [(each.kind, each.code) for each in receipts] == said
    assert {(each.provider_id, each.to, each.happened_at) for each in receipts} == {("200163836", LI, AT)}


@pytest.mark.parametrize(
    ("inner", "is_alone", "ends_doubt"),
    [
        (event("TEMPLATESENDJOBFINISH", MsgID="7", Status="success"), True, True),
        (event("TEMPLATESENDJOBFINISH", MsgID="7", Status="success"), False, False),
        (event("subscribe_msg_sent_event", sent_list(("7", "0", "success"))), True, True),
        (event("subscribe_msg_sent_event", sent_list(("7", "0", "success")).replace(TEMPLATE, "other")), True, False),
    ],
)
def test_a_callback_ends_a_doubt_where_nobody_else_writes_from_the_account(
    inner: str, *, is_alone: bool, ends_doubt: bool
) -> None:
    (receipt,) = read(inner, is_alone=is_alone)
    assert receipt.ends_doubt is ends_doubt


def test_a_callback_that_names_no_message_finds_none() -> None:
    (receipt,) = read(event("TEMPLATESENDJOBFINISH", MsgID="0", Status="success"))
    assert receipt.provider_id is None


ACTS = [
    (event("SCAN", EventKey="word"), ActKind.CONNECTED, "word"),
    (event("subscribe", EventKey="qrscene_word"), ActKind.CONNECTED, "word"),
    (event("unsubscribe", EventKey=""), ActKind.LEFT, ""),
    (event("CLICK", EventKey="songda.leave"), ActKind.LEFT, ""),
    (event("CLICK", EventKey="songda.not-me"), ActKind.DENIED, ""),
    (event("subscribe_msg_change_event", changed(TEMPLATE, "reject")), ActKind.LEFT, ""),
    (xml_of(FromUserName=LI, CreateTime=STAMP, MsgType="text", Content=" 解绑 "), ActKind.LEFT, ""),
    (xml_of(FromUserName=LI, CreateTime=STAMP, MsgType="text", Content="TD"), ActKind.LEFT, ""),
    (xml_of(FromUserName=LI, CreateTime=STAMP, MsgType="text", Content="不是我"), ActKind.DENIED, ""),
]


@all_rows(("inner", "kind", "word"), ACTS)
def test_what_the_owner_does(inner: str, kind: ActKind, word: str) -> None:
    assert read(inner) == [OwnerAct(kind, LI, word, AT)]


NOTHING = [
    event("subscribe", EventKey=""),
    event("CLICK", EventKey="weather"),
    event("VIEW", EventKey="https://x.example"),
    event("subscribe_msg_change_event", changed("another", "reject")),
    event("subscribe_msg_change_event", changed(TEMPLATE, "accept")),
    event("something_new"),
    xml_of(FromUserName=LI, CreateTime=STAMP, MsgType="text", Content="你好，我不是我们公司的法人"),
    xml_of(FromUserName=LI, CreateTime=STAMP, MsgType="image"),
    "<xml/>",
]


@all_rows("inner", NOTHING)
def test_what_says_nothing_to_us(inner: str) -> None:
    assert read(inner) == []


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "99999999999999999999", "0"])
def test_a_moment_that_is_none_is_none(stamp: str) -> None:
    (act,) = read(event("unsubscribe").replace(STAMP, stamp))
    assert act.happened_at is None


@pytest.fixture
async def court() -> AsyncIterator[tuple[WechatChannel, Notebook]]:
    """A court that takes callbacks; the first that comes cannot be kept."""
    channel, notes = Wechat(None, 1, free_port()).channel(), Notebook(failures=1)  # type: ignore[arg-type]
    await channel.open(notes)
    yield channel, notes
    await channel.close()


async def bring(channel: WechatChannel, query: str, body: bytes) -> tuple[int, str]:
    assert channel.listener is not None
    url = f"http://127.0.0.1:{channel.listener.port}/wechat?{query}"
    async with aiohttp.ClientSession() as caller, caller.post(url, data=body) as answer:
        return answer.status, await answer.text()


async def test_what_cannot_be_kept_is_asked_for_again_and_then_kept_once(
    court: tuple[WechatChannel, Notebook],
) -> None:
    channel, notes = court
    query, body = callback(event("unsubscribe"), clock.now())
    assert (await bring(channel, query, body))[0] == 503
    assert await bring(channel, query, body) == (200, "success")
    assert await bring(channel, query, body) == (200, "success"), "and brought once more it changes nothing"
    assert len(notes.kept) == 1
    assert notes.kept[0].body == pack(query, body), "exactly as it came"


@pytest.mark.parametrize(("minutes", "status"), [(-10, 200), (10, 200), (-120, 403), (120, 403)])
async def test_a_clock_off_by_ten_minutes_loses_nothing_and_an_old_callback_is_none(
    court: tuple[WechatChannel, Notebook], minutes: int, status: int
) -> None:
    channel, notes = court
    notes.failures = 0
    query, body = callback(event("unsubscribe"), clock.now() + timedelta(minutes=minutes))
    assert (await bring(channel, query, body))[0] == status
    assert len(notes.kept) == (status == 200)


@pytest.mark.parametrize("at", ["before", "after"])
async def test_an_old_callback_does_not_pass_for_a_new_one_by_a_second_stamp(
    court: tuple[WechatChannel, Notebook], at: str
) -> None:
    channel, notes = court
    notes.failures = 0
    query, body = callback(event("unsubscribe"), clock.now() - timedelta(days=30))
    fresh = f"timestamp={int(clock.now().timestamp())}"
    doubled = f"{fresh}&{query}" if at == "before" else f"{query}&{fresh}"
    assert (await bring(channel, doubled, body))[0] == 403
    assert notes.kept == []


@pytest.mark.parametrize("inner", NOTHING)
async def test_what_says_nothing_to_us_is_taken_and_not_kept(court: tuple[WechatChannel, Notebook], inner: str) -> None:
    """What followers write to the court's account is no business of this program."""
    channel, notes = court
    assert await bring(channel, *callback(inner, clock.now())) == (200, "success")
    assert notes.kept == notes.refused == []


@pytest.mark.parametrize("which", ["query", "body"])
async def test_what_a_stranger_adds_makes_no_other_callback_of_it(
    court: tuple[WechatChannel, Notebook], which: str
) -> None:
    channel, notes = court
    notes.failures = 0
    query, body = callback(event("unsubscribe"), clock.now())
    for n in range(3):
        changed = (f"{query}&x={n}", body) if which == "query" else (query, body.replace(b"<xml>", b"<xml>" + b" " * n))
        assert await bring(channel, *changed) == (200, "success")
    assert len(notes.kept) == 1


async def test_strangers_who_knock_all_day_do_not_fill_the_log(
    court: tuple[WechatChannel, Notebook], caplog: pytest.LogCaptureFixture
) -> None:
    channel, _notes = court
    query, _ = callback(event("unsubscribe"), clock.now())
    for _ in range(LOGGED_EACH + 1):
        assert (await bring(channel, f"{query}&secret={LI}", b"<xml/>"))[0] == 403
    told = [line.getMessage() for line in caplog.records if "turned away" in line.getMessage()]
    assert [line.split("(")[1].split(" ")[0] for line in told] == ["1", str(LOGGED_EACH + 1)]
    assert LI not in "".join(told)


async def test_callbacks_in_json_are_told_of_whatever_else_is_turned_away(
    court: tuple[WechatChannel, Notebook], caplog: pytest.LogCaptureFixture
) -> None:
    channel, notes = court
    query, body = callback(event("unsubscribe"), clock.now())
    assert (await bring(channel, query, b"<xml/>"))[0] == 403
    sealed = body.decode().removeprefix("<xml><Encrypt>").removesuffix("</Encrypt></xml>")
    for text in (sealed, sealed[4:], 7):  # WeChat's, a stranger's, and what is none
        assert (await bring(channel, query, json.dumps({"ToUserName": LI, "Encrypt": text}).encode()))[0] == 403
    assert (await bring(channel, query, b"{"))[0] == 403
    told = [line.getMessage() for line in caplog.records if "turned away" in line.getMessage()]
    assert sum("choose XML" in line for line in told) == 1
    assert LI not in "".join(told)
    assert notes.kept == []


async def test_callbacks_that_name_no_message_are_kept_and_told_of(
    court: tuple[WechatChannel, Notebook], caplog: pytest.LogCaptureFixture
) -> None:
    channel, notes = court
    notes.failures = 0
    for number in ("0", "", "200163836"):
        inner = event("TEMPLATESENDJOBFINISH", MsgID=number, Status="success")
        assert await bring(channel, *callback(inner, clock.now())) == (200, "success")
    assert len(notes.kept) == 3
    (told,) = [line.getMessage() for line in caplog.records if "name no message" in line.getMessage()]
    assert "once=no" in told
    assert LI not in told


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"x" * 100_000, b"<!DOCTYPE x><xml/>", b"\xff\xfe"])
async def test_what_is_no_callback_is_turned_away(court: tuple[WechatChannel, Notebook], body: bytes) -> None:
    channel, notes = court
    query, _ = callback(event("unsubscribe"), clock.now())
    assert (await bring(channel, query, body))[0] in {403, 413}
    assert notes.kept == notes.refused == []


async def test_wechat_s_question_whether_the_address_is_ours_is_answered(
    court: tuple[WechatChannel, Notebook],
) -> None:
    channel, _notes = court
    assert channel.listener is not None
    asked = {"timestamp": "1714036504", "nonce": "1514711492", "echostr": "4375120948345356249"}
    signed = asked | {"signature": ENVELOPE.sign("1714036504", "1514711492")}
    url = f"http://127.0.0.1:{channel.listener.port}/wechat"
    async with aiohttp.ClientSession() as caller:
        async with caller.get(url, params=signed) as answer:
            assert (answer.status, await answer.text()) == (200, "4375120948345356249")
        async with caller.get(url, params=asked | {"signature": "0" * 40}) as answer:
            assert answer.status == 403
