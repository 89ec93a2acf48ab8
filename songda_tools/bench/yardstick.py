"""What this machine takes for three fixed tasks, so that figures of different hours and machines can be compared.

The tasks never change: one of Python alone, one of the typesetter, one of the database's commits.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import typst
from psycopg import Connection

from songda.trust import fonts
from songda_tools.bench.accounting import own_cpu_ms

COMMITS = 1000
COPIES = 5
_ROUNDS = 5  # the median of so many counts, so that one moment of somebody else's work does not
_WARMING = 200
_TEMPLATE = Path(__file__).with_name("yardstick.typ")
_STANDARDS: list[Any] = ["a-3a", "ua-1"]
_TABLE = "CREATE TABLE yardstick (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, at timestamptz)"
_ROW = "INSERT INTO yardstick (name, at) VALUES (%s, clock_timestamp())"


@dataclass(frozen=True)
class Yardstick:
    """CPU milliseconds of each task."""

    python: float
    typesetting: float
    commits: float

    def to_json(self) -> dict[str, float]:
        """Each task by its name."""
        return {name: round(ms, 2) for name, ms in asdict(self).items()}


def measured(connection: Connection[Any]) -> Yardstick:
    """The machine now. The connection commits each statement; it may make and drop a table `yardstick`."""
    return Yardstick(_python_ms(), _typesetting_ms(), _commits_ms(connection))


def before_and_after(before: Yardstick, after: Yardstick) -> dict[str, dict[str, float]]:
    """Both readings of a run, and the mean by which its figures are told."""
    first, last = before.to_json(), after.to_json()
    return {"before": first, "after": last, "mean": {task: (first[task] + last[task]) / 2 for task in first}}


def _python_ms() -> float:
    return median(_spent(python_task) for _ in range(_ROUNDS))


def python_task() -> int:
    """Texts cut and put together, dictionaries, a sort, calls: what a page or a worker does all day."""
    names: dict[str, list[int]] = {}
    for place in range(200_000):
        name = f"case-{place * 7919 % 1009:04d}"
        names.setdefault(name, []).append(_step(place))
    ordered = sorted(names.items(), key=lambda item: (sum(item[1]), item[0]))
    return sum(place * len("".join(reversed(name.split("-")))) for place, (name, _) in enumerate(ordered))


def _step(place: int) -> int:
    return place % 97 if place % 3 else place // 3


def _typesetting_ms() -> float:
    compiler = fresh_compiler()
    typesetting_task(compiler)  # reads the fonts
    return median(_spent(lambda: typesetting_task(compiler)) for _ in range(_ROUNDS))


def fresh_compiler() -> typst.Compiler:
    """The typesetter with the fonts that come along."""
    letters = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts.folders())
    return typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=letters)


def typesetting_task(compiler: typst.Compiler) -> list[object]:
    """Some copies as PDFs of the kind that certificates are; each has a number of its own, so none is remembered."""
    made_at = datetime(2026, 1, 5, tzinfo=UTC)
    how: dict[str, Any] = {"format": "pdf", "pdf_standards": _STANDARDS, "timestamp": made_at}
    return [compiler.compile(sys_inputs={"copy": f"{time.time_ns()}-{copy}"}, **how) for copy in range(COPIES)]


def _commits_ms(connection: Connection[Any]) -> float:
    """What the process of PostgreSQL that serves this connection takes for a thousand rows, each with its commit."""
    backend = connection.info.backend_pid
    connection.execute(_TABLE)
    try:
        _commit(connection, _WARMING)
        before = own_cpu_ms(backend)
        _commit(connection, COMMITS)
        return own_cpu_ms(backend) - before
    finally:
        connection.execute("DROP TABLE yardstick")


def _commit(connection: Connection[Any], rows: int) -> None:
    for place in range(rows):
        connection.execute(_ROW, [f"case-{place}"])


def _spent(task: Callable[[], object]) -> float:
    began = time.process_time()
    task()
    return (time.process_time() - began) * 1000
