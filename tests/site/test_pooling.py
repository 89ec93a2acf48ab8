"""A pooler that gives every transaction another connection is recognised, and no worker works behind it."""

import asyncio
import contextlib
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection

from songda.site import pooling, worker
from songda.site.checkup.database import ask_database, sessions_own
from songda.site.checkup.findings import Weight
from songda.site.cli import main
from songda.site.errors import CurableError
from songda.site.pooling import mixes_statements, shares_sessions
from songda.site.schema import Missing
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

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.free.reverse()
        self.own = self.free.pop()
        self.free.reverse()
        yield
        self.free.append(self.own)
        self.own = None

    def execute(self, asked: str, said: list[str]) -> "Pooled":
        if self.own is None:
            self.free.append(self.free.pop(0))
        return super().execute(asked, said)


class AnyTurn(Pooled):
    """Any of them comes."""

    chance = random.Random(7)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.chance.shuffle(self.free)
        with super().transaction():
            yield

    def execute(self, asked: str, said: list[str]) -> "Pooled":
        self.chance.shuffle(self.free)
        return super().execute(asked, said)


@pytest.mark.parametrize("kind", [Pooled, OtherTurn, AnyTurn])
@pytest.mark.parametrize("many", [1, 2, 3, 5])
def test_shared_sessions_are_seen_whichever_connection_comes_next(
    kind: type[Pooled], many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [Backend() for _ in range(many)]
    monkeypatch.setattr(pooling, "_session", lambda _told: kind(free))
    assert shares_sessions({})


def test_the_server_itself_gives_each_a_session_of_its_own() -> None:
    assert not shares_sessions(connection.get_connection_params())
    assert not ask_database().is_shared


Pooler = Callable[..., dict[str, Any]]


@pytest.fixture
def pooler(tmp_path: Path) -> Iterator[Pooler]:
    """Puts a real pgbouncer before the database of the tests, where one is installed, and gives what leads through."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")  # where Debian puts it
    if program is None:
        pytest.skip("no pgbouncer here")
    server = connection.get_connection_params()
    with ExitStack() as ends:

        def before(mode: str, *more: str) -> dict[str, Any]:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            given = ("host", "port", "user", "password")
            known = " ".join(f"{name}={server[name]}" for name in given if server.get(name))
            settings = tmp_path / f"{port}.ini"
            settings.write_text(
                f"[databases]\n{server['dbname']} = {known}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nauth_type = any\n"
                f"listen_port = {port}\npool_mode = {mode}\nunix_socket_dir =\n"
                + "".join(f"{line}\n" for line in more)
                + _another_user(server["host"])
            )
            running = ends.enter_context(subprocess.Popen([program, "-q", str(settings)]))
            ends.callback(running.kill)  # politely asked it waits for its clients
            told = {"host": "127.0.0.1", "port": port, "dbname": server["dbname"], "user": server["user"]}
            _wait_for(told)
            return told

        tmp_path.chmod(0o755)
        yield before


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


@pytest.mark.parametrize(
    ("mode", "more"),
    [
        ("transaction", ()),
        ("transaction", ("server_round_robin = 1", "min_pool_size = 2", "default_pool_size = 2")),
        ("transaction", ("server_reset_query_always = 1",)),
        ("statement", ()),
    ],
)
def test_a_real_pooler_is_seen_and_a_worker_behind_it_does_not_begin(
    mode: str, more: tuple[str, ...], pooler: Pooler, monkeypatch: pytest.MonkeyPatch
) -> None:
    through = pooler(mode, *more)
    assert shares_sessions(through)
    monkeypatch.setattr("songda.site.worker.connector_params", lambda: through)
    with pytest.raises(CurableError, match="a pooler that gives every transaction another connection"):
        asyncio.run(Worker(["default"]).run(asyncio.Event()))


@pytest.mark.parametrize(
    ("mode", "statements", "mixes"), [("transaction", 0, True), ("transaction", 100, False), ("session", 0, False)]
)
def test_whether_statements_are_mixed_is_tried_before_a_page_is(
    mode: str, statements: int, mixes: bool, pooler: Pooler
) -> None:
    """A fifth of the pages failed, and nothing had said so."""
    assert mixes_statements(pooler(mode, f"max_prepared_statements = {statements}")) == mixes


def test_a_pool_in_session_mode_is_as_good_as_the_server(pooler: Pooler) -> None:
    assert not shares_sessions(pooler("session"))


def _try_through(pool: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial alone goes through the pool; the test itself goes on with the server."""
    opened = partial(psycopg.connect, **pool, autocommit=True, prepare_threshold=None)
    monkeypatch.setattr(pooling, "_session", lambda _told: opened())


def test_a_pool_too_small_to_try_is_said_and_breaks_nothing(pooler: Pooler, monkeypatch: pytest.MonkeyPatch) -> None:
    _try_through(pooler("session", "default_pool_size = 1", "query_wait_timeout = 1"), monkeypatch)
    facts = ask_database()
    assert facts.is_shared is None
    assert [finding.weight for finding in sessions_own(facts)] == [Weight.ADVICE]


def test_whatever_an_address_names_is_used_to_try_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that knows its clients by certificates alone would else not be tried at all."""
    seen: dict[str, Any] = {}
    monkeypatch.setattr(psycopg, "connect", lambda **named: seen.update(named) or Pooled([Backend()]))
    url = "postgresql://w@db/c?sslcert=/k/c&sslkey=/k/k&connect_timeout=9&target_session_attrs=read-write"
    shares_sessions({**psycopg.conninfo.conninfo_to_dict(url), "cursor_factory": None, "prepare_threshold": 5})
    assert (seen["sslcert"], seen["sslkey"], seen["connect_timeout"]) == ("/k/c", "/k/k", "9")
    assert seen["prepare_threshold"] is None
    assert "cursor_factory" not in seen


async def test_a_worker_that_could_not_try_it_tries_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def first_away(_told: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise psycopg.OperationalError("too many clients")

    monkeypatch.setattr(worker, "ASK_AGAIN_S", 0.01)
    monkeypatch.setattr(worker, "require_own_sessions", first_away)
    assert await worker.has_own_sessions(worker.connector_params(), asyncio.Event())
    assert len(tries) == 2


@pytest.mark.parametrize("words", [("audit",), ("migrate",)])
def test_no_command_that_locks_works_behind_a_pooler(
    words: tuple[str, ...], pooler: Pooler, monkeypatch: pytest.MonkeyPatch
) -> None:
    _try_through(pooler("transaction"), monkeypatch)
    if words == ("migrate",):  # which has nothing to do otherwise; the others would say that they run on no such tables
        missing = Missing(("one.0001_tables",), (), is_empty=False)
        monkeypatch.setattr("songda.site.schema.missing_changes", lambda: missing)
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code != 0
    assert "a pooler that gives every transaction another connection" in f"{answer.output}{answer.exception}"
