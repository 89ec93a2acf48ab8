"""Runs the outside world of the demo until it is told to stop."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from songda_demo.sandbox.app import make_app
from songda_demo.sandbox.world import Ports, World

PLAYGROUNDS = frozenset({"demo", "test"})


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
