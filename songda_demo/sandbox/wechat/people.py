"""The court's account at the sandbox's WeChat, and the people who have WeChat: what becomes of messages to them, by the
last two digits of their number; whether they follow the court, what came, what they deleted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from songda_demo.sandbox.store import Memory

MOST: Final = 5_000
APP_ID: Final = "wx5a4d2b1c0e3f6978"
SECRET: Final = "sandbox"  # noqa: S105 - the sandbox lets anybody in
TOKEN: Final = "songdasandboxtoken"  # noqa: S105
KEY: Final = "c29uZ2RhU2FuZGJveEtleVRoYXRFdmVyeWJvZHlLbm8"
TEMPLATE: Final = "songda-sandbox-template"
FIELDS: Final = "thing1,thing2,thing3,thing4,character_string5,phone_number6"
NAME: Final = "示范法院服务号"
ORIGINAL: Final = "gh_songdasandbox"  # the account as its own callbacks call it
_PREFIX: Final = "oSongdaSandbox_"


def open_id_of(number: str) -> str:
    """The account, at this court, of whoever has this telephone number."""
    return f"{_PREFIX}{number:0>11}"


def number_of(open_id: str) -> str:
    """The telephone number of an account, or an empty text."""
    return open_id.removeprefix(_PREFIX) if open_id.startswith(_PREFIX) else ""


def court_address(sandbox: str, listen: str) -> str:
    """What a court puts into SONGDA_WECHAT_URL to use this account; `sandbox` is host and port."""
    options = f"template={TEMPLATE}&fields={FIELDS}&token={TOKEN}&key={KEY}&name={NAME}&listen={listen}&alone=yes"
    return f"http://{APP_ID}:{SECRET}@{sandbox}?{options}"


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


@dataclass(frozen=True)
class Follower:
    """One person's account and how they stand with the court."""

    open_id: str
    follows: bool = False
    blocks: bool = False
    mutes: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Card:
    """One message as a phone shows it."""

    id: int
    open_id: str
    at: datetime
    lines: tuple[str, ...]
    link: str
    is_deleted: bool = False

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat(), "lines": list(self.lines)}


class People:
    """Every account that ever did or got something."""

    def __init__(self, store: Memory) -> None:
        self._store = store
        self._followers = {kept["open_id"]: Follower(**kept) for kept in store.all("wechat_follower")}
        self._cards = {
            kept["id"]: Card(
                **{**kept, "at": datetime.fromisoformat(kept["at"]), "lines": tuple(kept["lines"])},
            )
            for kept in store.all("wechat_card")
        }
        self._last = max(self._cards, default=0)
        self.taken = len(self._cards)

    def of(self, open_id: str) -> Follower:
        """How somebody stands with the court; nobody follows from the beginning."""
        return self._followers.get(open_id, Follower(open_id))

    def change(self, open_id: str, **how: Any) -> Follower:
        """They follow, leave, block, mute …"""
        self._followers[open_id] = follower = replace(self.of(open_id), **how)
        self._store.put("wechat_follower", int(number_of(open_id) or 0), follower)
        return follower

    def show(self, open_id: str, lines: tuple[str, ...], link: str, at: datetime) -> Card:
        """A message comes to a phone."""
        self.taken += 1
        self._last += 1
        card = Card(self._last, open_id, at, lines, link)
        self._put(card)
        if len(self._cards) > MOST:
            oldest = next(iter(self._cards))
            del self._cards[oldest]
            self._store.drop("wechat_card", oldest)
        return card

    def delete(self, open_id: str) -> None:
        """They delete what came from the court; that it came stays true."""
        for card in self.cards_of(open_id):
            self._put(replace(card, is_deleted=True))

    def cards_of(self, open_id: str) -> list[Card]:
        """What a phone shows, oldest first."""
        return [card for card in self._cards.values() if card.open_id == open_id and not card.is_deleted]

    def numbers(self) -> Mapping[str, int]:
        """Everybody's telephone number with how many messages their WeChat shows, the latest first."""
        known = dict.fromkeys([card.open_id for card in reversed(self._cards.values())], 0)
        known |= dict.fromkeys(self._followers, 0)
        for card in self:
            known[card.open_id] += 1
        return {number_of(open_id): count for open_id, count in known.items() if number_of(open_id)}

    def __iter__(self) -> Iterator[Card]:
        return (card for card in self._cards.values() if not card.is_deleted)

    def _put(self, card: Card) -> None:
        self._cards[card.id] = card
        self._store.put("wechat_card", card.id, card)


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
