"""Where a figure was measured: machine, versions and date, without which it is not a figure."""

import os
import platform
import subprocess
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from psycopg import Connection

PACKAGES = ("django", "django-ninja", "granian", "psycopg", "procrastinate", "pyhanko", "typst")


def clean_environment() -> dict[str, str]:
    """Our environment without any setting of songda or of a database."""
    return {name: text for name, text in os.environ.items() if not name.startswith(("SONGDA_", "DATABASE_"))}


def surroundings(connection: Connection[Any], now: datetime) -> dict[str, Any]:
    """Date, machine and versions."""
    row = connection.execute("SHOW server_version").fetchone()
    fsync = connection.execute("SHOW fsync").fetchone()
    return {
        "date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": _commit(),
        "machine": {"cores": os.cpu_count(), "processor": _cpu_model(), "memory_gb": _memory_gb(), "load": _load()},
        "versions": {
            "python": platform.python_version(),
            "postgresql": str(row[0]) if row else "?",
            **{name: version(name) for name in PACKAGES},
        },
        "fsync": str(fsync[0]) if fsync else "?",
    }


def _commit() -> str:
    """The version of the code, where it comes with its history."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _cpu_model() -> str:
    return _field(Path("/proc/cpuinfo"), "model name") or platform.machine()


def _memory_gb() -> int:
    kilobytes = _field(Path("/proc/meminfo"), "MemTotal").split() or ["0"]
    return round(int(kilobytes[0]) / 1024 / 1024)


def _field(path: Path, name: str) -> str:
    """One field of a file of the system, such as `model name : …`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition(":")
        if key.strip() == name:
            return text.strip()
    return ""


def _load() -> float:
    """How many wanted the processors in the last minute."""
    return round(os.getloadavg()[0], 1)
