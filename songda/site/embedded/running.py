"""Is a server running on this data folder? Reads the note that PostgreSQL keeps there, and doubts it."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Running:
    """What the server notes of itself: its process, port, and the socket's folder ("" when there is none)."""

    pid: int
    port: int
    sockets: str
    is_ready: bool


def find_running(data: Path) -> Running | None:
    """The server that runs on this data folder; None when there is none, whatever an old note says."""
    running = _read_note(data)
    return running if running is not None and _serves(running.pid, data) else None


def remove_stale_note(data: Path) -> bool:
    """Remove a note whose server is gone (its number may be another program's by now, which misleads)."""
    note = data / "postmaster.pid"
    if not note.exists() or find_running(data) is not None:
        return False
    note.unlink(missing_ok=True)
    return True


def _read_note(data: Path) -> Running | None:
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, port, sockets = int(lines[0]), int(lines[3]), lines[4].strip()
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return Running(abs(pid), port, sockets, is_ready=len(lines) > 7 and lines[7].strip() == "ready")


def _serves(pid: int, data: Path) -> bool:
    """Whether this process is alive and lives in the data folder, as a PostgreSQL server does."""
    where = Path(f"/proc/{pid}/cwd")
    try:
        if Path("/proc/self/cwd").exists():
            return where.readlink() == data.resolve()
        os.kill(pid, 0)
    except OSError:
        return False
    return True
