"""Rows that a change of tables left to be filled: in pieces, by a worker, beside everything that goes on.

A change says `Fill(table, puts, left)` among its operations. A piece and how far it came are one transaction: whoever
is killed meanwhile has filled nothing twice. Older processes go on adding rows; so it is done when none is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Now
from psycopg import sql

from songda.clock import steady
from songda.records.ground.processes.models import Filling

PIECE: Final = 1_000  # rows: some ten milliseconds, for which nobody else can write them
BUSY_S: Final = 0.5  # of each second
_KEY = """
SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
WHERE indrelid = %s::regclass AND indisprimary AND indnkeyatts = 1
"""
_FILL = """
WITH piece AS (SELECT {key} AS filled_key FROM {table} WHERE {after} ORDER BY {key} LIMIT %(size)s),
filled AS (UPDATE {table} SET {puts} FROM piece WHERE {table}.{key} = filled_key AND ({left}) RETURNING 1)
SELECT (SELECT filled_key::text FROM piece ORDER BY filled_key DESC LIMIT 1), (SELECT count(*) FROM filled)
"""


class Fill(Operation):
    """Of `table`, wherever `left` holds, `puts` is to be set; both as PostgreSQL says it. Makes no change by itself."""

    def __init__(self, table: str, puts: str, left: str) -> None:
        """A row that was filled is not `left` any more."""
        self.table, self.puts, self.left = table, puts, left

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay."""

    def database_forwards(self, *_: Any) -> None:
        """The rows are filled later."""

    def database_backwards(self, *_: Any) -> None:
        """What was filled stays."""

    def describe(self) -> str:
        """For whoever reads a plan."""
        return f"A worker fills {self.table} in pieces"


@dataclass(frozen=True)
class Progress:
    """How far one of them is."""

    name: str  # of the change
    rows: int  # so many were filled

    def __str__(self) -> str:
        return f"{self.name} ({self.rows} rows so far)"


def known_fills() -> Mapping[str, Fill]:
    """All that this version knows, by the change that left them."""
    known = sorted(MigrationLoader(None).disk_migrations.items())
    return {f"{app}.{name}": one for (app, name), change in known for one in change.operations if isinstance(one, Fill)}


def fills_under_way(fills: Mapping[str, Fill]) -> list[Progress]:
    """Of these the ones whose change was made and which are not done."""
    if not fills:
        return []
    made = {".".join(each) for each in MigrationLoader(connection).applied_migrations}
    rows = {row.name: row for row in Filling.objects.filter(name__in=fills)}
    known = [rows.get(name) or Filling(name=name) for name in fills if name in made]
    return [Progress(row.name, row.rows) for row in known if row.done_at is None]


def fill_some(fills: Mapping[str, Fill], size: int = PIECE) -> None:
    """For a moment, so that as much time is left to everybody else."""
    until = steady() + BUSY_S
    for progress in fills_under_way(fills):
        while steady() < until and fill_piece(progress.name, fills[progress.name], size):
            pass


@transaction.atomic
def fill_piece(name: str, fill: Fill, size: int = PIECE) -> bool:
    """Fill the next piece; whether any may be left. Another worker that does it just now is left alone."""
    Filling.objects.bulk_create([Filling(name=name)], ignore_conflicts=True)
    row = Filling.objects.select_for_update(skip_locked=True).filter(name=name, done_at=None).first()
    if row is None:
        return False
    position, filled = _fill(fill, row.position, size)
    row.position, row.rows = position or "", row.rows + filled
    if not position and not are_left(fill):
        row.done_at = Now()
    row.save()
    return bool(position) or row.done_at is None


def are_left(fill: Fill) -> bool:
    """Whether a row is to be filled, also one that was added behind."""
    asked = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {})").format(sql.Identifier(fill.table), sql.SQL(fill.left))
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return bool(cursor.fetchone()[0])


def not_filled(fills: Mapping[str, Fill]) -> list[Progress]:
    """What stands against contracting; what an older process has added since is filled once more."""
    rows = {row.name: row for row in Filling.objects.filter(name__in=fills)}
    for name, row in rows.items():
        if row.done_at is not None and not row.is_closed and are_left(fills[name]):
            row.done_at, row.position = None, ""
            row.save()
    known = [rows.get(name) or Filling(name=name) for name in fills]
    return [Progress(row.name, row.rows) for row in known if row.done_at is None]


def close_fills(fills: Mapping[str, Fill]) -> None:
    """Nobody asks for these rows again: the court has contracted, or began with the tables as they are."""
    rows = [Filling(name=name, done_at=Now(), is_closed=True) for name in fills]
    Filling.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["is_closed"])


def _fill(fill: Fill, position: str, size: int) -> tuple[str | None, int]:
    """The last key that was looked at, None behind the last row; and how many were filled."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [fill.table])
        key = sql.Identifier(cursor.fetchone()[0])
        after = sql.SQL("{} > {}").format(key, sql.Literal(position)) if position else sql.SQL("true")
        parts = {"table": sql.Identifier(fill.table), "puts": sql.SQL(fill.puts), "left": sql.SQL(fill.left)}
        cursor.execute(sql.SQL(_FILL).format(key=key, after=after, **parts), {"size": size})
        found: tuple[str | None, int] = cursor.fetchone()
    return found
