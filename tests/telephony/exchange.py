"""A sandbox's exchange on a port of its own, and a telephone system that speaks to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from aiohttp import web

from songda.telephony import Dialling, Telephone, open_telephone
from songda_demo.sandbox.telephone.exchange import Exchange
from songda_demo.sandbox.telephone.routes import add_routes
from tests.telephony.listener import Listener

EXTENSION = "801"


def dialling(ending: str = "34", extension: str = EXTENSION) -> Dialling:
    """A call to a number that does what its ending says."""
    return Dialling(uuid4().hex, extension, f"138000012{ending}")


@dataclass
class Line:
    """One exchange and one telephone system at it."""

    exchange: Exchange
    telephone: Telephone
    url: str
    notes: Listener = field(default_factory=Listener)


async def fetched(telephone: Telephone, ref: str, most: int = 10**7) -> bytes:
    """The recording of a call, put together."""
    pieces: list[bytes] = []
    await telephone.fetch(ref, most, pieces.append)
    return b"".join(pieces)


@asynccontextmanager
async def running(exchange: Exchange) -> AsyncIterator[int]:
    """The exchange, listening; gives its port."""
    app = web.Application()
    add_routes(app, exchange)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield site._server.sockets[0].getsockname()[1]
    finally:
        await exchange.stop()
        await runner.cleanup()


@asynccontextmanager
async def line(sounds: Path | None = None, **options: str) -> AsyncIterator[Line]:
    """An exchange and an open telephone system, ten times as fast as life."""
    exchange = Exchange(pace=0.1)
    async with running(exchange) as port:
        asked = "&".join(f"{name}={value}" for name, value in {"ring_s": "2", **options}.items())
        url = f"ari://songda:word@127.0.0.1:{port}?{asked}" + (f"&sounds={sounds}" if sounds else "")
        made = Line(exchange, open_telephone(url), url)
        await made.telephone.open(made.notes)
        try:
            yield made
        finally:
            await made.telephone.close()
