"""One measured stretch of work: what it cost each part, and how long callers waited."""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from psycopg import Connection

from songda_tools.bench.accounting import cpu_ms, memory_mb
from songda_tools.bench.counters import Counters, read_counters
from songda_tools.bench.stack import Stack

OURS = ("web", "worker", "certifier", "postgresql")  # what a court would run; the sandbox and the bench are apart
SETTLE_SECONDS = 1.2  # PostgreSQL hands in its row counts with a delay


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
class _Reading:
    at: float
    cpu: dict[str, float]
    counters: Counters


class Meter:
    """Reads all counters at the beginning and at the end of each phase."""

    def __init__(self, stack: Stack, connection: Connection[Any]) -> None:
        """`connection` is our own: what its backend does is left out."""
        self._stack = stack
        self._connection = connection
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
            after = replace(after, counters=read_counters(self._connection))
        self.phases.append(_phase(name, items, (before, after), _waits(waits)))

    def memory_mb(self) -> dict[str, int]:
        """Memory of each part now."""
        return {name: round(memory_mb(pid)) for name, pid in self._pids().items()}

    def _read(self) -> _Reading:
        return _Reading(time.perf_counter(), self._cpu(), read_counters(self._connection))

    def _cpu(self) -> dict[str, float]:
        backend = self._connection.info.backend_pid
        return {name: cpu_ms(pid, without=backend) for name, pid in self._pids().items()}

    def _pids(self) -> Mapping[str, int]:
        address = self._stack.address
        running = {child.name: child.pid for child in self._stack.children if child.pid}
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
