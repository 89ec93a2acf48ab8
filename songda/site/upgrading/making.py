"""Changes the tables of a database in two phases, beside pages and workers that go on: `songda migrate`.

Expanding adds what a new version needs and an older one does not notice; contracting takes away, once no older process
runs, what only older ones used. A change waits three seconds for its lock, gives way to what runs, and tries again.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, TypeVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from psycopg import errors, sql

from songda.clock import new_id
from songda.core.evidence.doors import Writer
from songda.records.ground.processes.fills import known_fills, not_filled
from songda.records.ground.processes.registry import Running, who_knows_not
from songda.site.errors import CurableError
from songda.site.schema import contracts, forwards, known_changes
from songda.site.upgrading.statements import Judged, Phase, judge
from songda.site.version import version_and_commit

LOCK: Final = 0x736F6E67  # "song": one number in the whole database
LOCK_WAIT: Final = "3s"
TRIES: Final = 40
PAUSE_S: Final = 3.0
LISTED: Final = 5
Found = TypeVar("Found")


def this_process(kind: Writer) -> Running:
    """What this process says of itself while it runs."""
    name = f"{socket.gethostname()[:30]}:{os.getpid()}:{new_id().hex[-8:]}"
    return Running(name, kind, version_and_commit(), known_changes())


@contextmanager
def alone() -> Iterator[None]:
    """Two never change tables at once; CurableError where another one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CurableError("Another `songda migrate` is changing this database.", "Wait until it has ended.")
    try:
        yield
    finally:
        with suppress(OperationalError), connection.cursor() as cursor:  # a line that broke holds no lock
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def plan(changes: Sequence[str]) -> Iterator[tuple[str, list[Judged]]]:
    """Each of these changes, in order, with its statements and what they lock; none is made."""
    executor = MigrationExecutor(connection)
    state = _as_made(executor.loader)
    for migration in forwards(executor, map(target, changes)):
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        said = [one for each in editor.collected_sql for one in _single(each)]
        phase = Phase.CONTRACT if contracts((migration.app_label, migration.name)) else Phase.EXPAND
        yield str(migration), judge(said, phase)


def _as_made(loader: MigrationLoader) -> ProjectState:
    """The tables as the changes that were made left them."""
    return loader.project_state([each for each in loader.graph.nodes if each in loader.applied_migrations])


def _single(collected: str) -> list[str]:
    """A step may say several statements at once; a comment of Django's is one by itself."""
    if collected.startswith("--"):
        return [collected]
    return BaseDatabaseOperations.prepare_sql_script(connection.ops, collected)


def rows_in(table: str) -> int:
    """About how many rows a table has, as the database reckons."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass(%s)", [table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def target(change: str) -> tuple[str, str]:
    """A change as Django names it."""
    app, _, name = change.partition(".")
    return app, name


def require_ready(changes: Sequence[str]) -> None:
    """CurableError where a process runs that does not know these changes, or rows are still to be filled."""
    if changes and (left := not_filled(known_fills())):
        raise CurableError(
            f"Rows are still to be filled: {', '.join(map(str, left))}.",
            "`songda migrate` first; then a worker does it by itself, and `songda check` says how far it is.",
        )
    if older := who_knows_not(changes):
        named = ", ".join(map(str, older[:LISTED])) + (", …" if len(older) > LISTED else "")
        raise CurableError(
            f"{len(older)} processes of an older version run: {named}.",
            "Restart them with this version, then contract. One that was killed is forgotten after two minutes.",
        )


class _Tables(ProjectState):
    """What is known of the tables between two steps; a step draws anew only what it touches, not all that hangs on it.

    Django draws all anew for each new table, three quarters of what a first start costs; a step that needs more of
    them (RunPython) has them drawn by itself.
    """

    def reload_model(self, app_label: str, model_name: str, delay: bool = True) -> None:  # noqa: ARG002,FBT001,FBT002
        super().reload_model(app_label, model_name, delay=True)


def make(changes: Sequence[str], on_step: Callable[[], object], say: Callable[[str], object]) -> None:
    """Make these changes; `on_step` is called after each, `say` when one had to wait. CurableError: it never got on."""
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal

    at: list[Migration] = []

    def tell(action: str, *about: object) -> None:
        if action == "apply_start" and isinstance(about[0], Migration):
            at[:] = [about[0]]
            _forget_half_made(about[0])
        elif action == "apply_success":
            on_step()

    def attempt() -> None:
        executor = MigrationExecutor(connection, tell)
        targets = list(map(target, changes))
        steps = [(each, False) for each in forwards(executor, targets)]
        state = executor.migrate(
            targets, steps, _Tables(_as_made(executor.loader).models, executor.loader.unmigrated_apps)
        )
        state.clear_delayed_apps_cache()
        emit_post_migrate_signal(0, interactive=False, db=connection.alias, apps=state.apps)

    emit_pre_migrate_signal(0, interactive=False, db=connection.alias)
    giving_way(attempt, say, lambda: str(at[0]) if at else "the first change")


def giving_way(work: Callable[[], Found], say: Callable[[str], object], what: Callable[[], str]) -> Found:
    """Do it under locks that are waited for a few seconds only, again and again; CurableError when that was in vain."""
    _wait_for_locks(LOCK_WAIT)
    try:
        for left in reversed(range(TRIES)):
            try:
                return work()
            except OperationalError as busy:
                if not isinstance(busy.__cause__, errors.LockNotAvailable):
                    raise
                if left:
                    say(f"{what()}: the table is in use; tried again in {PAUSE_S:.0f} s, {left} times at most.")
                    time.sleep(PAUSE_S)
        raise CurableError(
            f"{what()} could not be made: the table was in use all the time. What was made before it stays.",
            "Look in pg_stat_activity for a transaction that has been open for minutes, end it, and migrate again.",
        )
    finally:
        with suppress(OperationalError):
            _wait_for_locks("0")


def _wait_for_locks(how_long: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(how_long)))


def _forget_half_made(migration: Migration) -> None:
    """An index whose making was broken off stays, of no use, under its name: it goes first."""
    names = [each.index.name for each in migration.operations if isinstance(each, AddIndexConcurrently)]
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid WHERE NOT indisvalid AND relname = ANY(%s)",
            [names],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(name)))
