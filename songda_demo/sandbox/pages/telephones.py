"""The telephones: which ring now, and a page for each at which somebody takes the call."""

from aiohttp import web

from songda_demo.sandbox.pages.render import fill_with, page, rows
from songda_demo.sandbox.telephone.exchange import LONGEST_OWN_NUMBER, NORMAL, Channel, Exchange
from songda_demo.sandbox.telephone.fates import CallTaker
from songda_demo.sandbox.telephone.routes import EXCHANGE

REFRESH_S = 2
PLACE = "/telephones/{number:[0-9]{6,20}}"
ANSWERS = (
    (CallTaker.THEMSELVES, "本人接听", "they answer themselves"),
    (CallTaker.SOMEBODY_ELSE, "他人接听", "somebody else answers"),
    (CallTaker.CHILD, "孩子接听", "a child answers"),
    (CallTaker.MACHINE, "语音信箱接听", "a machine answers"),
    (CallTaker.REFUSES, "本人接听，拒绝", "they answer and refuse"),
)
SAID = {
    CallTaker.THEMSELVES: "“喂，我就是本人。”",
    CallTaker.SOMEBODY_ELSE: "“您打错了，我不是。”",
    CallTaker.CHILD: "“爸爸不在家。”",
    CallTaker.MACHINE: "“您好，请在提示音后留言。”",
    CallTaker.REFUSES: "“我是本人，我不同意。”",
}


def add_routes(app: web.Application) -> None:
    """Adds the telephones' pages."""
    app.router.add_get("/telephones", show_telephones)
    app.router.add_get(PLACE, show_telephone)
    app.router.add_post(PLACE, take_call)
    app.router.add_get("/api/telephones", list_telephones)


def _live(exchange: Exchange) -> list[Channel]:
    """Telephones outside the court that ring or talk."""
    return [each for each in exchange.channels.values() if len(each.number) > LONGEST_OWN_NUMBER and not each.spied]


async def show_telephones(request: web.Request) -> web.Response:
    """Which telephones ring or talk now."""
    live = _live(request.app[EXCHANGE])
    items: list[dict[str, object]]
    items = [{"link": f"/telephones/{each.number}", "name": each.number, "count": each.state} for each in live]
    shown = f'<ul class="entries">{rows("entry", items)}</ul>' if items else '<p class="empty">没有电话在响。</p>'
    body = fill_with("list", {"items": shown}, heading="电话", heading_en="Telephones")
    return page("电话 Telephones", body, refresh_s=REFRESH_S)


async def show_telephone(request: web.Request) -> web.Response:
    """One telephone: quiet, ringing with who may take it, or in a talk."""
    number = request.match_info["number"]
    channel = request.app[EXCHANGE].ringing(number)
    parts = {"body": _quiet() if channel is None else _talks(channel) if channel.state == "Up" else _rings()}
    return page(f"电话 Telephone {number}", fill_with("telephone", parts, number=number), refresh_s=REFRESH_S)


async def take_call(request: web.Request) -> web.Response:
    """Somebody takes the call, rejects it, hangs up or presses a digit."""
    exchange, number = request.app[EXCHANGE], request.match_info["number"]
    chosen = str((await request.post()).get("who", ""))
    channel = exchange.ringing(number)
    if chosen in list(CallTaker):
        exchange.answer(number, CallTaker(chosen))
    elif chosen == "reject":
        exchange.answer(number, None)
    elif chosen == "digit":
        await exchange.press(number, "1")
    elif channel is not None:
        await exchange.destroy(channel, NORMAL)
    raise web.HTTPSeeOther(f"/telephones/{number}")


async def list_telephones(request: web.Request) -> web.Response:
    """Telephones that ring or talk, as JSON."""
    live = [{"number": each.number, "state": each.state} for each in _live(request.app[EXCHANGE])]
    return web.json_response({"telephones": live})


def _quiet() -> str:
    return '<p class="empty">没有来电。 <span lang="en">Nobody calls.</span></p>'


def _rings() -> str:
    buttons = [*ANSWERS, ("reject", "拒接", "reject")]
    return rows("answer", ({"word": word, "zh": zh, "en": en} for word, zh, en in buttons))


def _talks(channel: Channel) -> str:
    said = SAID.get(channel.who, "") if channel.who else ""
    buttons = [("digit", "按 1", "press 1"), ("end", "挂断", "hang up")]
    table = rows("answer", ({"word": word, "zh": zh, "en": en} for word, zh, en in buttons))
    return f"<p>{said}</p>{table}"
