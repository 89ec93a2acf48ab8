"""ARI over HTTP: the addresses that Asterisk has and songda uses, with its statuses and its words."""

import base64
import json
from typing import Any, Final

from aiohttp import web

from songda import clock
from songda_demo.sandbox.telephone.exchange import Channel, Exchange

EXCHANGE: web.AppKey[Exchange] = web.AppKey("exchange", Exchange)
CHANNEL: Final = "/ari/channels/{channel}"
RECORDING: Final = "/ari/recordings/stored/{name}"


def add_routes(app: web.Application, exchange: Exchange) -> None:
    """Adds ARI."""
    app[EXCHANGE] = exchange
    app.router.add_get("/ari/events", listen)
    app.router.add_get(CHANNEL, show_channel)
    app.router.add_post(CHANNEL, originate)
    app.router.add_delete(CHANNEL, hang_up)
    app.router.add_post(CHANNEL + "/snoop/{ear}", snoop)
    app.router.add_post(CHANNEL + "/record", record)
    app.router.add_post(CHANNEL + "/play/{playback}", play)
    app.router.add_get("/ari/playbacks/{playback}", show_playback)
    app.router.add_post(CHANNEL + "/variable", set_variable)
    app.router.add_post("/ari/bridges/{bridge}", make_bridge)
    app.router.add_post("/ari/bridges/{bridge}/addChannel", add_channel)
    app.router.add_delete("/ari/bridges/{bridge}", take_bridge_away)
    app.router.add_get("/ari/recordings/live/{name}", show_live)
    app.router.add_get(RECORDING, show_stored)
    app.router.add_delete(RECORDING, delete_stored)
    app.router.add_get(RECORDING + "/file", send_stored)


def _refuse(status: type[web.HTTPException], message: str) -> web.HTTPException:
    return status(text=json.dumps({"message": message}), content_type="application/json")


def _exchange(request: web.Request) -> Exchange:
    """The exchange, for whoever gives a name and a word; which ones, the sandbox does not mind."""
    kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind != "Basic" or b":" not in base64.b64decode(credentials):
        raise _refuse(web.HTTPUnauthorized, "Authentication required")
    return request.app[EXCHANGE]


def _channel(request: web.Request) -> Channel:
    channel = _exchange(request).channels.get(request.match_info["channel"])
    if channel is None:
        raise _refuse(web.HTTPNotFound, "Channel not found")
    return channel


async def _asked(request: web.Request) -> dict[str, Any]:
    """Asterisk takes what is asked from the address and from a body in JSON."""
    body = await request.json() if request.can_read_body else {}
    return {**request.query, **body}


async def listen(request: web.Request) -> web.WebSocketResponse:
    """The stream of events of an application."""
    exchange, line = _exchange(request), web.WebSocketResponse(heartbeat=20)
    await line.prepare(request)
    exchange.listeners[line] = request.query.get("app", "")
    try:
        async for _ in line:
            pass
    finally:
        exchange.listeners.pop(line, None)
    return line


async def show_channel(request: web.Request) -> web.Response:
    return web.json_response(_channel(request).to_json())


async def originate(request: web.Request) -> web.Response:
    """Rings; a channel of that name which lives is answered with 409."""
    exchange, asked = _exchange(request), await _asked(request)
    name = request.match_info["channel"]
    if name in exchange.channels:
        raise _refuse(web.HTTPConflict, "Channel with given unique ID already exists")
    number = str(asked.get("endpoint", "")).removeprefix("PJSIP/").partition("@")[0]
    if not number.isdigit() or "app" not in asked:
        raise _refuse(web.HTTPBadRequest, "Invalid endpoint specified")
    channel = Channel(name, number, asked["app"], (str(asked.get("appArgs", "")),), clock.now())
    exchange.originate(channel, float(asked.get("timeout", 30)))
    return web.json_response(channel.to_json())


async def hang_up(request: web.Request) -> web.Response:
    await _exchange(request).destroy(_channel(request))
    return web.Response(status=204)


