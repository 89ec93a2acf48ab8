"""Small statements that touch many rows at once, where the mapper would send one statement a row."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

Row = tuple[Any, ...]


def update_many(table: str, columns: dict[str, str], rows: Sequence[Row], *, only: str = "true") -> list[int]:
    """UPDATE `table` from `rows`, one statement; gives back the ids that were really changed.

    Each row is (id, value for every column in order). `columns` maps a column to its PostgreSQL type. `only` is a
    fixed condition on the old row `t`, so that a move never overwrites what others have learned in the meantime.
    """
    if not rows:
        return []
    names = list(columns)
    arrays = [list(values) for values in zip(*rows, strict=True)]
    types = ["bigint", *columns.values()]
    unnested = ", ".join(f"%s::{kind}[]" for kind in types)
    assignments = ", ".join(f"{name} = v.{name}" for name in names)
    statement = (
        f"UPDATE {table} t SET {assignments} FROM unnest({unnested}) AS v(id, {', '.join(names)}) "  # noqa: S608 - fixed names
        f"WHERE t.id = v.id AND ({only}) RETURNING t.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)
        return [row[0] for row in cursor.fetchall()]
