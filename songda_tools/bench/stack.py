"""A throw-away stack for measuring: database, web pages, workers and the outside world, ours alone to stop or kill."""

import secrets
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from songda.channels.registry import entries
from songda.site import embedded
from songda.site.curable import CurableError
from songda.site.environment import addresses_of
from songda.site.home import prepare_home
from songda_demo import child as health
from songda_demo.child import GRACE_SECONDS, Child
from songda_demo.settings import HOST, Ports, demo_settings, is_free
from songda_tools.bench.surroundings import clean_environment

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
            connection.execute("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
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
        health.wait_for(self.sandbox, lambda: health.sandbox_is_ready(self.ports))

    def start_web(self) -> None:
        """Start the web pages and wait until they answer."""
        _still_free(self.ports.web)
        self.start(self.web)
        health.wait_for(self.web, lambda: health.web_is_ready(self.ports))

    def start_worker(self, child: Child) -> None:
        """Start a worker and wait until it has reported for duty."""
        last = health.newest_worker(self.superuser_url)
        self.start(child)
        health.wait_for(child, lambda: health.newest_worker(self.superuser_url) > last)

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
