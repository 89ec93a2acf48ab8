"""Measured stretches of work: what each cost every part and PostgreSQL, and how long callers waited.

What counting for the figures costs is measured by turns: everything that the log tells is counted anew by the worker as
it counts all day; what the same worker and database take in as many seconds with nothing to count is taken off.
"""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from statistics import median
from typing import Any

from psycopg import Connection

from songda.site.embedded.cluster import APP_ROLE, WORKER_ROLE
from songda.site.errors import CurableError
from songda_tools.bench.accounting import cpu_ms, memory_mb
from songda_tools.bench.stack import Stack

OURS = ("web", "worker", "certifier", "postgresql")  # what a court would run; the sandbox and the bench are apart
SETTLE_SECONDS = 1.2  # PostgreSQL hands in its row counts with a delay
_ROLES = [APP_ROLE, WORKER_ROLE]
_CONTROL = r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|LISTEN|DEALLOCATE)"
_STATEMENTS = """
SELECT coalesce(sum(calls) FILTER (WHERE query !~* %(control)s), 0),
       coalesce(sum(calls) FILTER (WHERE query ~* %(control)s), 0)
FROM pg_stat_statements JOIN pg_roles r ON r.oid = userid WHERE r.rolname = ANY(%(roles)s)
"""
_ROWS = "SELECT sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_user_tables"
_TRANSACTIONS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
_JOURNAL = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
_COSTLIEST = """
SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 300),
       sum(calls), round(sum(total_exec_time)::numeric, 1), sum(rows)
FROM pg_stat_statements JOIN pg_roles r ON r.oid = userid WHERE r.rolname = ANY(%(roles)s)
GROUP BY 1 ORDER BY 3 DESC LIMIT %(most)s
"""
FEWEST_TO_COUNT = 200  # services; of fewer nothing can be told
FILE_SLOTS = 3
IDLE_SECONDS = 15.0
PATIENCE_SECONDS = 300.0
COUNTING, IDLE = "counting for the figures", "nothing to count"
_FORGET = "TRUNCATE figures_daycount, figures_countedfact, figures_countedupto"
_LEFT = """
SELECT (SELECT count(*) FROM evidence_entry) - coalesce((SELECT entries FROM figures_countedupto), 0)
"""


@dataclass
class Phase:
    """What `items` items cost together; figures an item are made by the report."""

    name: str
    items: int
    seconds: float
    cpu_ms: dict[str, float]
    counters: dict[str, int]
    waits_ms: dict[str, float] = field(default_factory=dict)  # p50 and p95 of one call

    def to_json(self) -> dict[str, Any]:
        """The phase with its figures an item."""
        each = max(self.items, 1)
        return {
            **asdict(self),
            "per_second": round(self.items / self.seconds, 1) if self.seconds else 0.0,
            "cpu_ms_each": {name: round(ms / each, 3) for name, ms in self.cpu_ms.items()},
            "total_cpu_ms_each": round(sum(self.cpu_ms[name] for name in OURS) / each, 3),
            "each": {name: round(count / each, 3) for name, count in self.counters.items()},
        }


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
    statements, control = _row(connection, _STATEMENTS, {"control": _CONTROL, "roles": _ROLES})
    inserted, updated, deleted = _row(connection, _ROWS)
    (transactions,) = _row(connection, _TRANSACTIONS)
    (journal,) = _row(connection, _JOURNAL)
    return Counters(*map(int, (statements, control, inserted, updated, deleted, transactions, journal)))


def forget_statements(connection: Connection[Any]) -> None:
    """Begin the list of the costliest statements anew."""
    connection.execute("SELECT pg_stat_statements_reset()")


def costliest_statements(connection: Connection[Any], most: int = 40) -> list[dict[str, Any]]:
    """The statements that took the database most time, whatever values stood in them."""
    rows = connection.execute(_COSTLIEST, {"most": most, "roles": _ROLES}).fetchall()
    return [{"statement": s, "calls": int(c), "ms": float(ms), "rows": int(n)} for s, c, ms, n in rows]


