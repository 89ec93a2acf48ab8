"""WeChat's side of an official account: tokens, codes to scan, messages taken or refused, callbacks.

All of it over HTTP, at the addresses that WeChat has and songda uses, with its statuses and its words.
"""

import asyncio
import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from songda import clock
from songda_demo.sandbox.store import Memory
from songda_demo.sandbox.wechat.callbacks import Callbacks
from songda_demo.sandbox.wechat.people import (
    APP_ID,
    SECRET,
    TEMPLATE,
    Answer,
    People,
    WechatFate,
    number_of,
    wechat_fate_of,
)

TOKEN_S: Final = 7200
ONCE_S: Final = 600.0  # so long a message's key is remembered
MOST_KEYS: Final = 50_000
SOON_S: Final = 0.5
LONGEST: Final[Mapping[str, int]] = {"thing": 20, "name": 10, "character_string": 32, "phone_number": 17, "phrase": 5}
Reply = dict[str, Any]


class HangUpError(Exception):
    """The line is cut here."""


class Platform:
    """One official account at WeChat's."""

    def __init__(self, callback_port: int, pace: float, store: Memory) -> None:
        self.people = People(store)
        self.callbacks = Callbacks(callback_port, pace)
        self.quota = 1_000_000  # messages that may still be sent today
        self._tokens: dict[str, float] = {}  # until when each is good
        self._stable = ""
        self._scenes: dict[str, tuple[str, float]] = {}
        self._keys: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        self._logins: dict[str, str] = {}
        self._seen_first: set[tuple[str, str]] = set()
        self._last_id = int(clock.now().timestamp() * 1000)

    async def stop(self) -> None:
        """Calls nobody back any more."""
        await self.callbacks.stop()

    def stable_token(self, asked: Mapping[str, Any]) -> Reply:
        """The same for all who ask, until it runs out or somebody forces another."""
        if asked.get("appid") != APP_ID:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("secret") != SECRET:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        left = self._tokens.get(self._stable, 0.0) - self._now()
        if asked.get("force_refresh") or left < 300:
            self._tokens.pop(self._stable, None)
            self._stable = self._new_token()
            left = TOKEN_S
        return {"access_token": self._stable, "expires_in": int(left)}

    def steal(self) -> None:
        """Somebody else forces another token: the one in use is worth nothing any more."""
        self._tokens.pop(self._stable, None)
        self._stable = self._new_token()

    def make_scene(self, asked: Mapping[str, Any], origin: str) -> Reply:
        """A code that is good for a while and brings back its word."""
        scene = asked.get("action_info", {}).get("scene", {}).get("scene_str", "")
        seconds = asked.get("expire_seconds", 60)
        if asked.get("action_name") != "QR_STR_SCENE" or not 1 <= len(scene) <= 64:
            return {"errcode": 40053, "errmsg": "invalid action info"}
        ticket = secrets.token_urlsafe(12)
        self._scenes[ticket] = (scene, self._now() + seconds)
        return {"ticket": ticket, "expire_seconds": seconds, "url": f"{origin}/q/{ticket}"}

    def codes(self) -> list[str]:
        """The tickets of the codes that are still good."""
        return [ticket for ticket, (_scene, until) in self._scenes.items() if until >= self._now()]

    def scan(self, ticket: str, open_id: str) -> bool:
        """Somebody scans a code; whether it is still good. Who does not follow yet does so with it."""
        scene, until = self._scenes.get(ticket, ("", 0.0))
        if until < self._now():
            return False
        if self.people.of(open_id).follows:
            self.callbacks.say(open_id, MsgType="event", Event="SCAN", EventKey=scene, Ticket=ticket)
        else:
            self.people.change(open_id, follows=True, blocks=False)
            self.callbacks.say(open_id, MsgType="event", Event="subscribe", EventKey=f"qrscene_{scene}", Ticket=ticket)
        return True

    def log_in(self, open_id: str) -> str:
        """`wx.login` in the court's mini-program: a code that is good once."""
        code = secrets.token_urlsafe(24)
        self._logins[code] = open_id
        return code

    def session_of(self, asked: Mapping[str, str]) -> Reply:
        """Who logged in with a code."""
        if asked.get("appid") != APP_ID:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("secret") != SECRET:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        open_id = self._logins.pop(asked.get("js_code", ""), "")
        if not open_id:
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"openid": open_id, "session_key": secrets.token_urlsafe(16)}

    def unfollow(self, open_id: str) -> None:
        self.people.change(open_id, follows=False)
        self.callbacks.say(open_id, MsgType="event", Event="unsubscribe", EventKey="")

    def say(self, open_id: str, words: str) -> None:
        """They write to the court."""
        self.callbacks.say(open_id, MsgType="text", Content=words, MsgId=str(self._next_id()))

    async def send(self, token: str, asked: Mapping[str, Any]) -> Reply:
        """One message; HangUpError where the fate says so."""
        if self._tokens.get(token, 0.0) < self._now():
            return {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"}
        open_id = str(asked.get("touser", ""))
        fate = wechat_fate_of(open_id)
        refusal = self._refusal(open_id, fate, asked)
        if refusal:
            return {"errcode": refusal, "errmsg": "refused"}
        key = (open_id, str(asked.get("client_msg_id") or secrets.token_hex(8)))
        is_first = key not in self._seen_first
        self._seen_first.add(key)
        if is_first and fate.answer is Answer.TOKEN_FIRST:
            self._tokens.pop(token, None)
            return {"errcode": 42001, "errmsg": "access_token expired"}
        if is_first and fate.answer is Answer.QUOTA_FIRST:
            return {"errcode": 45011, "errmsg": "api minute-quota reach limit"}
        message_id = self._deliver(key, fate, asked)
        await self._delay(fate)
        if is_first and fate.answer is Answer.BUSY_FIRST:
            return {"errcode": -1, "errmsg": "system error"}
        if is_first and fate.answer is Answer.HANGS_UP:
            raise HangUpError
        return {"errcode": 0, "errmsg": "ok", "msgid": message_id}

    def _refusal(self, open_id: str, fate: WechatFate, asked: Mapping[str, Any]) -> int:
        """The number with which it is refused, or 0."""
        if asked.get("template_id") != TEMPLATE:
            return 40037
        if not number_of(open_id):
            return 40003
        if fate.refusal:
            return fate.refusal
        if not self.people.of(open_id).follows:
            return 43004
        if self.quota <= 0:
            return 45009
        return 0 if _fits(asked.get("data")) else 47003

    def _deliver(self, key: tuple[str, str], fate: WechatFate, asked: Mapping[str, Any]) -> int:
        """The message's number; the same one for a message that was sent before under its key."""
        known, at = self._keys.get(key, (0, float("-inf")))
        if known and self._now() - at < ONCE_S:
            return known
        open_id, message_id = key[0], self._next_id()
        self._keys[key] = message_id, self._now()
        while len(self._keys) > MOST_KEYS:
            self._keys.popitem(last=False)
        self.quota -= 1
        person = self.people.of(open_id)
        if fate.reaches_phone and not person.blocks:
            lines = tuple(str(field["value"]) for field in asked["data"].values())
            self.people.show(open_id, lines, str(asked.get("url") or asked.get("page") or ""), clock.now())
        status = "failed:user block" if person.blocks else fate.status
        about = {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": str(message_id), "Status": status}
        if fate.is_forged_first:
            self.callbacks.forge(open_id, **{**about, "Status": "failed:user block"})
        if status:
            self.callbacks.say(open_id, after_s=self._callback_s(fate), times=fate.times, **about)
        return message_id

    @staticmethod
    def _callback_s(fate: WechatFate) -> float:
        return 0.0 if fate.answer is Answer.AFTER_THE_CALLBACK else SOON_S

    async def _delay(self, fate: WechatFate) -> None:
        if fate.answer is Answer.AFTER_THE_CALLBACK:
            await self.callbacks.until_said()

    def _new_token(self) -> str:
        token = secrets.token_urlsafe(48)
        self._tokens[token] = self._now() + TOKEN_S
        return token

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _fits(data: object) -> bool:
    """Whether the template takes these fields."""
    if not isinstance(data, dict) or not data:
        return False
    return all(
        0 < len(str(field.get("value", ""))) <= LONGEST.get(name.rstrip("0123456789"), 200)
        for name, field in data.items()
    )


PLATFORM: web.AppKey[Platform] = web.AppKey("wechat", Platform)


SENDING: Final = ("message/template/send", "message/subscribe/bizsend", "message/subscribe/send")


def add_routes(app: web.Application, platform: Platform) -> None:
    app[PLATFORM] = platform
    app.router.add_post("/cgi-bin/stable_token", give_token)
    app.router.add_post("/cgi-bin/qrcode/create", make_code)
    app.router.add_get("/sns/jscode2session", tell_session)
    for path in SENDING:
        app.router.add_post(f"/cgi-bin/{path}", send)


async def give_token(request: web.Request) -> web.Response:
    return web.json_response(request.app[PLATFORM].stable_token(await _asked(request)))


async def make_code(request: web.Request) -> web.Response:
    """A code to scan."""
    return web.json_response(request.app[PLATFORM].make_scene(await _asked(request), str(request.url.origin())))


async def tell_session(request: web.Request) -> web.Response:
    """Who logged in to the mini-program."""
    return web.json_response(request.app[PLATFORM].session_of(request.query))


async def send(request: web.Request) -> web.Response:
    try:
        reply = await request.app[PLATFORM].send(request.query.get("access_token", ""), await _asked(request))
    except HangUpError:
        if request.transport is not None:
            request.transport.abort()
        raise web.HTTPInternalServerError from None
    return web.json_response(reply)


async def _asked(request: web.Request) -> dict[str, Any]:
    try:
        asked = json.loads(await request.read())
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise web.HTTPOk(text='{"errcode": 47001, "errmsg": "data format error"}', content_type="application/json")
    return asked
