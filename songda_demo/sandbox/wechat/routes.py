"""The interface over HTTP: the addresses that WeChat has and songda uses, with its statuses and its words."""

import json
from typing import Any, Final

from aiohttp import web

from songda_demo.sandbox.wechat.platform import HangUpError, Platform

PLATFORM: web.AppKey[Platform] = web.AppKey("wechat", Platform)
SENDING: Final = ("message/template/send", "message/subscribe/bizsend", "message/subscribe/send")


def add_routes(app: web.Application, platform: Platform) -> None:
    """Adds the interface."""
    app[PLATFORM] = platform
    app.router.add_post("/cgi-bin/stable_token", give_token)
    app.router.add_post("/cgi-bin/qrcode/create", make_code)
    for path in SENDING:
        app.router.add_post(f"/cgi-bin/{path}", send)


async def give_token(request: web.Request) -> web.Response:
    """An access token."""
    return web.json_response(request.app[PLATFORM].stable_token(await _asked(request)))


async def make_code(request: web.Request) -> web.Response:
    """A code to scan."""
    return web.json_response(request.app[PLATFORM].make_scene(await _asked(request), str(request.url.origin())))


async def send(request: web.Request) -> web.Response:
    """A message."""
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
