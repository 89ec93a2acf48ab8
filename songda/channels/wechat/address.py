"""Reads the address of a WeChat account: https://appid:secret@api.weixin.qq.com?template=…&fields=…&token=…&key=…."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from songda.channels.contract import ChannelError
from songda.channels.entry import duration, port, positive

KNOWN: Final = frozenset(
    {
        "send",
        "template",
        "fields",
        "page",
        "scan",
        "once",
        "alone",
        "name",
        "token",
        "key",
        "listen",
        "path",
        "window",
        "answer_s",
    }
)
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_APP_ID: Final = re.compile(r"wx[0-9a-f]{16}")
_KEY: Final = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9]{3,32}")
_FIELD: Final = re.compile(r"[a-z_]{1,30}[0-9]{0,3}")
_PATH: Final = re.compile(r"(/[\w.~-]+)+")
_LINK: Final = re.compile(r"https://[\w.:~/-]{1,120}", re.ASCII)
SHORTEST_TOKEN: Final = 16


class Kind(StrEnum):
    """Which sort of message the account was allowed to send."""

    TEMPLATE = "template"  # of an official account, to whoever follows it
    SUBSCRIPTION = "subscription"  # of an official account, to whoever agreed to this very template
    MINI = "mini"  # of a mini-program, to whoever agreed to this very template


@dataclass(frozen=True)
class WechatAddress:
    """Whose account it is, what was approved for it, and where its callbacks come in."""

    base: str  # scheme, host and port of the interface
    app_id: str
    secret: str
    template: str
    fields: tuple[str, ...]  # of the template, in the order of the lines of a message
    token: str  # signs callbacks
    key: str  # encrypts them
    kind: Kind = Kind.TEMPLATE
    page: str = ""  # of the mini-program that a message opens
    scan: str = ""  # the ordinary link that opens the mini-program where it is scanned; empty: nobody connects there
    is_keyed: bool = True  # a repeated message is known by its key and sent once (template messages alone)
    is_alone: bool = False  # no other program writes from this account
    name: str = ""  # of the account, as people see it
    listen: tuple[str, int] | None = None  # callbacks are taken here; None: by another worker
    path: str = "/wechat"
    window: int = 100
    answer_s: float = 10.0

    @property
    def repeats(self) -> bool:
        """Whether the same message may be handed over again while nobody knows what became of it."""
        return self.is_keyed and self.kind is Kind.TEMPLATE


@lru_cache(maxsize=8)
def read_wechat_address(url: str) -> WechatAddress:
    """The address in a URL; ChannelError says what is wrong with it (never quoting secret, token or key)."""
    try:
        return _read(url)
    except ValueError as wrong:
        raise ChannelError(f"WeChat account's address: {wrong}", permanent=True) from None


def _read(url: str) -> WechatAddress:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if unknown := options.keys() - KNOWN:
        raise ValueError(f"unknown option {min(unknown)}")
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("it must look like https://appid:secret@api.weixin.qq.com?template=…")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("http:// is for this machine alone; say https://")
    _require("appid (wx and 16 letters or digits)", _APP_ID, unquote(parts.username or ""))
    _require("token= (3 to 32 letters or digits)", _TOKEN, options.get("token", ""))
    _require("key= (43 letters or digits)", _KEY, options.get("key", ""))
    if not parts.password or not options.get("template"):
        raise ValueError("the secret or template= is missing")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    plain = WechatAddress(
        base=f"{parts.scheme}://{host}{port}",
        app_id=unquote(parts.username or ""),
        secret=unquote(parts.password),
        template=options["template"],
        fields=_fields(options.get("fields", "")),
        token=options["token"],
        key=options["key"],
    )
    return _checked(replace(plain, **_agreements(options)))


def _agreements(options: Mapping[str, str]) -> dict[str, Any]:
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "send": ("kind", _kind),
        "page": ("page", str),
        "scan": ("scan", str),
        "once": ("is_keyed", partial(_yes_or_no, "once")),
        "alone": ("is_alone", partial(_yes_or_no, "alone")),
        "name": ("name", str),
        "listen": ("listen", _host_and_port),
        "path": ("path", str),
        "window": ("window", positive),
        "answer_s": ("answer_s", duration),
    }
    return {name: read(options[key]) for key, (name, read) in readers.items() if key in options}


def _checked(address: WechatAddress) -> WechatAddress:
    if address.kind is Kind.MINI and not address.page:
        raise ValueError("send=mini needs page=, the page of the mini-program that a message opens")
    if address.scan and (address.kind is not Kind.MINI or not _LINK.fullmatch(address.scan)):
        raise ValueError("scan= is for send=mini: the link that opens the mini-program, https:// without ? and #")
    if not _PATH.fullmatch(address.path):
        raise ValueError("path= must look like /wechat")
    return address


def _require(what: str, form: re.Pattern[str], text: str) -> None:
    if not form.fullmatch(text):
        raise ValueError(f"it needs {what}")


def _fields(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names or not all(_FIELD.fullmatch(name) for name in names) or len(set(names)) < len(names):
        raise ValueError("fields= names each field of the template once, such as thing1,thing2,thing3")
    return names


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise ValueError(f"send= is {', '.join(Kind)}") from None


def _yes_or_no(option: str, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError(f"{option}= is yes or no")
    return text == "yes"


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, number = text.rpartition(":")
    if not host or not number.isdigit():
        raise ValueError("listen= must look like 127.0.0.1:8106")
    return host.strip("[]"), port(number)
