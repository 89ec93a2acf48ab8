"""The envelopes of callbacks: the published examples, what others wrote, and what is turned away."""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.channels.contract import ActKind, OwnerAct
from songda.channels.wechat.callbacks import Envelope, ForgedError, Ours, open_callback, pack, read_callback, read_xml
from tests.rows import all_rows

PAYLOADS = Path(__file__).parents[1] / "payloads" / "wechat"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wxb11529c136998cb6"
ENVELOPE = Envelope("pamtest", KEY, APP_ID)


def callback(envelope: Envelope, inner: bytes, **changed: str) -> tuple[str, bytes]:
    """A query and a body as WeChat sends them."""
    sealed = envelope.seal(inner)
    query = {"timestamp": "1714036504", "nonce": "1514711492", "encrypt_type": "aes"}
    query |= {"msg_signature": envelope.sign(query["timestamp"], query["nonce"], sealed), **changed}
    return urlencode(query), f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()


def test_the_published_example_of_a_signature_is_met() -> None:
    envelope = Envelope("AAAAA", KEY, APP_ID)
    assert envelope.is_signed("f464b24fc39322e44b38aa78f5edd27bd1441696", "1714036504", "1514711492")


@pytest.mark.parametrize("name", ["wechatpy", "wechat-crypto"])
def test_what_other_programs_sealed_is_opened(name: str) -> None:
    kept = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    envelope = Envelope(kept["token"], kept["key"], kept["app_id"])
    assert envelope.open(kept["sealed"]).decode() == kept["plain"]
    assert envelope.is_signed(kept["signature"], kept["timestamp"], kept["nonce"], kept["sealed"])


FOREIGN = json.loads((PAYLOADS / "wechatpy-callbacks.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kept", FOREIGN["callbacks"], ids=lambda kept: str(kept["name"]))
def test_whole_callbacks_of_another_program_are_read_as_it_reads_them(kept: Mapping[str, Any]) -> None:
    envelope = Envelope(FOREIGN["token"], FOREIGN["key"], FOREIGN["app_id"])
    (said,) = read_callback(envelope, Ours("template"), pack(kept["query"], kept["body"].encode()))
    told = kept["read_as"]
    if isinstance(said, OwnerAct):
        assert said.address == told["source"]
        assert (said.kind, said.word) in {(ActKind.CONNECTED, told["key"]), (ActKind.LEFT, "")}
    else:
        assert (said.to, said.code, said.provider_id) == (told["source"], told["key"], "200163840")
    with pytest.raises(ForgedError):
        read_callback(
            envelope, Ours("template"), pack(kept["query"].replace("nonce77", "nonce78"), kept["body"].encode())
        )


@given(st.binary(max_size=300))
def test_whatever_is_sealed_is_opened_again(content: bytes) -> None:
    assert ENVELOPE.open(ENVELOPE.seal(content)) == content


def test_a_callback_is_opened() -> None:
    query, body = callback(ENVELOPE, "<xml><Event><![CDATA[subscribe]]></Event><A>一</A></xml>".encode())
    assert open_callback(ENVELOPE, query, body) == {"Event": "subscribe", "A": "一"}


FORGERIES: dict[str, Callable[[], tuple[str, bytes]]] = {
    "another token": lambda: callback(Envelope("other", KEY, APP_ID), b"<xml/>"),
    "another account": lambda: callback(Envelope("pamtest", KEY, "wx0000000000000000"), b"<xml/>"),
    "another key": lambda: callback(Envelope("pamtest", KEY[::-1], APP_ID), b"<xml/>"),
    "another nonce": lambda: callback(ENVELOPE, b"<xml/>", nonce="1"),
    "no signature": lambda: callback(ENVELOPE, b"<xml/>", msg_signature=""),
    "a signature that is no text of ours": lambda: callback(ENVELOPE, b"<xml/>", msg_signature="签"),
    "in clear": lambda: ("", b"<xml><Event>subscribe</Event></xml>"),
    "an empty envelope": lambda: ("", b"<xml><Encrypt></Encrypt></xml>"),
    "two envelopes": lambda: ("", b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>"),
}


@all_rows("what", FORGERIES)
def test_a_forged_callback_is_turned_away(what: str) -> None:
    query, body = FORGERIES[what]()
    with pytest.raises(ForgedError):
        open_callback(ENVELOPE, query, body)


@pytest.mark.parametrize("sealed", ["", "!", "AAAA", base64.b64encode(bytes(16)).decode(), "一" * 8])
def test_what_was_never_sealed_is_not_opened(sealed: str) -> None:
    with pytest.raises(ForgedError):
        ENVELOPE.open(sealed)


BOMBS = {
    "entities that grow": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
    "a file from outside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
    "an empty declaration": b"<!DOCTYPE xml><xml><A>1</A></xml>",
    "too deep": b"<a>" * 50 + b"</a>" * 50,
    "too many tags": b"<xml>" + b"<a/>" * 500 + b"</xml>",
    "too long": b"<xml><a>" + b"x" * 70_000 + b"</a></xml>",
    "cut off": b"<xml><a>",
    "nothing": b"",
    "no XML": "送达".encode(),
}


@all_rows("what", BOMBS)
def test_no_document_does_harm(what: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_xml(BOMBS[what])
