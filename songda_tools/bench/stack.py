"""A throw-away stack for measuring: database, web pages, workers and the outside world, ours alone to stop or kill.

It also tells where a figure was measured: machine, versions and date, without which it is not a figure.
"""

import os
import platform
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier, Literal

from songda.channels.registry import entries
from songda.site import embedded
from songda.site.environment import addresses_of
from songda.site.errors import CurableError
from songda.site.home import prepare_home
from songda_demo.child import GRACE_SECONDS, Child, newest_worker, sandbox_is_ready, wait_for, web_is_ready
from songda_demo.settings import HOST, Ports, demo_settings, is_free
from songda_tools.bench.accounting import cpu_ms

# Below those that the system hands out by itself; drawn by chance that no seed repeats, for runs beside each other.
_PORTS = range(20_000, 32_000, 10)
EVERYTHING_ELSE = ("default", *entries())  # what the first worker does; certificates have one of their own


class Stack:
    """One home in the temporary folder with all that runs from it; nothing is started yet."""

    def __init__(self, pace: float = 1.0, *, sandbox: Sequence[str] = ("--quiet",)) -> None:
        """`pace` 0.1 lets the SMS centre report ten times as fast; `sandbox`: more options of `songda sandbox`."""
        self.home = Path(tempfile.mkdtemp(prefix="songda-bench-"))
        self.ports = Ports(_free_ports())
        self.address: embedded.Address | None = None
        self.sandbox = self._child(
            "sandbox", ["sandbox", *sandbox, "--smpp", str(self.ports.smpp), "--pace", str(pace)]
        )
        self.instead: dict[str, str] = {}  # settings of the parts that differ from the demo's
        self.start_cpu_ms: dict[str, float] = {}  # part → until it listened, or reported for duty
        self.server: dict[str, tuple[str, ...]] = {"shared_preload_libraries": ("pg_stat_statements",)}
        self.web = self._child("web", ["serve", "--host", HOST, "--port", str(self.ports.web)])
        self.worker = self._child("worker", ["worker", *(f"--queue={queue}" for queue in EVERYTHING_ELSE)])
        self.certifier = self._child("certifier", ["worker", "--queue=certificates"])

    @property
    def children(self) -> tuple[Child, ...]:
        """Everything that may run, the last started first."""
        return self.certifier, self.worker, self.web, self.sandbox

    @property
    def superuser_url(self) -> str:
        """The database as its superuser; never printed."""
        assert self.address is not None  # noqa: S101 - asked only after the start
        return self.address.superuser_url

    def start_database(self) -> None:
        """Start PostgreSQL, committed work surviving a power cut as in the demo, with its own count of statements."""
        prepare_home(self.home)
        self.address = embedded.start(self.home)
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            for name, words in self.server.items():
                key, value = Identifier(*name.split(".")), SQL(", ").join(map(Literal, words))
                connection.execute(SQL("ALTER SYSTEM SET {} = {}").format(key, value))
        embedded.stop(self.home)
        self.address = embedded.start(self.home)
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def set_up(self) -> None:
        """Make the tables, the sample court and the client of the API."""
        setup = self._child("setup", ["migrate", "--sample"])
        self.start(setup)
        while setup.exit_code is None:
            time.sleep(0.05)
        if setup.exit_code:
            raise CurableError(f"The tables could not be made.\n{setup.last_words()}")

    def start(self, child: Child) -> None:
        """Start one part, without waiting for it."""
        child.start(self.environment())

    def start_sandbox(self) -> None:
        """Start the outside world and wait until it listens."""
        _still_free(self.ports.sandbox)
        self.start(self.sandbox)
        wait_for(self.sandbox, lambda: sandbox_is_ready(self.ports))

    def start_web(self) -> None:
        """Start the web pages and wait until they answer."""
        _still_free(self.ports.web)
        self.start(self.web)
        wait_for(self.web, lambda: web_is_ready(self.ports))
        self.start_cpu_ms[self.web.name] = cpu_ms(self.web.pid)

    def start_worker(self, child: Child) -> None:
        """Start a worker and wait until it has reported for duty."""
        last = newest_worker(self.superuser_url)
        self.start(child)
        wait_for(child, lambda: newest_worker(self.superuser_url) > last)
        self.start_cpu_ms[child.name] = cpu_ms(child.pid)

    def close(self, *, keep: bool = False) -> None:
        """Stop everything; the home goes too unless it is to be kept."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            child.end(deadline)
        if self.address is not None:
            embedded.stop(self.home)
        if not keep:
            shutil.rmtree(self.home, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What the parts find in their environment; nothing of the settings of whoever measures."""
        address = self.address
        database = addresses_of(address) if address else {}
        return {**clean_environment(), **demo_settings(self.home, self.ports.web), **database, **self.instead}

    def _child(self, name: str, words: list[str]) -> Child:
        return Child(name, words, self.home / "logs" / f"{name}.log")


def _still_free(port: int) -> None:
    """Another's answer at this port would be taken for ours."""
    if not is_free(port):
        raise CurableError(f"Port {port} was taken by somebody else meanwhile.", "Run it again.")


def _free_ports() -> int:
    """The first of five free ports in a row."""
    candidates = (secrets.choice(_PORTS) for _ in range(1000))
    return next(base for base in candidates if all(is_free(base + step) for step in range(5)))


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
