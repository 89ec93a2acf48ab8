"""What counting for the figures costs a service, by turns: the worker with something to count, and with nothing.

Everything that the log tells is counted anew by the worker as it counts all day; what the same worker and database take
in as many seconds without anything to count is taken off.
"""

import time
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from psycopg import Connection

from songda.site.curable import CurableError
from songda_tools.bench.phases import OURS, Meter

FEWEST = 200  # services; of fewer nothing can be told
TURNS = 3
IDLE_SECONDS = 15.0
PATIENCE_SECONDS = 300.0
COUNTING, IDLE = "counting for the figures", "nothing to count"
_FORGET = "TRUNCATE figures_daycount, figures_countedfact, figures_countedupto"
_LEFT = """
SELECT (SELECT count(*) FROM evidence_entry) - coalesce((SELECT entries FROM figures_countedupto), 0)
"""


def measure_counting(meter: Meter, connection: Connection[Any], services: int) -> None:
    """Both by turns; the phases stand in the meter."""
    _wait(connection)
    for _ in range(TURNS):
        with meter.phase(IDLE, services):
            time.sleep(IDLE_SECONDS)
        with meter.phase(COUNTING, services):
            connection.execute(_FORGET)
            _wait(connection)


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


def _wait(connection: Connection[Any]) -> None:
    """Until the whole log is counted."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while connection.execute(_LEFT).fetchone() != (0,):
        if time.monotonic() > deadline:
            raise CurableError(f"The worker has not counted the log within {PATIENCE_SECONDS:.0f} seconds.")
        time.sleep(0.1)
