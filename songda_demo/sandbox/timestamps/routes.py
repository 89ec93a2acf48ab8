"""The doors of the sandbox's time-stamp authority: `/tsa` answers, `/tsa/switch` turns it off and on."""

from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from songda.clock import now
from songda_demo.sandbox.timestamps.authority import Authority
from songda_demo.sandbox.timestamps.keys import ROOT, load_or_make

LONGEST_QUESTION = 4096


@dataclass
class AuthorityState:
    """The authority, whether it is switched off, and how often it answered."""

    authority: Authority
    root: bytes
    is_down: bool = False
    answered: int = 0


STATE = web.AppKey("timestamps", AuthorityState)


def add_routes(app: web.Application, folder: Path) -> None:
    """Adds the authority to the sandbox's application; its keys live in the folder."""
    keys = load_or_make(folder, now())
    app[STATE] = AuthorityState(Authority(keys), (folder / ROOT).read_bytes())
    app.router.add_post("/tsa", answer)
    app.router.add_get("/tsa/root.pem", show_root)
    app.router.add_get("/tsa/switch", show_switch)
    app.router.add_post("/tsa/switch", turn_switch)


async def answer(request: web.Request) -> web.Response:
    """One question, one token."""
    state = request.app[STATE]
    if state.is_down:
        return web.Response(status=503, text="The time-stamp authority is switched off.")
    if (request.content_length or 0) > LONGEST_QUESTION:
        return web.Response(status=413, text="A time-stamp request is shorter.")
    reply = state.authority.answer(await request.content.read(LONGEST_QUESTION), now())
    state.answered += 1
    return web.Response(body=reply, content_type="application/timestamp-reply")


async def show_root(request: web.Request) -> web.Response:
    """The certificate that its tokens lead to."""
    return web.Response(body=request.app[STATE].root, content_type="application/x-pem-file")


async def show_switch(request: web.Request) -> web.Response:
    """Whether it is down, and how often it answered."""
    state = request.app[STATE]
    return web.json_response({"down": state.is_down, "answered": state.answered})


async def turn_switch(request: web.Request) -> web.Response:
    """`{"down": true}` switches it off, `{"down": false}` on again."""
    try:
        down = (await request.json())["down"]
    except (ValueError, KeyError, TypeError):
        down = None
    if not isinstance(down, bool):
        return web.json_response({"error": 'Send {"down": true} or {"down": false}.'}, status=400)
    request.app[STATE].is_down = down
    return await show_switch(request)
