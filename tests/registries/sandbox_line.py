"""A running sandbox registry in a thread of its own, and the line to it."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import requests
from aiohttp import web

from songda.clock import new_id, now
from songda.exchange import new_stamp
from songda.registries.contract import Inquiry
from songda.registries.platform import Platform
from songda_demo.sandbox import registry
from songda_demo.sandbox.registry import CLIENT, SECRET, PlatformState
from tests import make


@dataclass(frozen=True)
class Town:
    """The registry's port and memory."""

    port: int
    state: PlatformState

    @property
    def url(self) -> str:
        return f"http://{CLIENT}:{SECRET}@127.0.0.1:{self.port}{registry.ROOT}"

    def line(self, seconds: float = 5.0, secret: str = SECRET) -> Platform:
        return Platform(self.url.replace(SECRET, secret), lambda: new_stamp(now()), seconds=seconds)

    def switch(self, told: Mapping[str, Any]) -> None:
        requests.post(f"http://127.0.0.1:{self.port}/registry/switch", json=told, timeout=5).raise_for_status()


def inquiry(order: int, operator: str = "mobile", inquiry_id: UUID | None = None) -> Inquiry:
    """A question about the scripted person with this order number."""
    number = make.resident_id(order=order)
    return Inquiry(inquiry_id or new_id(), operator, "service", "（2026）晋1181民初1号", "李某", number)


@contextmanager
def running_registry() -> Iterator[Town]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    app = web.Application()
    registry.add_routes(app)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)

    async def start() -> int:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return int(runner.addresses[0][1])

    port = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield Town(port, app[registry.STATE])
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
