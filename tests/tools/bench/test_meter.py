"""Each figure of the bench moves when the work that it counts is done, and its programs begin outside of Django."""

import ast
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from songda_tools import commands
from songda_tools.bench.phases import (
    SETTLE_SECONDS,
    Meter,
    costliest_statements,
    forget_statements,
    read_counters,
)
from songda_tools.bench.stack import Stack


def begun_by_commands() -> list[str]:
    """The modules that the commands import once they are called."""
    tree = ast.parse(Path(commands.__file__).read_text(encoding="utf-8"))
    inside = [node for each in tree.body if isinstance(each, ast.FunctionDef) for node in ast.walk(each)]
    return sorted({node.module for node in inside if isinstance(node, ast.ImportFrom) and node.module})


def test_every_program_of_the_bench_begins_without_settings() -> None:
    modules = begun_by_commands()
    assert "songda_tools.bench.pages.run" in modules
    told = subprocess.run(
        [sys.executable, "-c", "\n".join(f"import {module}" for module in modules)],
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A database of the bench, with a table that web and worker may write."""
    stack = Stack()
    try:
        stack.start_database()
        with psycopg.connect(stack.superuser_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE measured (n integer)")
            connection.execute("GRANT ALL ON measured TO PUBLIC")
        yield stack
    finally:
        stack.close()


INSERTS: Callable[[psycopg.Connection], object] = lambda one: [  # noqa: E731
    one.execute("INSERT INTO measured VALUES (%s)", [n]) for n in range(10)
]
WORK = {  # what moves a figure, and by how much at least
    "statements": (10, INSERTS),
    "inserted": (10, INSERTS),
    "transactions": (10, INSERTS),
    "journal_bytes": (300, INSERTS),
    "updated": (10, lambda one: one.execute("UPDATE measured SET n = n + 1")),
    "control": (6, lambda one: [one.execute(word) for word in ("BEGIN", "SET work_mem = '8MB'", "COMMIT") * 2]),
    "deleted": (10, lambda one: one.execute("DELETE FROM measured")),
}


@pytest.mark.stack
@pytest.mark.parametrize("role", ["url", "worker_url"])
@pytest.mark.parametrize("figure", WORK)
def test_a_figure_moves_with_the_work_of_web_and_worker(stack: Stack, role: str, figure: str) -> None:
    least, work = WORK[figure]
    with psycopg.connect(stack.superuser_url, autocommit=True) as own:
        own.execute("TRUNCATE measured")
        own.execute("INSERT INTO measured SELECT generate_series(1, 10)")
        time.sleep(SETTLE_SECONDS)
        before = read_counters(own)
        with psycopg.connect(getattr(stack.address, role), autocommit=True) as connection:
            work(connection)
        time.sleep(SETTLE_SECONDS)
        moved = getattr(read_counters(own).since(before), figure)
    assert moved >= least
    assert moved <= least * 2 or figure == "journal_bytes"  # into which the server writes whole pages of its own


@pytest.mark.stack
def test_the_costliest_statements_name_those_of_web_and_worker(stack: Stack) -> None:
    with psycopg.connect(stack.superuser_url, autocommit=True) as own:
        forget_statements(own)
        for role in ("url", "worker_url"):
            with psycopg.connect(getattr(stack.address, role), autocommit=True) as connection:
                connection.execute("SELECT count(*) FROM measured")
        (found,) = (each for each in costliest_statements(own) if "FROM measured" in each["statement"])
    assert found["calls"] == 2


@pytest.mark.stack
def test_a_phase_tells_the_processor_time_of_the_database(stack: Stack) -> None:
    with psycopg.connect(stack.superuser_url, autocommit=True) as own:
        meter = Meter(stack, own)
        with meter.phase("nothing", 1):
            pass
        with meter.phase("counting", 1), psycopg.connect(stack.address.url) as connection:
            connection.execute("SELECT count(*) FROM generate_series(1, 3000000)")
    idle, busy = (phase.cpu_ms["postgresql"] for phase in meter.phases)
    assert busy > idle + 50