def _row(connection: Connection[Any], statement: str, values: Mapping[str, object] | None = None) -> tuple[Any, ...]:
    found = connection.execute(statement, values).fetchone()
    assert found is not None  # noqa: S101 - each of these statements gives one row
    return tuple(found)


@dataclass(frozen=True)
class _Reading:
    at: float
    cpu: dict[str, float]
    counters: Counters


class Meter:
    """Reads all counters at the beginning and at the end of each phase."""

    def __init__(self, stack: Stack, connection: Connection[Any]) -> None:
        """`connection` is our own: what its backend does is left out."""
        self.stack = stack
        self.connection = connection
        self._last: _Reading | None = None
        self.phases: list[Phase] = []

    @contextmanager
    def phase(self, name: str, items: int, *, goes_on: bool = False) -> Iterator[list[float]]:
        """Measure what happens inside; put each call's seconds into the list that is given.

        `goes_on`: the work set off inside is not over at its end, and the next phase measures from that very moment.
        """
        waits: list[float] = []
        before = self._last or self._read()
        yield waits
        after = self._read()
        self._last = after if goes_on else None
        if not goes_on:
            time.sleep(SETTLE_SECONDS)
            after = replace(after, counters=read_counters(self.connection))
        self.phases.append(_phase(name, items, (before, after), _waits(waits)))

    def memory_mb(self) -> dict[str, int]:
        """Memory of each part now."""
        return {name: round(memory_mb(pid)) for name, pid in self._pids().items()}

    def _read(self) -> _Reading:
        return _Reading(time.perf_counter(), self._cpu(), read_counters(self.connection))

    def _cpu(self) -> dict[str, float]:
        backend = self.connection.info.backend_pid
        return {name: cpu_ms(pid, without=backend) for name, pid in self._pids().items()}

    def _pids(self) -> Mapping[str, int]:
        address = self.stack.address
        running = {child.name: child.pid for child in self.stack.children if child.pid}
        absent = {name: 0 for name in OURS if name not in running}
        return {**absent, **running, "postgresql": address.pid if address else 0}


def _phase(name: str, items: int, readings: tuple[_Reading, _Reading], waits: dict[str, float]) -> Phase:
    before, after = readings
    spent = {part: round(ms - before.cpu.get(part, 0.0), 1) for part, ms in after.cpu.items()}
    counted = asdict(after.counters.since(before.counters))
    return Phase(name, items, round(after.at - before.at, 3), spent, counted, waits)


def _waits(seconds: Sequence[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return {"p50": round(cuts[9] * 1000, 2), "p95": round(cuts[18] * 1000, 2)}


def measure_counting(meter: Meter, connection: Connection[Any], services: int) -> None:
    """Both by turns; the phases stand in the meter."""
    _wait_until_counted(connection)
    for _ in range(FILE_SLOTS):
        with meter.phase(IDLE, services):
            time.sleep(IDLE_SECONDS)
        with meter.phase(COUNTING, services):
            connection.execute(_FORGET)
            _wait_until_counted(connection)


def counting_of(phases: Sequence[Mapping[str, Any]]) -> float | None:
    """CPU ms a service, the median of the turns; None where it was not measured."""
    each = [
        _cpu(counted) - _cpu(idle) * counted["seconds"] / idle["seconds"]
        for idle, counted in zip(_named(phases, IDLE), _named(phases, COUNTING), strict=True)
    ]
    return median(each) if each else None


def _named(phases: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    return [phase for phase in phases if phase["name"] == name]


def _cpu(phase: Mapping[str, Any]) -> float:
    return float(sum(phase["cpu_ms_each"][part] for part in OURS))


def _wait_until_counted(connection: Connection[Any]) -> None:
    """Until the whole log is counted."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while connection.execute(_LEFT).fetchone() != (0,):
        if time.monotonic() > deadline:
            raise CurableError(f"The worker has not counted the log within {PATIENCE_SECONDS:.0f} seconds.")
        time.sleep(0.1)
