"""A whole stack whose parts may be killed at any moment and are started again, as a supervisor does."""

import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, LiteralString

import psycopg

from songda import clock
from songda.site.errors import CurableError
from songda_demo.child import Child
from songda_demo.settings import HOST
from songda_tools.bench.api import Call, Line, post
from songda_tools.bench.files import Ready, file_cases, mobile_of, paper
from songda_tools.bench.stack import Stack

LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 180  # a part that is not back by then does not come back
_FATES = """
SELECT e.case_id::text, a.state, coalesce(f.status, 'open'), e.closed_at IS NOT NULL,
       (SELECT count(*) FROM certificates_certificate c WHERE c.service_id = s.id)
FROM orders_envelope e JOIN orders_service s ON s.envelope_id = e.id
LEFT JOIN attempts_attempt a ON a.envelope_id = e.id LEFT JOIN findings_finding f ON f.service_id = s.id
WHERE e.case_id = ANY(%s::uuid[])
"""

_UNSEALED = "SELECT (SELECT count(*) FROM evidence_event) - (SELECT coalesce(max(size), 0) FROM evidence_checkpoint)"


@dataclass(frozen=True)
class Fate:
    """What became of one order: its only attempt, what the law says, its certificates, and whole texts at the phone."""

    attempt: str | None
    status: str
    is_closed: bool
    certificates: int
    whole_texts: int

    @property
    def is_served(self) -> bool:
        """Whether the text arrived, the law says so, and nothing is left to do."""
        return (self.attempt, self.status, self.is_closed) == ("arrived", "effective", True)

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows if a byte of it left."""
        return self.attempt == "unknown"


@dataclass(frozen=True)
class Wave:
    """Some cases of the town, with the place of the first among all of them."""

    first: int
    cases: Sequence[Ready]


class Town:
    """The stack, its cases, and somebody who starts again what ended."""

    def __init__(self, cases: int, stack: Stack | None = None, mobile: Callable[[int], str] = mobile_of) -> None:
        self.stack = stack or Stack(pace=0.2)
        self._mobile = mobile
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._minder = threading.Thread(target=self._mind)
        try:
            self._open(cases)
        except BaseException:
            self.close()
            raise

    def _open(self, cases: int) -> None:
        self.stack.start_database()
        self.stack.set_up()
        self.stack.start_sandbox()
        self.stack.start_web()
        token = (self.stack.home / "keys" / "api.token").read_text(encoding="ascii").strip()
        self._token = token
        line = self._line()
        self._cases = list(file_cases(line, cases, paper(), clock.now(), self._mobile))
        line.close()
        self._next = 0
        self.stack.start_worker(self.stack.worker)
        self.stack.start_worker(self.stack.certifier)
        self._minder.start()

    def _line(self) -> Line:
        return Line(self.stack.ports.web, self._token)

    def close(self) -> None:
        """End everything; the home goes with it."""
        self._stop.set()
        if self._minder.is_alive():
            self._minder.join()
        self.stack.close()

    def _mind(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            for child in (self.stack.web, self.stack.worker, self.stack.certifier):
                with self._lock:
                    if child.exit_code is not None:
                        child.end(time.monotonic())
                        self.stack.start(child)

    def kill(self, child: Child) -> None:
        """Kill a part and all that it started, this very moment."""
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)

    def kill_workers(self) -> None:
        """Kill both workers and wait until the next two report for duty, so that each blow meets workers at work."""
        ((before,),) = self.look("SELECT coalesce(max(id), 0) FROM procrastinate_workers")
        self.kill(self.stack.worker)
        self.kill(self.stack.certifier)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.look("SELECT 1 FROM procrastinate_workers WHERE id > %s", [before])) < 2:
            _give_up_after(deadline, "no two workers came back")
            time.sleep(LOOK_SECONDS)

    def kill_a_backend(self) -> None:
        """Kill one of PostgreSQL's own processes, at work for us; the whole server then starts anew by itself."""
        newest = "SELECT pid FROM pg_stat_activity WHERE usename = 'songda' ORDER BY state_change DESC LIMIT 1"
        for (pid,) in self.look(newest):
            with suppress(ProcessLookupError):
                os.kill(int(str(pid)), signal.SIGKILL)

    def wave(self, count: int) -> Wave:
        """Cases that nobody ordered anything for yet."""
        first, self._next = self._next, self._next + count
        return Wave(first, self._cases[first : self._next])

    def order(self, cases: Iterable[Ready], pause: float = 0.0) -> None:
        """Order service in each, one call each, and say it again until there is an answer, as a careful system does."""
        line = self._line()
        for ready in cases:
            line = self._order(line, ready)
            time.sleep(pause)
        line.close()

    def _order(self, line: Line, ready: Ready) -> Line:
        return self._say(line, post("/api/v1/orders/bulk", {"orders": [ready.order(f"storm-{ready.case_id}")]}), 1)

    def _say(self, line: Line, call: Call, wanted: int) -> Line:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status, body = line.ask(call)
            except (OSError, HTTPException):
                status, body = 0, b""
                line.close()
                line = self._line()
            if status == 201:
                if json.loads(body)["accepted"] != wanted:
                    raise CurableError(f"An order was refused: {body!r}")
                return line
            _give_up_after(deadline, f"an order was not answered: {status} {body!r}")
            time.sleep(0.2)

    def look(self, sql: LiteralString, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What the database says, asked again for as long as the server starts anew.

        A server one of whose processes was killed takes connections until it notices, and then breaks them all off.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with psycopg.connect(self.stack.superuser_url, autocommit=True) as rows:
                    return rows.execute(sql, values).fetchall()
            except psycopg.OperationalError:
                _give_up_after(deadline, "the database did not come back")
                time.sleep(LOOK_SECONDS)

    def fates(self, wave: Wave) -> list[Fate]:
        """One fate for each case of the wave; fails when an order became two, or an envelope has two attempts."""
        found = self.look(_FATES, [[ready.case_id for ready in wave.cases]])
        by_case: dict[Any, tuple[Any, ...]] = {row[0]: row[1:] for row in found}
        if len(found) != len(by_case) or by_case.keys() != {ready.case_id for ready in wave.cases}:
            raise CurableError(f"{len(found)} attempts of {len(by_case)} orders instead of {len(wave.cases)}")
        return [self._fate(by_case[ready.case_id], wave.first + place) for place, ready in enumerate(wave.cases)]

    def _fate(self, row: tuple[Any, ...], place: int) -> Fate:
        attempt, status, is_closed, certificates = row
        return Fate(attempt, status, is_closed, certificates, self.whole_texts(place))

    def texts(self, place: int) -> list[dict[str, Any]]:
        """The texts on the telephone of the case at this place, whole or not."""
        url = f"http://{HOST}:{self.stack.ports.sandbox}/api/phones/{self._mobile(place)}/messages"
        with urllib.request.urlopen(url, timeout=10) as answer:
            found: list[dict[str, Any]] = json.loads(answer.read())["messages"]
            return found

    def whole_texts(self, place: int) -> int:
        """How many whole texts are among them."""
        return sum(bool(text["is_whole"]) for text in self.texts(place))

    def order_all(self, cases: Sequence[Ready]) -> None:
        """Order service in each, in one call, and say it again until there is an answer."""
        line = self._line()
        self._say(line, post("/api/v1/orders/bulk", {"orders": [one.order(f"storm-{one.case_id}") for one in cases]}),
                  len(cases)).close()  # fmt: skip

    def unsealed(self) -> int:
        """Events that are not in the tree, or not under the newest checkpoint."""
        ((count,),) = self.look(_UNSEALED)
        return int(str(count))


def _give_up_after(deadline: float, words: str) -> None:
    if time.monotonic() > deadline:
        raise CurableError(words)
