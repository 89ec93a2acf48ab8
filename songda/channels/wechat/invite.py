"""Asks WeChat for a QR code: whoever scans it within its minutes shows us which account is theirs."""

import json
from collections.abc import Mapping
from typing import Any, Final

import requests

from songda.channels.contract import ChannelError
from songda.channels.wechat.address import Kind, read_wechat_address
from songda.channels.wechat.errors import Fault, fault_of, what_to_mend

PATIENCE_S: Final = (2.0, 3.0)  # somebody waits with the page open
LARGEST: Final = 64 * 1024


def invite(url: str, word: str, seconds: int) -> str:
    """The text of a QR code that is good for so many seconds and brings back this word; ChannelError where none is."""
    address = read_wechat_address(url)
    if address.kind is Kind.MINI:
        raise ChannelError("a mini-program makes its own codes", permanent=True)
    body = {"grant_type": "client_credential", "appid": address.app_id, "secret": address.secret}
    token = str(_post(f"{address.base}/cgi-bin/stable_token", body).get("access_token") or "")
    scene = {"action_name": "QR_STR_SCENE", "expire_seconds": seconds, "action_info": {"scene": {"scene_str": word}}}
    link = _post(f"{address.base}/cgi-bin/qrcode/create?access_token={token}", scene).get("url")
    if not isinstance(link, str) or not link.startswith(("http://", "https://", "weixin://")) or len(link) > 200:
        raise ChannelError("WeChat gave no QR code", permanent=False)
    return link


def _post(url: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        with requests.post(
            url, data=json.dumps(body).encode(), timeout=PATIENCE_S, allow_redirects=False, stream=True
        ) as answer:
            came = json.loads(answer.raw.read(LARGEST, decode_content=True))
    except (requests.RequestException, ValueError, OSError) as wrong:  # its words may quote the token
        raise ChannelError(f"WeChat cannot be reached ({type(wrong).__name__})", permanent=False) from None
    if not isinstance(came, dict) or came.get("errcode"):
        code = came.get("errcode") if isinstance(came, dict) else -999
        known = code if isinstance(code, int) else -999
        is_ours = fault_of(known) is Fault.COURT
        raise ChannelError(what_to_mend(known) if is_ours else f"WeChat refuses ({known})", permanent=is_ours)
    return came
