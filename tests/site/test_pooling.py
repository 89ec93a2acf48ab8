"""A pooler that gives every transaction another connection is recognised, and no worker works behind it."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from songda.site import pooling
from songda.site.checkup.database import ask_database
from songda.site.errors import CurableError
from songda.site.pooling import shares_sessions
from songda.site.worker import Worker

pytestmark = pytest.mark.database(transaction=True)


class Backend:
    """A connection of the server, with the settings that were made in it."""

    def __init__(self) -> None:
        self.mark = ""


class Pooled:
    """A session at a pooler: outside a transaction each statement gets the connection that came back last."""

    def __init__(self, free: list[Backend]) -> None:
        self.free = free
        self.own: Backend | None = None

    def __enter__(self) -> "Pooled":
        return self

    def __exit__(self, *_how: object) -> None:
        pass

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.own = self.free.pop()
        yield
        self.free.append(self.own)
        self.own = None

    def execute(self, asked: str, said: list[str]) -> "Pooled":
        backend = self.own or self.free[-1]
        if "set_config" in asked:
            backend.mark = said[-1]
        self.answer = backend.mark
        return self

    def fetchone(self) -> tuple[str]:
        return (self.answer,)


class OtherTurn(Pooled):
    """The connection that has rested longest comes first."""

    def execute(self, asked: str, said: list[str]) -> "Pooled":
        if self.own is None:
            self.free.append(self.free.pop(0))
        return super().execute(asked, said)


@pytest.mark.parametrize("kind", [Pooled, OtherTurn])
@pytest.mark.parametrize("many", [1, 2, 5])
def test_shared_sessions_are_seen_whichever_connection_comes_next(
    kind: type[Pooled], many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [Backend() for _ in range(many)]
    monkeypatch.setattr(pooling, "_session", lambda _told: kind(free))
    assert shares_sessions({})


def test_the_server_itself_gives_each_a_session_of_its_own() -> None:
    assert not shares_sessions(connection.get_connection_params())
    assert not ask_database().is_shared


@pytest.fixture
def pooler(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The database of the tests behind a real pgbouncer, where one is installed."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("no pgbouncer here")
    server = connection.get_connection_params()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = " ".join(f"{name}={server[name]}" for name in ("host", "port", "user", "password") if server.get(name))
    settings = tmp_path / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n{server['dbname']} = {known}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        "auth_type = any\npool_mode = transaction\nunix_socket_dir =\n" + _another_user(server["host"])
    )
    tmp_path.chmod(0o755)
    with subprocess.Popen([program, "-q", str(settings)]) as running:
        try:
            told = {"host": "127.0.0.1", "port": port, "dbname": server["dbname"], "user": server["user"]}
            _wait_for(told)
            yield told
        finally:
            running.terminate()


def _another_user(host: str) -> str:
    """It does not run as root; whoever owns the server's socket reaches it."""
    if os.getuid():
        return ""
    return f"user = {Path(host).owner() if host.startswith('/') else 'nobody'}\n"


def _wait_for(told: dict[str, Any]) -> None:
    for _ in range(50):
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(**told, connect_timeout=2):
            return
        time.sleep(0.1)
    raise AssertionError("the pooler does not answer")


def test_a_real_pooler_is_seen_and_a_worker_behind_it_does_not_begin(
    pooler: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shares_sessions(pooler)
    monkeypatch.setattr("songda.site.worker.connector_params", lambda: pooler)
    with pytest.raises(CurableError, match="a pooler that gives every transaction another connection"):
        asyncio.run(Worker(["default"]).run(asyncio.Event()))
