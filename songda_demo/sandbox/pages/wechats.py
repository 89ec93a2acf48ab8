"""The WeChat of each phone: what the court sent there, and what its owner can do about the court."""

from typing import Any

from aiohttp import web

from songda import clock
from songda_demo.sandbox.pages.phones import REFRESH_S, pause_link
from songda_demo.sandbox.pages.render import day_and_time, entry_list, fill, fill_with, page, with_links
from songda_demo.sandbox.wechat.people import NAME, Card, Follower, open_id_of
from songda_demo.sandbox.wechat.platform import Platform
from songda_demo.sandbox.world import WORLD

NUMBER = "{number:[0-9]{1,11}}"
DEEDS = ("follow", "unfollow", "block", "unblock", "mute", "unmute", "delete", "leave", "not-me")


def add_routes(app: web.Application) -> None:
    app.router.add_get("/wechat", show_wechats)
    app.router.add_get(f"/wechat/{NUMBER}", show_wechat)
    app.router.add_post(f"/wechat/{NUMBER}", act)
    app.router.add_get("/q/{ticket}", show_code)
    app.router.add_post("/q/{ticket}", scan)
    app.router.add_get("/api/wechat/codes", list_codes)
    app.router.add_get(f"/api/wechat/{NUMBER}/messages", list_messages)


def _platform(request: web.Request) -> Platform:
    return request.app[WORLD].wechat


async def show_wechats(request: web.Request) -> web.Response:
    """Everybody's WeChat; or, asked for a number, that one."""
    number = "".join(each for each in request.query.get("number", "") if each in "0123456789")[:11]
    if number:
        raise web.HTTPSeeOther(f"/wechat/{number}")
    body = fill_with("list", {"items": entries(request)}, heading="微信", heading_en="WeChat")
    return page("微信 WeChat", body, refresh_s=REFRESH_S)


def entries(request: web.Request, most: int = 200) -> str:
    """The list of accounts as HTML."""
    named = list(_platform(request).people.numbers().items())[:most]
    links = ((f"/wechat/{name}", name, count) for name, count in named)
    return entry_list(links, "还没有微信消息。", "No WeChat messages yet.")


async def show_wechat(request: web.Request) -> web.Response:
    """One person's WeChat, the newest message on top."""
    number = request.match_info["number"]
    people, open_id = _platform(request).people, open_id_of(number)
    cards = people.cards_of(open_id)
    parts = {
        "cards": "\n".join(_card(card) for card in reversed(cards))
        or '<p class="empty">没有消息。 <span lang="en">No messages.</span></p>',
        "state": _state(people.of(open_id)),
        "hold": pause_link(request),
    }
    body = fill_with("wechat", parts, number=number, name=NAME, time=day_and_time(clock.now())[11:16])
    return page(f"微信 WeChat {number}", body, refresh_s=0 if "hold" in request.query else REFRESH_S)


def _card(card: Card) -> str:
    parts = {"lines": "<br>".join(with_links(line) for line in card.lines), "link": with_links(card.link)}
    return fill_with("wechat_card", parts, id=card.id, at=day_and_time(card.at))


def _state(person: Follower) -> str:
    """Buttons for what they can do as they stand."""
    if not person.follows:
        return fill("wechat_deed", deed="follow", zh="关注", en="Follow")
    deeds = [
        ("unfollow", "取消关注", "Unfollow"),
        ("unblock", "恢复接收", "Accept again") if person.blocks else ("block", "拒收消息", "Block"),
        ("unmute", "取消免打扰", "Unmute") if person.mutes else ("mute", "消息免打扰", "Mute"),
        ("delete", "删除消息", "Delete messages"),
        ("leave", "发送“解绑”", "Say: disconnect"),
        ("not-me", "发送“不是我”", "Say: not me"),
    ]
    return "\n".join(fill("wechat_deed", deed=deed, zh=zh, en=en) for deed, zh, en in deeds)


async def act(request: web.Request) -> web.Response:
    """Its owner does something."""
    deed = str((await request.post()).get("deed", ""))
    if deed not in DEEDS:
        raise web.HTTPBadRequest(text=f"deed is one of {', '.join(DEEDS)}")
    number = request.match_info["number"]
    _do(_platform(request), open_id_of(number), deed)
    raise web.HTTPSeeOther(f"/wechat/{number}")


def _do(platform: Platform, open_id: str, deed: str) -> None:
    people = platform.people
    if deed == "unfollow":
        platform.unfollow(open_id)
    elif deed in {"leave", "not-me"}:
        platform.say(open_id, "解绑" if deed == "leave" else "不是我")
    elif deed == "delete":
        people.delete(open_id)
    elif deed == "follow":
        people.change(open_id, follows=True)
        platform.callbacks.say(open_id, MsgType="event", Event="subscribe", EventKey="")
    else:
        field = "mutes" if "mute" in deed else "blocks"
        people.change(open_id, **{field: not deed.startswith("un")})


async def show_code(request: web.Request) -> web.Response:
    """A code was opened: whose WeChat scans it?"""
    return page("扫一扫 Scan", fill("wechat_scan", ticket=request.match_info["ticket"]))


async def scan(request: web.Request) -> web.Response:
    """Somebody's WeChat scans a code."""
    number = "".join(each for each in str((await request.post()).get("number", "")) if each in "0123456789")[:11]
    if not number or not _platform(request).scan(request.match_info["ticket"], open_id_of(number)):
        return page("扫一扫 Scan", fill("wechat_gone"), status=410)
    raise web.HTTPSeeOther(f"/wechat/{number}")


async def list_codes(request: web.Request) -> web.Response:
    """What the codes say that are still good, the newest last: for programs, which have no camera."""
    return web.json_response({"codes": [f"{request.url.origin()}/q/{each}" for each in _platform(request).codes()]})


async def list_messages(request: web.Request) -> web.Response:
    """The messages of an account as JSON, oldest first."""
    number = request.match_info["number"]
    cards = _platform(request).people.cards_of(open_id_of(number))
    return web.json_response({"number": number, "messages": [_as_json(card) for card in cards]})


def _as_json(card: Card) -> dict[str, Any]:
    return {"id": card.id, "lines": card.lines, "link": card.link, "at": card.at.isoformat()}
