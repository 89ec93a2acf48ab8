"""The sandbox as a program: pages for people, JSON for tests and the story, and every system behind them.

It runs until it is told to stop, and never beside a real court.
"""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

import songda
from songda_demo.sandbox import registry, timestamps
from songda_demo.sandbox.carrier import routes as carrier
from songda_demo.sandbox.pages import mailboxes, parcels, phones, telephones, wechats
from songda_demo.sandbox.pages import registry as registry_page
from songda_demo.sandbox.pages.home import show_home, show_outcomes, show_tour, turn_time_stamps
from songda_demo.sandbox.pages.render import FOLDER, fill, page
from songda_demo.sandbox.telephone import routes as ari
from songda_demo.sandbox.wechat import platform as wechat
from songda_demo.sandbox.world import WORLD, Ports, World

PLAYGROUNDS = frozenset({"demo", "test"})
LOOK = Path(songda.__file__).parent / "web/look/static/look"
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class NotAPlaygroundError(RuntimeError):
    """The sandbox was asked to run beside a real court."""


def run(ports: Ports, state_dir: Path, **how: Any) -> None:
    """Serves until SIGTERM or SIGINT; refuses unless SONGDA_ENV says demo or test. `how`: what `World` may be told."""
    refuse_real_courts()
    asyncio.run(_serve(ports, state_dir, how))


def refuse_real_courts() -> None:
    """NotAPlaygroundError unless this is a demo or a test."""
    surroundings = os.environ.get("SONGDA_ENV", "production")
    if surroundings not in PLAYGROUNDS:
        raise NotAPlaygroundError(
            f"The sandbox pretends to be providers and must never stand beside a real court: SONGDA_ENV is"
            f" {surroundings}, not demo or test."
        )


async def _serve(ports: Ports, state_dir: Path, how: Mapping[str, Any]) -> None:
    stop = asyncio.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, stop.set)
    world = World(ports, state_dir, **how)
    runner = web.AppRunner(make_app(world), access_log=None)
    try:
        await world.start()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", ports.http).start()
        await stop.wait()
    finally:
        await runner.cleanup()
        await world.stop()


def make_app(world: World) -> web.Application:
    """The application, the time-stamp authority among it."""
    app = web.Application(middlewares=[_guard])
    app[WORLD] = world
    app.router.add_get("/", show_home)
    app.router.add_get("/tour", show_tour)
    app.router.add_get("/outcomes", show_outcomes)
    app.router.add_post("/time-stamps", turn_time_stamps)
    app.router.add_get("/{name:sandbox|look|tokens}.css", _show_look)
    app.router.add_get("/health", _show_health)
    phones.add_routes(app)
    mailboxes.add_routes(app)
    timestamps.add_routes(app, world.folder)
    registry.add_routes(app)
    registry_page.add_routes(app)
    ari.add_routes(app, world.exchange)
    telephones.add_routes(app)
    wechat.add_routes(app, world.wechat)
    wechats.add_routes(app)
    carrier.add_routes(app, world.post)
    parcels.add_routes(app)
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPNotFound:
        if request.path.startswith("/ari/"):  # asked by programs, which want Asterisk's own words
            raise
        response = _nowhere()
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


def _nowhere() -> web.Response:
    """For people who mistyped an address; programs go by the status."""
    return page("没有这个页面 No such page", fill("nowhere"), status=404)


async def _show_look(request: web.Request) -> web.Response:
    """The sandbox's own sheet, and the two of the house, which are read there and imported from nowhere."""
    name = request.match_info["name"]
    folder = FOLDER if name == "sandbox" else LOOK
    return web.Response(text=(folder / f"{name}.css").read_text(encoding="utf-8"), content_type="text/css")


async def _show_health(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})
