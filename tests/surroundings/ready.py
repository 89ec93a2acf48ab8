"""Scenes that many tests begin with, built once a process and put into the tables again from memory.

Building a scene by the house's own actions takes hundreds of statements; copying its rows back takes a few dozen. The
scene is built by the first test that asks for it, as ever; what it wrote is read off, and the next test gets the same
rows, the same objects and the same files. A test that has written something of its own before, or that changes the
program (`monkeypatch`), builds for itself.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

import pytest
from django.db import connection

from songda import clock
from songda.trust.places import Folder

P = ParamSpec("P")
T = TypeVar("T")
# What the database writes by itself when rows are copied in, or what belongs to the tables and not to a test.
NOT_COPIED = {"django_content_type", "auth_permission", "django_migrations", "procrastinate_events"}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_UNTOUCHED = "SELECT NOT EXISTS (SELECT FROM staff_court) AND NOT EXISTS (SELECT FROM evidence_event)"


@dataclass(frozen=True)
class _Kept:
    """What a scene wrote, table by table and file by file; what its builder gave back; and when it was built."""

    rows: dict[str, list[bytes]]
    counts: list[tuple[str, int]]  # how far each table had numbered its rows
    files: dict[Path, bytes]
    given: Any
    built_at: datetime


_kept: dict[object, _Kept] = {}
_is_changed = False  # whether the test that runs changes the program


@pytest.fixture(autouse=True)
def _template_string_if_invalid_marker() -> None:
    """In the place of pytest-django's: that one asks for `monkeypatch` in every test, and changes nothing here."""


@pytest.fixture(autouse=True)
def scenes_of_the_program_as_it_is(request: pytest.FixtureRequest) -> None:
    """Whoever changes the program or its settings sees what it then does, not what it did before."""
    global _is_changed  # noqa: PLW0603 - one test runs at a time
    _is_changed = bool({"monkeypatch", "settings"}.intersection(request.fixturenames))


def ready_made(build: Callable[P, T]) -> Callable[P, T]:
    """The same builder, which builds once for each set of arguments and remembers."""

    @wraps(build)
    def begin(*args: P.args, **kwargs: P.kwargs) -> T:
        if _is_changed or not connection.in_atomic_block or not _is_untouched():
            return build(*args, **kwargs)
        key = (build.__module__, build.__qualname__, args, tuple(sorted(kwargs.items())))
        if key in _kept:
            return _put_back(_kept[key])  # type: ignore[no-any-return]
        with _sealed_files() as written:
            given = build(*args, **kwargs)
        files = {path: path.read_bytes() for path in written if path.exists()}
        _kept[key] = _Kept(_read_off(), _counts(), files, copy.deepcopy(given), clock.now())
        return given

    return begin


@contextmanager
def _sealed_files() -> Iterator[set[Path]]:
    """Where sealed files are put meanwhile: a test may cut or remove them, and the next one wants them whole."""
    written, put = set[Path](), Folder.put

    def noted(folder: Folder, name: str, sealed: IO[bytes]) -> None:
        written.add(folder.root / name)
        put(folder, name, sealed)

    Folder.put = noted  # type: ignore[method-assign]
    try:
        yield written
    finally:
        Folder.put = put  # type: ignore[method-assign]


def _is_untouched() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_UNTOUCHED)
        return bool(cursor.fetchone()[0])


def _read_off() -> dict[str, list[bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall() if name not in NOT_COPIED]
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in tables))  # noqa: S608 - the tables of the tests themselves
        filled = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in filled:
            with cursor.cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as out:
                rows[table] = [bytes(part) for part in out]
        return rows


def _counts() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        return list(cursor.fetchall())


def _put_back(kept: _Kept) -> Any:
    with connection.cursor() as cursor:
        names, values = zip(*kept.counts, strict=True)
        cursor.execute("SELECT setval(s, v) FROM unnest(%s::text[], %s::bigint[]) AS c(s, v)", [[*names], [*values]])
        for table, parts in kept.rows.items():
            with cursor.cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as into:
                for part in parts:
                    into.write(part)
            if table == "evidence_event":  # all wait now; which of them waited then follows
                cursor.execute("DELETE FROM evidence_unsequenced")
    for path, body in kept.files.items():
        if not path.exists() or path.read_bytes() != body:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    if (behind := kept.built_at - clock.now()).total_seconds() > 0:  # what was done lies in the past, here as well
        clock.set_ahead(clock.ahead() + behind)
    return copy.deepcopy(kept.given)
