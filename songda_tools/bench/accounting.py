"""Reads from the operating system how much processor time and memory a part and all that it started have taken."""

import os
from collections.abc import Iterator
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def cpu_ms(pid: int, without: int = 0) -> float:
    """Processor time of a tree since its start, ended children included, perhaps without one child; 0 for nobody."""
    if not pid:
        return 0.0
    while True:
        members = _below(pid)
        ticks = _ticks(pid, ended_too=True)
        ticks += sum(_ticks(child, ended_too=True) for child in members if child != without)
        if _below(pid) == members:  # whoever ends meanwhile stands with neither their own time nor their parent's
            return ticks * TICK_MS


def own_cpu_ms(pid: int) -> float:
    """Processor time of one process alone since its start, in finer steps where the system counts them."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6
    except (OSError, ValueError, IndexError):
        return _ticks(pid, ended_too=False) * TICK_MS


def memory_mb(pid: int) -> float:
    """Memory of a tree, what several of its members share counted once; 0 for nobody."""
    return sum(_proportional_kb(one) for one in (pid, *_below(pid))) / 1024 if pid else 0.0


def _ticks(pid: int, *, ended_too: bool) -> int:
    fields = _stat(pid)
    return sum(map(int, fields[11 : 15 if ended_too else 13])) if fields else 0


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, …; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _below(pid: int) -> list[int]:
    """Every living descendant."""
    parents: dict[int, list[int]] = {}
    for child, parent in _everybody():
        parents.setdefault(parent, []).append(child)
    found, waiting = list[int](), [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _everybody() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            yield int(entry.name), int(fields[1])


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
