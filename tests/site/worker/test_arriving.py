"""A worker without a database waits, says so once, and begins by itself."""

import asyncio
import logging
import socket
from contextlib import suppress
from typing import Any

import pytest
from procrastinate.contrib.django.utils import connector_params

from songda.site import worker
from songda.site.worker import wait_for_database

pytestmark = pytest.mark.database(transaction=True)


def away() -> dict[str, Any]:
    """The database's parameters at a port where nobody listens yet."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return {**connector_params(), "host": "127.0.0.1", "port": taken.getsockname()[1]}


class Forwarder:
    """Listens in the database's stead, and passes on what is said."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    async def forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = connector_params()
        host, port = str(place.get("host") or "/var/run/postgresql"), int(place.get("port") or 5432)
        is_file = host.startswith("/")
        ends = (
            asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}") if is_file else asyncio.open_connection(host, port)
        )
        there, back = await ends
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
        for end in (back, writer):
            with suppress(ConnectionError):
                await end.wait_closed()
        self.ended.set()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def test_a_database_that_comes_later_is_waited_for(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "ASK_AGAIN_S", 0.05)
    caplog.set_level(logging.WARNING, "songda.worker")
    place = away()
    waiting = asyncio.create_task(wait_for_database(place, asyncio.Event()))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    assert [record.getMessage().partition(" (")[0] for record in caplog.records] == ["the database does not answer"]
    forwarder = Forwarder()
    async with await asyncio.start_server(forwarder.forward, "127.0.0.1", place["port"]):
        async with asyncio.timeout(30):
            assert await waiting
        async with asyncio.timeout(30):
            await forwarder.ended.wait()
    assert caplog.records[-1].getMessage() == "the database answers: the work begins"
    assert str(place.get("password") or "no password") not in caplog.text


async def test_whoever_waits_still_ends_when_asked() -> None:
    stop = asyncio.Event()
    waiting = asyncio.create_task(wait_for_database(away(), stop))
    await asyncio.sleep(0.2)
    stop.set()
    async with asyncio.timeout(1.5):
        assert await waiting is False
