"""The registry's page: what was asked, what was reported wrong, the quotas, and which person does what."""

from aiohttp import web

from songda_demo.sandbox.pages.render import day_and_time, fill_with, page, rows
from songda_demo.sandbox.registry import ORDINARY, SCRIPTS, STATE


def add_routes(app: web.Application) -> None:
    """Adds the page of the registry, and the button that changes a quota without notice."""
    app.router.add_get("/registry", show_registry)
    app.router.add_post("/registry/quota", set_quota)


async def show_registry(request: web.Request) -> web.Response:
    """Questions, quotas, corrections, and the table of scripted people."""
    state = request.app[STATE]
    asked = rows("asked", ({**vars(one), "at": day_and_time(one.at)} for one in state.asked))
    scripts = [(f"…{digits}x", script) for digits, script in SCRIPTS.items()]
    parts = {
        "asked": asked or '<tr><td colspan="5">还没有查询。 <span lang="en">Nothing was asked yet.</span></td></tr>',
        "quotas": rows("quota", state.quotas()),
        "people": rows(
            "outcome", ({"sign": s, "zh": p.zh, "en": p.en} for s, p in [*scripts, ("其他 else", ORDINARY)])
        ),
    }
    body = fill_with("registry", parts, corrections=len(state.corrections))
    return page("查询平台 Registry", body)


async def set_quota(request: web.Request) -> web.Response:
    """Changes the day's quota of a purpose, without telling anybody."""
    typed = await request.post()
    purpose, limit = str(typed.get("purpose", "")), str(typed.get("limit", ""))
    state = request.app[STATE]
    if purpose in state.limits and limit.isascii() and limit.isdigit() and len(limit) < 8:
        state.limits[purpose] = int(limit)
    raise web.HTTPSeeOther("/registry")
