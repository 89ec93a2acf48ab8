"""Ends what a killed demo left running, and only that: a stranger that has its number by now is safe."""

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

PATIENCE_SECONDS = 5.0


def birth_of(pid: int) -> int:
    """When the process began, in the kernel's ticks: with its number, this names a process for good. 0: none."""
    return _look_at(pid)[2]


def end_leftovers(births: Mapping[int, int]) -> None:
    """End the process groups that these processes lead (number → birth): asked first, then made to."""
    left = [pid for pid, birth in births.items() if birth and birth_of(pid) == birth]
    for word in (signal.SIGTERM, signal.SIGKILL):
        for group in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, word)
        if _are_gone(left):
            return


def _are_gone(groups: list[int]) -> bool:
    """Wait a while for the end of all their processes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(_lives(group) for group in groups):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _lives(group: int) -> bool:
    """Whether a process of this group is alive, not merely unburied."""
    looks = (_look_at(int(entry.name)) for entry in Path("/proc").glob("[0-9]*"))
    return any(its_group == group and state not in {"Z", "X"} for state, its_group, _ in looks)


def _look_at(pid: int) -> tuple[str, int, int]:
    """State, group and birth of a process, as the kernel tells them after the name in brackets."""
    try:
        columns = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return columns[0], int(columns[2]), int(columns[19])
    except (OSError, ValueError, IndexError):
        return "X", 0, 0
