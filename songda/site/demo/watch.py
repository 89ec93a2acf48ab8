"""Watches the demo's parts: what crashes is started again with a word; what crashes again and again ends the demo."""

import time

from songda.site import embedded
from songda.site.curable import CurableError
from songda.site.demo.child import Child
from songda.site.demo.processes import Processes
from songda.site.demo.words import Screen

LOOK_SECONDS = 0.5
MOST_RESTARTS = 5
WITHIN_SECONDS = 60.0


class RestartCount:
    """How often a part was started again of late."""

    def __init__(self) -> None:
        """No restart yet."""
        self._moments: list[float] = []

    def count_restart(self, now: float) -> int:
        """Count one more restart; gives how many there were of late, this one included."""
        self._moments = [moment for moment in self._moments if now - moment < WITHIN_SECONDS] + [now]
        return len(self._moments)


def watch(processes: Processes, screen: Screen) -> None:
    """Look after the parts until interrupted; raises CurableError when one cannot be kept alive."""
    restarts = {child.name: RestartCount() for child in processes.lasting} | {"PostgreSQL": RestartCount()}
    is_there = embedded.watch(processes.home)
    while True:
        time.sleep(LOOK_SECONDS)
        if not is_there():
            _revive_database(processes, screen, restarts["PostgreSQL"])
        for child in processes.lasting:
            if child.exit_code is not None:
                _revive(child, processes, screen, restarts[child.name])


def _revive(child: Child, processes: Processes, screen: Screen, restarts: RestartCount) -> None:
    ended = _how_it_ended(child.exit_code or 0)
    _require_few_restarts(child.name, restarts, f"{child.last_words()}\nAll that it said is in {child.log}.")
    screen.alarm(f"The {child.name} ended ({ended}) and is started again; nothing is lost.")
    child.end(time.monotonic())
    processes.start_child(child)


def _revive_database(processes: Processes, screen: Screen, restarts: RestartCount) -> None:
    _require_few_restarts("PostgreSQL", restarts, "Its own words are in the folder postgres/run of the home.")
    screen.alarm("PostgreSQL ended and is started again; what was committed is there.")
    if processes.start_database():
        for child in (processes.web, processes.worker):
            child.ask_to_stop()


def _require_few_restarts(name: str, restarts: RestartCount, words: str) -> None:
    if restarts.count_restart(time.monotonic()) > MOST_RESTARTS:
        raise CurableError(f"{name} ended {MOST_RESTARTS + 1} times within a minute; the demo gives up.", words)


def _how_it_ended(exit_code: int) -> str:
    return f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
