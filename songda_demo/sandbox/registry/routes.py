"""The doors of the sandbox's registry: signed questions and corrections; a switch for tests; a page for people."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from songda.clock import now
from songda.registries.platform import Stamp, is_fresh, is_same, sign_answer, sign_request
from songda_demo.sandbox.registry.platform import CLIENT, SECRET, PlatformState

ROOT = "/registry"
LARGEST_BATCH = 100
SILENCE_SECONDS = 60.0
STATE = web.AppKey("registry", PlatformState)


def add_routes(app: web.Application) -> None:
    """Adds the registry to the sandbox's application."""
    app[STATE] = PlatformState()
    app.router.add_post(f"{ROOT}/v1/inquiries", answer_inquiries)
    app.router.add_post(f"{ROOT}/v1/corrections", take_corrections)
    app.router.add_get(f"{ROOT}/switch", show_switch)
    app.router.add_post(f"{ROOT}/switch", turn_switch)


async def answer_inquiries(request: web.Request) -> web.Response:
    """A batch of questions, each answered as its person's script says."""
    body = await _opened(request)
    inquiries = body.get("inquiries")
    if not isinstance(inquiries, list) or not 1 <= len(inquiries) <= LARGEST_BATCH:
        return _signed(request, {"error": f"Send 1 to {LARGEST_BATCH} inquiries."}, 422)
    state = request.app[STATE]
    fresh = [one for one in inquiries if not state.times_asked[str(one["id"])]]
    if fresh == inquiries and all(state.is_used_up(str(one["purpose"])) for one in inquiries):
        return _signed(request, {"error": "quota_exceeded", "quotas": state.quotas()}, 429)
    answers = state.answer(inquiries, now())
    if answers is None:
        await asyncio.sleep(SILENCE_SECONDS)
    return _signed(request, {"answers": answers or [], "quotas": state.quotas()})


async def take_corrections(request: web.Request) -> web.Response:
    """Numbers that turned out not to be the person's."""
    body = await _opened(request)
    corrections = body.get("corrections")
    if not isinstance(corrections, list):
        return _signed(request, {"error": "Send corrections."}, 422)
    return _signed(request, {"taken": request.app[STATE].take_corrections(corrections)})


async def show_switch(request: web.Request) -> web.Response:
    """Quotas, whether it is silent, how many numbers were reported wrong."""
    state = request.app[STATE]
    switch = {"quotas": state.quotas(), "silent": state.is_silent, "corrections": len(state.corrections)}
    return web.json_response(switch)


async def turn_switch(request: web.Request) -> web.Response:
    """`{"limits": {"service": 10}}` changes a quota without notice; `{"silent": true}` lets it say nothing."""
    try:
        wanted = await request.json()
        limits = {str(word): int(limit) for word, limit in dict(wanted.get("limits", {})).items()}
        silent = bool(wanted.get("silent", request.app[STATE].is_silent))
    except (ValueError, TypeError, AttributeError):
        return web.json_response({"error": 'Send {"limits": {"service": 10}} or {"silent": true}.'}, status=400)
    state = request.app[STATE]
    state.limits.update(limits)
    state.is_silent = silent
    return await show_switch(request)


async def _opened(request: web.Request) -> Mapping[str, Any]:
    """What was asked; 401 unless it is signed, fresh, and was never heard before."""
    body = await request.read()
    heads = request.headers
    stamp = Stamp(heads.get("X-At", ""), heads.get("X-Nonce", ""))
    state = request.app[STATE]
    signature = sign_request(SECRET, request.path, stamp, body)
    is_ours = heads.get("X-Client") == CLIENT and is_same(heads.get("X-Signature", ""), signature)
    if not is_ours or not is_fresh(stamp, now()) or stamp.nonce in state.nonces:
        raise web.HTTPUnauthorized(text="Not signed, too old, or heard before.")
    state.nonces.add(stamp.nonce)
    try:
        content = json.loads(body)
    except ValueError:
        content = {}
    return content if isinstance(content, dict) else {}


def _signed(request: web.Request, content: Mapping[str, Any], status: int = 200) -> web.Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    signature = sign_answer(SECRET, request.headers.get("X-Nonce", ""), status, body)
    return web.Response(body=body, status=status, content_type="application/json", headers={"X-Signature": signature})
