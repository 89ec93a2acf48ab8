"""Watches the demo's parts: what crashes is started again with a word; what crashes again and again ends the demo."""

import time

from songda.site import embedded
from songda.site.curable import CurableError
from songda.site.demo.child import Child
from songda.site.demo.parts import Parts
from songda.site.demo.words import Screen

LOOK_SECONDS = 0.5
MOST_RESTARTS = 5
WITHIN_SECONDS = 60.0


class Patience:
    """How often a part was started again of late."""

    def __init__(self) -> None:
        """No restart yet."""
        self._moments: list[float] = []

    def spend(self, now: float) -> int:
        """Count one more restart; gives how many there were of late, this one included."""
        self._moments = [moment for moment in self._moments if now - moment < WITHIN_SECONDS] + [now]
        return len(self._moments)


def watch(parts: Parts, screen: Screen) -> None:
    """Look after the parts until interrupted; raises CurableError when one cannot be kept alive."""
    patience = {child.name: Patience() for child in parts.lasting} | {"PostgreSQL": Patience()}
    while True:
        time.sleep(LOOK_SECONDS)
        if embedded.status(parts.home).pid is None:
            _revive_database(parts, screen, patience["PostgreSQL"])
        for child in parts.lasting:
            if child.exit_code is not None:
                _revive(child, parts, screen, patience[child.name])


def _revive(child: Child, parts: Parts, screen: Screen, patience: Patience) -> None:
    ended = _manner(child.exit_code or 0)
    _require_patience(child.name, patience, f"{child.last_words()}\nAll that it said is in {child.log}.")
    screen.alarm(f"The {child.name} ended ({ended}) and is started again; nothing is lost.")
    child.end(time.monotonic())
    parts.start_child(child)


def _revive_database(parts: Parts, screen: Screen, patience: Patience) -> None:
    _require_patience("PostgreSQL", patience, "Its own words are in the folder postgres/run of the home.")
    screen.alarm("PostgreSQL ended and is started again; what was committed is there.")
    if parts.start_database():
        for child in (parts.web, parts.worker):
            child.ask_to_stop()


def _require_patience(name: str, patience: Patience, words: str) -> None:
    if patience.spend(time.monotonic()) > MOST_RESTARTS:
        raise CurableError(f"{name} ended {MOST_RESTARTS + 1} times within a minute; the demo gives up.", words)


def _manner(exit_code: int) -> str:
    return f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
