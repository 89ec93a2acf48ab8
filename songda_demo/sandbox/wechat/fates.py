"""What becomes of a WeChat message in the sandbox: the last two digits of the account's telephone number decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Answer(StrEnum):
    """How the interface answers."""

    AT_ONCE = "at once"
    AFTER_THE_CALLBACK = "after the callback"
    BUSY_FIRST = "busy at first, though it was sent"
    HANGS_UP = "hangs up once, though it was sent"
    TOKEN_FIRST = "the token is worthless at first"  # noqa: S105
    QUOTA_FIRST = "the minute's quota is used up at first"


@dataclass(frozen=True)
class WechatFate:
    """How WeChat treats messages to an account."""

    zh: str
    en: str
    status: str = "success"  # what the callback says; empty: none ever comes
    times: int = 1  # so often the callback comes
    refusal: int = 0  # the number with which the interface refuses
    answer: Answer = Answer.AT_ONCE
    is_forged_first: bool = False  # somebody else's callbacks come before
    reaches_phone: bool = True


ORDINARY: Final = WechatFate("正常送达", "arrives, and WeChat calls back")

WECHAT_FATES: Final[Mapping[str, WechatFate]] = {
    "21": WechatFate("被用户拒收", "the account has blocked the court", "failed:user block", reaches_phone=False),
    "22": WechatFate("用户未授权接收", "no permission to send", refusal=43101, reaches_phone=False),
    "23": WechatFate("无此用户", "no such account", refusal=40003, reaches_phone=False),
    "24": WechatFate("已到达但无回调", "arrives, but WeChat never calls back", ""),
    "25": WechatFate("回调重复", "WeChat calls back twice", times=2),
    "26": WechatFate("首次答复系统繁忙", "busy at first, though it was sent", answer=Answer.BUSY_FIRST),
    "27": WechatFate("提交后断线", "arrives, but the answer is lost once", answer=Answer.HANGS_UP),
    "28": WechatFate("首次令牌失效", "the token is worthless at first", answer=Answer.TOKEN_FIRST),
    "29": WechatFate("首次超过频率", "the quota is used up at first", answer=Answer.QUOTA_FIRST),
    "30": WechatFate("系统失败", "WeChat fails to deliver", "failed: system failed", reaches_phone=False),
    "31": WechatFate("回调先于应答", "WeChat calls back before it answers", answer=Answer.AFTER_THE_CALLBACK),
    "32": WechatFate("先有伪造回调", "forged callbacks come first", is_forged_first=True),
}


def wechat_fate_of(open_id: str) -> WechatFate:
    """What becomes of messages to this account."""
    return WECHAT_FATES.get(open_id[-2:], ORDINARY)
