"""Reads PostgreSQL's own counters: statements, rows written, transactions, and bytes of its journal."""

from dataclasses import dataclass, fields
from typing import Any

from psycopg import Connection

_CONTROL = r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|LISTEN|DEALLOCATE)"
_STATEMENTS = """
SELECT coalesce(sum(calls) FILTER (WHERE query !~* %(control)s), 0),
       coalesce(sum(calls) FILTER (WHERE query ~* %(control)s), 0)
FROM pg_stat_statements JOIN pg_roles r ON r.oid = userid WHERE r.rolname = 'songda'
"""
_ROWS = "SELECT sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_user_tables"
_TRANSACTIONS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
_JOURNAL = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
_COSTLIEST = """
SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 300),
       sum(calls), round(sum(total_exec_time)::numeric, 1), sum(rows)
FROM pg_stat_statements JOIN pg_roles r ON r.oid = userid WHERE r.rolname = 'songda'
GROUP BY 1 ORDER BY 3 DESC LIMIT %s
"""


@dataclass(frozen=True)
class Counters:
    """What the database has counted; differences of two readings are what happened between them."""

    statements: int  # work, by web and workers
    control: int  # BEGIN, COMMIT and the like
    inserted: int
    updated: int
    deleted: int
    transactions: int
    journal_bytes: int

    def since(self, before: "Counters") -> "Counters":
        """What happened after `before`."""
        return Counters(*(getattr(self, f.name) - getattr(before, f.name) for f in fields(self)))


def read_counters(connection: Connection[Any]) -> Counters:
    """Every counter now. Backends hand in their counts of rows with a delay of up to a second."""
    statements, control = _row(connection, _STATEMENTS, {"control": _CONTROL})
    inserted, updated, deleted = _row(connection, _ROWS)
    (transactions,) = _row(connection, _TRANSACTIONS)
    (journal,) = _row(connection, _JOURNAL)
    return Counters(*map(int, (statements, control, inserted, updated, deleted, transactions, journal)))


def forget_statements(connection: Connection[Any]) -> None:
    """Begin the list of the costliest statements anew."""
    connection.execute("SELECT pg_stat_statements_reset()")


def costliest_statements(connection: Connection[Any], most: int = 40) -> list[dict[str, Any]]:
    """The statements that took the database most time, whatever values stood in them."""
    rows = connection.execute(_COSTLIEST, [most]).fetchall()
    return [{"statement": s, "calls": int(c), "ms": float(ms), "rows": int(n)} for s, c, ms, n in rows]


def _row(connection: Connection[Any], statement: str, values: dict[str, str] | None = None) -> tuple[Any, ...]:
    found = connection.execute(statement, values).fetchone()
    assert found is not None  # noqa: S101 - each of these statements gives one row
    return tuple(found)
