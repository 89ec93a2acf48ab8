"""Reads WeChat's callbacks: what became of a message, and what the owner of an account does there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from songda.channels.contract import ActKind, OwnerAct, Receipt, ReportKind
from songda.channels.wechat.said import said_words
from songda.channels.wechat.sealed import Envelope, Fields, open_callback

UNBIND_KEY: Final = "songda.leave"  # of the entries in the account's menu
DENY_KEY: Final = "songda.not-me"
_KEYS: Final = {UNBIND_KEY: ActKind.LEFT, DENY_KEY: ActKind.DENIED}
_LATEST: Final = 2**33  # seconds; what is beyond is no moment


def pack(query: str, body: bytes) -> bytes:
    """A callback exactly as it came, as one report: its query, then its body."""
    return query.encode() + b"\n" + body


def read_callback(envelope: Envelope, template: str, report: bytes) -> Sequence[Receipt | OwnerAct]:
    """What a report says of our template and of our account; ValueError for one that is none of WeChat's to it."""
    query, newline, body = report.partition(b"\n")
    if not newline:
        raise ValueError("not a callback")
    return list(_read(open_callback(envelope, query.decode("ascii", "replace"), body), template))


def _read(said: Fields, template: str) -> Iterator[Receipt | OwnerAct]:
    event = _text(said, "Event").lower() if _text(said, "MsgType") == "event" else ""
    if event == "templatesendjobfinish":
        yield _receipt(said, _text(said, "MsgID"), _text(said, "Status"))
    elif event == "subscribe_msg_sent_event":
        for one in _list(said, "SubscribeMsgSentEvent"):
            yield _receipt(said, _text(one, "MsgID"), _sent_status(one))
    elif event == "subscribe_msg_change_event":
        changed = _list(said, "SubscribeMsgChangeEvent")
        if any(
            _text(one, "TemplateId") == template and _text(one, "SubscribeStatusString") == "reject" for one in changed
        ):
            yield _act(said, ActKind.LEFT)
    elif (kind := _kind_of_act(said, event)) is not None:
        yield _act(said, kind)


def _act(said: Fields, kind: ActKind) -> OwnerAct:
    word = _text(said, "EventKey").removeprefix("qrscene_") if kind is ActKind.CONNECTED else ""
    return OwnerAct(kind, _text(said, "FromUserName"), word, _moment(said))


def _kind_of_act(said: Fields, event: str) -> ActKind | None:
    """What the owner did by scanning, by the menu, or in words."""
    key = _text(said, "EventKey")
    if event in {"scan", "subscribe"}:
        return ActKind.CONNECTED if key else None
    if event == "unsubscribe":
        return ActKind.LEFT
    if event == "click":
        return _KEYS.get(key)
    return _kind_of_words(_text(said, "Content").lower()) if _text(said, "MsgType") == "text" else None


def _kind_of_words(words: str) -> ActKind | None:
    return next((ActKind(kind) for kind, texts in said_words()["owner"].items() if words in texts), None)


def _receipt(said: Fields, message_id: str, status: str) -> Receipt:
    return Receipt(
        kind=_kind(status),
        code=status,
        provider_id=message_id if message_id.strip("0") else None,
        to=_text(said, "FromUserName") or None,
        part=1,
        happened_at=_moment(said),
    )


def _kind(status: str) -> ReportKind:
    if status == "success":
        return ReportKind.ARRIVED
    return ReportKind.FAILED if status.startswith("failed") else ReportKind.UNRECOGNISED


def _sent_status(one: Fields) -> str:
    code = _text(one, "ErrorCode")
    if code == "0":
        return "success"
    return f"failed:{code}" if code.lstrip("-").isdigit() else _text(one, "ErrorStatus")


def _list(said: Fields, name: str) -> list[Fields]:
    """The entries of such a list."""
    outer = said.get(name)
    inner = outer.get("List") if isinstance(outer, Mapping) else None
    return [one for one in (inner if isinstance(inner, list) else [inner]) if isinstance(one, Mapping)]


def _text(said: Fields, name: str) -> str:
    """The text of a tag, without the blanks that some of its words have and others have not."""
    found = said.get(name)
    return ":".join(part.strip() for part in found.split(":")) if isinstance(found, str) else ""


def _moment(said: Fields) -> datetime | None:
    text = _text(said, "CreateTime")
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < _LATEST:
        return None
    return datetime.fromtimestamp(int(text), UTC)
