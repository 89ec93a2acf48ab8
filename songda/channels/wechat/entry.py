"""WeChat's row, the kind of address that it reaches, and what makes its settings safe."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from songda.channels.contract import Channel, ChannelError
from songda.channels.entry import Entry, Weakness, option_of
from songda.channels.wechat.address import Kind, WechatAddress, read_wechat_address
from songda.channels.wechat.errors import Fault, fault_of, what_to_mend, why_failed
from songda.channels.wechat.wording import message_text
from songda.core.delivery.address_kinds import AddressKind
from songda.core.delivery.routes import Route
from songda.core.law.facts import Channel as Way
from songda.core.refusal import WrongField
from songda.exchange import Bounds, ExchangeError, post, read_json

ANSWER_S: Final = 3.0
KEY_IS_GOOD: Final = timedelta(minutes=8)
_OPEN_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")


def _read_open_id(text: str) -> str:
    account = text.strip()
    if _OPEN_ID.fullmatch(account):
        return account
    raise WrongField("value", "wrong_account")


def _mask_open_id(account: str) -> str:
    return f"***{account[-4:]}"


def _is_open_id(text: str) -> bool:
    return _OPEN_ID.fullmatch(text) is not None


def _open(url: str) -> Channel:
    from songda.channels.wechat.address import read_wechat_address
    from songda.channels.wechat.channel import WechatChannel

    return WechatChannel(read_wechat_address(url))


def _sends_once_for(url: str) -> timedelta:
    """Of template messages with a key of ours; WeChat promises ten minutes, of which two are left for slow clocks."""
    return KEY_IS_GOOD if read_wechat_address(url).repeats else timedelta()


def _invite(url: str, word: str, seconds: int) -> str:

    return invite(url, word, seconds)


def _weaknesses(url: str) -> Iterator[Weakness]:
    from songda.channels.wechat.address import LOOPBACK, SHORTEST_TOKEN, read_wechat_address

    try:
        address = read_wechat_address(url)
    except ChannelError as wrong:
        yield Weakness(f"{wrong}.", "See docs/howto/connect-wechat.md.")
        return
    if len(address.token) < SHORTEST_TOKEN:
        yield Weakness(
            "The token that signs WeChat's callbacks is short enough to be guessed.",
            f"Set one of at least {SHORTEST_TOKEN} letters at WeChat's and as token= in SONGDA_WECHAT_URL.",
        )
    if address.listen is None:
        yield Weakness(
            "No worker takes WeChat's callbacks: no arrival is ever known, and nobody can connect an account.",
            "Add listen=127.0.0.1:8106 to SONGDA_WECHAT_URL and lead the callbacks' address there.",
        )
    elif address.listen[0] not in LOOPBACK:
        yield Weakness(
            f"WeChat's callbacks are taken on {address.listen[0]}, in clear.",
            "Listen on 127.0.0.1 and let the court's web server, which speaks TLS, lead them there.",
        )


def _listener_missing(url: str) -> Iterator[Weakness]:
    """Where a place for callbacks is named some worker listens there: else no arrival is ever known."""
    from songda.channels.wechat.address import read_wechat_address

    try:
        address = read_wechat_address(url)
    except ChannelError:
        return
    if address.listen is not None and not _is_answered(*address.listen, address.path):
        yield Weakness(
            f"No worker takes WeChat's callbacks at port {address.listen[1]}: nobody learns what arrives.",
            "Run `songda worker` where listen= of SONGDA_WECHAT_URL points; see which program has the port.",
        )


def _is_answered(host: str, port: int, path: str) -> bool:
    """Whether somebody there turns an unsigned callback away, as our listener does."""
    line = HTTPConnection(host, port, timeout=ANSWER_S)
    try:
        line.request("GET", path)
        return line.getresponse().status == 403
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


async def _sign_in(url: str) -> None:
    await asyncio.to_thread(_token, read_wechat_address(url))


ACCOUNT: Final = AddressKind("openid", _read_open_id, _mask_open_id, is_whole=_is_open_id, is_connected=True)
ENTRY: Final = Entry(
    route=Route(
        "wechat",
        counts_as=Way.WECHAT,
        reaches=(ACCOUNT,),
        rank=1,
        may_carry_code=False,  # who opens WeChat there may be a child or a spouse; and codes are another template
        silence_window=timedelta(hours=1),  # WeChat calls back within seconds, three times, then never again
        why_failed=why_failed,
        text=message_text,
    ),
    setting="SONGDA_WECHAT_URL",
    open_channel=_open,
    sender=option_of("name"),
    missing="",
    weaknesses=_weaknesses,
    lacks=_listener_missing,
    invite=_invite,
    sign_in=_sign_in,
    sends_once_for=_sends_once_for,
)


# Somebody waits with the page open.
PATIENCE: Final = Bounds(connect_s=2.0, piece_s=3.0, whole=1, most_bytes=64 * 1024)


def invite(url: str, word: str, seconds: int) -> str:
    """The text of a QR code that is good for so many seconds and brings back this word; ChannelError where none is."""
    address = read_wechat_address(url)
    if address.kind is Kind.MINI:  # WeChat opens it by a link of its own; what runs out is our word alone
        if not address.scan:
            raise ChannelError("no link opens the mini-program (scan=)", permanent=True)
        return f"{address.scan}?word={word}"
    token = _token(address)
    scene = {"action_name": "QR_STR_SCENE", "expire_seconds": seconds, "action_info": {"scene": {"scene_str": word}}}
    link = _post(f"{address.base}/cgi-bin/qrcode/create?access_token={token}", scene).get("url")
    if not isinstance(link, str) or not link.startswith(("http://", "https://", "weixin://")) or len(link) > 200:
        raise ChannelError("WeChat gave no QR code", permanent=False)
    return link


def _token(address: WechatAddress) -> str:
    """That which all of the court's processes use; ChannelError where WeChat gives none."""
    body = {"grant_type": "client_credential", "appid": address.app_id, "secret": address.secret}
    return str(_post(f"{address.base}/cgi-bin/stable_token", body).get("access_token") or "")


def _post(url: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        came = read_json(post(url, json.dumps(body).encode(), {}, PATIENCE).body)
    except (ExchangeError, ValueError) as wrong:
        raise ChannelError(f"WeChat cannot be reached ({type(wrong).__name__})", permanent=False) from None
    if not isinstance(came, dict) or came.get("errcode"):
        code = came.get("errcode") if isinstance(came, dict) else -999
        known = code if isinstance(code, int) else -999
        is_ours = fault_of(known) is Fault.COURT
        raise ChannelError(what_to_mend(known) if is_ours else f"WeChat refuses ({known})", permanent=is_ours)
    return came