async def snoop(request: web.Request) -> web.Response:
    """An ear on a channel."""
    exchange, spied, asked = _exchange(request), _channel(request), await _asked(request)
    name = request.match_info["ear"]
    if name in exchange.channels:
        raise _refuse(web.HTTPConflict, "Channel with given unique ID already exists")
    ear = Channel(name, spied.number, asked["app"], (), clock.now(), state="Up", spied=spied)
    exchange.channels[name] = ear
    return web.json_response(ear.to_json())


async def record(request: web.Request) -> web.Response:
    """Begins a recording; one of that name is never written over."""
    exchange, ear, asked = _exchange(request), _channel(request), await _asked(request)
    if asked["name"] in exchange.tapings:
        raise _refuse(web.HTTPConflict, "A recording with the same name already exists")
    taping = exchange.record(asked["name"], ear)
    await exchange.tell_app(ear.app, {"type": "RecordingStarted", "recording": taping.to_json("recording")})
    return web.json_response(taping.to_json("recording"), status=201)


async def play(request: web.Request) -> web.Response:
    """Plays a sound to a channel."""
    exchange, channel, asked = _exchange(request), _channel(request), await _asked(request)
    playback = {"id": request.match_info["playback"], "media_uri": asked["media"], "state": "playing"}
    exchange.play(channel, playback)
    return web.json_response(playback, status=201)


async def show_playback(request: web.Request) -> web.Response:
    """A sound that is being played."""
    playback = _exchange(request).playbacks.get(request.match_info["playback"])
    if playback is None:
        raise _refuse(web.HTTPNotFound, "Playback not found")
    return web.json_response(playback)


async def set_variable(request: web.Request) -> web.Response:
    """Sets a variable; the one that is known here has it told when somebody speaks."""
    exchange, channel, asked = _exchange(request), _channel(request), await _asked(request)
    if asked.get("variable") == "TALK_DETECT(set)":
        await exchange.detect_talk(channel)
    return web.Response(status=204)


async def make_bridge(request: web.Request) -> web.Response:
    """A bridge, or the one that is there."""
    name = request.match_info["bridge"]
    _exchange(request).bridges.setdefault(name, set())
    return web.json_response({"id": name, "bridge_type": "mixing", "channels": []})


async def add_channel(request: web.Request) -> web.Response:
    """Brings a channel into a bridge."""
    exchange, asked = _exchange(request), await _asked(request)
    bridge = exchange.bridges.get(request.match_info["bridge"])
    if bridge is None or asked["channel"] not in exchange.channels:
        raise _refuse(web.HTTPNotFound, "Bridge or channel not found")
    bridge.add(asked["channel"])
    return web.Response(status=204)


async def take_bridge_away(request: web.Request) -> web.Response:
    """Ends a bridge."""
    if _exchange(request).bridges.pop(request.match_info["bridge"], None) is None:
        raise _refuse(web.HTTPNotFound, "Bridge not found")
    return web.Response(status=204)


async def show_live(request: web.Request) -> web.Response:
    """A recording that runs."""
    taping = _exchange(request).tapings.get(request.match_info["name"])
    if taping is None or taping.body is not None:
        raise _refuse(web.HTTPNotFound, "Recording not found")
    return web.json_response(taping.to_json("recording"))


def _stored(request: web.Request) -> bytes:
    taping = _exchange(request).tapings.get(request.match_info["name"])
    if taping is None or taping.body is None:
        raise _refuse(web.HTTPNotFound, "Recording not found")
    return taping.body


async def show_stored(request: web.Request) -> web.Response:
    """A recording that is stored."""
    _stored(request)
    return web.json_response({"name": request.match_info["name"], "format": "wav"})


async def delete_stored(request: web.Request) -> web.Response:
    _stored(request)
    del _exchange(request).tapings[request.match_info["name"]]
    return web.Response(status=204)


async def send_stored(request: web.Request) -> web.Response:
    return web.Response(body=_stored(request), content_type="audio/wav")
