"""Runs the bench with a sampler in each of its processes, and tells where the time of each phase went.

Figures of such a run are shares: the sampler itself takes some hundredths.
"""

import contextlib
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import Connection

from songda_demo.screen import Screen
from songda_tools.bench.phases import Meter, costliest_statements
from songda_tools.bench.run import Plan
from songda_tools.bench.run import run as run_bench
from songda_tools.bench.stack import Stack

MOST_STATEMENTS = 400  # of which the differences between two moments are made
LISTED = 12
OURS = ("songda.", "songda_demo.", "songda_tools.")
_IMPORT = re.compile(r"import time: +(?P<micro>\d+) \| +\d+ \| +(?P<package>\w+)[\w.]*")  # as Python tells it
SLOW_PLAN = "25ms"  # statements that take longer stand in PostgreSQL's log with their plan


@dataclass
class Share:
    """What one part took in one phase, CPU milliseconds."""

    total: float = 0.0
    steps: Counter[str] = field(default_factory=Counter)  # function of ours → with all that it calls
    inmost: Counter[str] = field(default_factory=Counter)  # function of ours → with what it calls of others alone
    itself: Counter[str] = field(default_factory=Counter)  # package of anybody → alone
    blocks: int = 0  # of memory, more in use at the end than at the beginning
    collections: int = 0


class Profiled(Meter):
    """A meter that tells the samplers which phase it is and counts the statements of each."""

    def __init__(self, stack: Stack, connection: Connection[Any], samples: Path) -> None:
        """`samples` is the folder that the samplers look into."""
        super().__init__(stack, connection)
        self._samples = samples
        self.statements: dict[str, list[dict[str, Any]]] = {}
        self.imports: dict[str, dict[str, float]] = {}

    @contextlib.contextmanager
    def phase(self, name: str, items: int, *, goes_on: bool = False) -> Iterator[list[float]]:
        """As the meter's."""
        before = self._statements()
        (self._samples / "phase").write_text(name, encoding="utf-8")
        with super().phase(name, items, goes_on=goes_on) as waits:
            yield waits
        (self._samples / "phase").write_text("", encoding="utf-8")
        spent = [_since(row, before.get(text)) for text, row in self._statements().items()]
        self.imports = {child.name: imported(child.log) for child in self.stack.children if child.pid}
        self.statements[name] = sorted((row for row in spent if row["calls"]), key=lambda row: -row["ms"])

    def _statements(self) -> dict[str, dict[str, Any]]:
        return {row["statement"]: row for row in costliest_statements(self.connection, MOST_STATEMENTS)}


def run(services: int, screen: Screen, *, keep: bool = False) -> dict[str, Any]:
    """The bench's result with `profile` (phase → part → share), the `statements` of phases and `imports` of parts."""
    with tempfile.TemporaryDirectory(prefix="songda-samples-") as folder:
        samples = Path(folder)
        (samples / "phase").write_text("", encoding="utf-8")
        meters: list[Profiled] = []

        def meter(stack: Stack, connection: Connection[Any]) -> Profiled:
            meters.append(Profiled(stack, connection, samples))
            return meters[0]

        result = run_bench(Plan(services, keep=keep), screen, prepare=lambda stack: _equip(stack, samples), meter=meter)
        shares = read(samples)
    return {**result, "profile": shares, "statements": meters[0].statements, "imports": meters[0].imports}


def _equip(stack: Stack, samples: Path) -> None:
    inside = Path(__file__).parent / "inside"
    stack.instead |= {"BENCH_SAMPLES": str(samples), "PYTHONPATH": str(inside), "PYTHONPROFILEIMPORTTIME": "1"}
    stack.server["shared_preload_libraries"] += ("auto_explain",)
    stack.server |= {"auto_explain.log_min_duration": (SLOW_PLAN,), "auto_explain.log_analyze": ("on",)}


def _since(row: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    if before is None:
        return row
    return {**row, **{name: row[name] - before[name] for name in ("calls", "ms", "rows")}}


def read(samples: Path) -> dict[str, dict[str, Share]]:
    """What the samplers wrote: phase → part → its share; what lay between the phases is left out."""
    found: dict[str, dict[str, Share]] = defaultdict(lambda: defaultdict(Share))
    for file in samples.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            if told["phase"]:
                _add(found[told["phase"]][told["part"]], told)
    return {phase: dict(parts) for phase, parts in found.items()}


def _add(share: Share, told: dict[str, Any]) -> None:
    share.blocks += told["blocks"]
    share.collections += told["collections"]
    for spent, stack in told["stacks"]:
        share.total += spent
        share.itself[stack[-1].partition(":")[0].partition(".")[0]] += spent
        ours = [each for each in stack if each.startswith(OURS)]
        for name in set(ours):
            share.steps[name] += spent
        share.inmost[ours[-1] if ours else "nobody of ours"] += spent


def imported(log: Path) -> dict[str, float]:
    """Milliseconds that each package took to import in a part with all its processes, the dearest first."""
    taken: Counter[str] = Counter()
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := _IMPORT.fullmatch(line):
            taken[found["package"]] += int(found["micro"])
    return {name: round(micro / 1000, 1) for name, micro in taken.most_common(LISTED)}


def text(result: dict[str, Any]) -> str:
    """Tables in Markdown: a phase's functions and statements, each with its share, then what each part imports."""
    lines: list[str] = []
    for phase in result["phases"]:
        name = phase["name"]
        if name in result["profile"]:
            lines += [f"## {name}, {phase['items']} items", "", *_functions(result["profile"][name], phase["items"])]
            lines += ["", *_statements(result["statements"][name], phase["items"]), ""]
    lines += ["## What a part imports, and its start", "", "| part: CPU s of its start | milliseconds by package |"]
    lines += ["|---|---|"]
    for part, packages in result["imports"].items():
        told = ", ".join(f"{package} {ms}" for package, ms in packages.items())
        lines.append(f"| {part}: {result['start_cpu_ms'].get(part, 0) / 1000:.1f} | {told} |")
    return "\n".join(lines)


def _functions(parts: dict[str, Share], items: int) -> Iterator[str]:
    yield "| part: CPU ms an item | steps, % | functions with what they call of others, % | packages, % | memory |"
    yield "|---|---|---|---|---|"
    for part, share in sorted(parts.items(), key=lambda pair: -pair[1].total):
        named = Counter({name: spent for name, spent in share.steps.items() if "<locals>" not in name})
        columns = (_percent(counts, share.total) for counts in (named, share.inmost, share.itself))
        memory = f"{share.blocks / items:+.0f} blocks, tidied {share.collections / items:.2f}"
        yield f"| {part}: {share.total / items:.2f} | {' | '.join(columns)} | {memory} |"


def _percent(counts: Counter[str], total: float) -> str:
    shares = ((name.removeprefix("songda."), 100 * spent / total) for name, spent in counts.most_common(2 * LISTED))
    return ", ".join(f"{name} {share:.0f}" for name, share in shares if share >= 1)


def _statements(rows: list[dict[str, Any]], items: int) -> Iterator[str]:
    total = sum(row["ms"] for row in rows) or 1.0
    yield f"| statement, of {sum(row['calls'] for row in rows) / items:.1f} an item | % | calls an item | ms a call |"
    yield "|---|---|---|---|"
    for row in rows[:LISTED]:
        told, calls, ms = row["statement"].replace("|", "\\|")[:160], row["calls"], row["ms"]
        yield f"| `{told}` | {100 * ms / total:.0f} | {calls / items:.2f} | {ms / calls:.2f} |"
