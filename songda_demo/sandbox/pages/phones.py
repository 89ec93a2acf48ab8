"""The phones: a list, a page for each that looks like a phone, and the same as JSON."""

from typing import Any

from aiohttp import web

from songda import clock
from songda_demo.sandbox.pages.render import day_and_time, entry_list, fill_with, links_in, page, with_links
from songda_demo.sandbox.smsc.phones import Text
from songda_demo.sandbox.world import WORLD

REFRESH_S = 3


def add_routes(app: web.Application) -> None:
    """Adds the phones' pages."""
    app.router.add_get("/phones", show_phones)
    app.router.add_get("/phones/{number:[0-9+]{1,20}}", show_phone)
    app.router.add_get("/api/phones", list_phones)
    app.router.add_get("/api/counts", counts)
    app.router.add_get("/api/phones/{number:[0-9+]{1,20}}/messages", list_messages)


async def show_phones(request: web.Request) -> web.Response:
    """Every phone that ever got a text; or, asked for a number, that phone."""
    number = "".join(each for each in request.query.get("number", "") if each in "+0123456789")[:20]
    if number:
        raise web.HTTPSeeOther(f"/phones/{number}")
    body = fill_with("list", {"items": entries(request)}, heading="手机", heading_en="Phones")
    return page("手机 Phones", body, refresh_s=REFRESH_S)


def entries(request: web.Request, most: int = 200) -> str:
    """The list of phones as HTML."""
    named = list(request.app[WORLD].sms.phones.numbers().items())[:most]
    links = ((f"/phones/{name}", name, count) for name, count in named)
    return entry_list(links, "还没有短信。", "No texts yet.")


async def show_phone(request: web.Request) -> web.Response:
    """One phone, the newest text on top."""
    number = request.match_info["number"]
    texts = request.app[WORLD].sms.phones.texts_of(number)
    shown = "\n".join(_bubble(text) for text in reversed(texts))
    parts = {
        "texts": shown or '<p class="empty">没有短信。 <span lang="en">No texts.</span></p>',
        "hold": pause_link(request),
    }
    body = fill_with("phone", parts, number=number, time=day_and_time(clock.now())[11:16])
    return page(f"手机 Phone {number}", body, refresh_s=0 if "hold" in request.query else REFRESH_S)


def pause_link(request: web.Request) -> str:
    """A link that stops or starts the page's renewing itself."""
    if "hold" in request.query:
        return f'<a href="{request.path}">恢复自动刷新 <span lang="en">Refresh by itself again</span></a>'
    return f'<a href="{request.path}?hold=1">暂停自动刷新 <span lang="en">Stop refreshing</span></a>'


def _bubble(text: Text) -> str:
    missing = f"缺 {text.total - len(text.parts)} 条，共 {text.total} 条"
    note = "" if text.is_whole else f'<p class="note open">{missing} <span lang="en">part missing</span></p>'
    parts = {"text": with_links(text.shown), "missing": note}
    return fill_with("text", parts, id=text.id, sender=text.sender, at=day_and_time(text.at))


async def list_phones(request: web.Request) -> web.Response:
    """The phones as JSON."""
    numbers = request.app[WORLD].sms.phones.numbers()
    return web.json_response({"phones": [{"number": number, "texts": count} for number, count in numbers.items()]})


async def list_messages(request: web.Request) -> web.Response:
    """The texts of a phone as JSON, oldest first."""
    number = request.match_info["number"]
    texts = request.app[WORLD].sms.phones.texts_of(number)
    return web.json_response({"number": number, "messages": [_as_json(text) for text in texts]})


async def counts(request: web.Request) -> web.Response:
    """How many texts reached how many of the numbers that begin so, and the most that one of them got."""
    counts = request.app[WORLD].sms.phones.counts_of(request.query.get("prefix", ""))
    return web.json_response({"numbers": len(counts), "texts": sum(counts), "most": max(counts, default=0)})


def _as_json(text: Text) -> dict[str, Any]:
    return {
        "id": text.id,
        "sender": text.sender,
        "text": text.shown,
        "is_whole": text.is_whole,
        "parts": len(text.parts),
        "parts_total": text.total,
        "at": text.at.isoformat(),
        "links": links_in(text.shown),
    }
