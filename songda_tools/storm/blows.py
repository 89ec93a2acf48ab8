"""The blows: everything that may break on a court's machine, struck and mended."""

import os
import resource
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import LiteralString

from songda.site import embedded
from songda_demo.child import Child
from songda_demo.settings import HOST
from songda_tools.storm.town import Town
from songda_tools.storm.wire import Wire

MESSAGES = "SELECT count(*) FROM attempts_attempt WHERE submitted_at > to_timestamp(%s)"
ORDERS = "SELECT count(*) FROM orders_order WHERE placed_at > to_timestamp(%s)"
CERTIFICATES = "SELECT count(*) FROM certificates_certificate WHERE state = 'issued' AND stamped_at > to_timestamp(%s)"


@dataclass(frozen=True)
class Blow:
    """How it is struck and mended; `recovery`: what shows that work goes on, counted since a moment."""

    strike: Callable[[Town, Wire, float], None]
    recovery: LiteralString = MESSAGES

    @property
    def meets_messages(self) -> bool:
        """Whether it can leave a message in doubt; others meet pages and certificates alone."""
        return self.recovery == MESSAGES


def _kill(town: Town, _wire: Wire, _seconds: float) -> None:
    town.kill(town.stack.worker)


def _ask_to_stop(town: Town, _wire: Wire, _seconds: float) -> None:
    town.stack.worker.ask_to_stop()


def _kill_certifier(town: Town, _wire: Wire, _seconds: float) -> None:
    town.kill(town.stack.certifier)


def _kill_web(town: Town, _wire: Wire, seconds: float) -> None:
    """A moment later, in the middle of the orders that are then placed: whoever places them says them again."""
    threading.Timer(seconds / 60, town.kill, [town.stack.web]).start()


def _freeze(town: Town, _wire: Wire, seconds: float) -> None:
    _signal(town.stack.worker, signal.SIGSTOP)
    time.sleep(seconds)
    _signal(town.stack.worker, signal.SIGCONT)


def _cut(_town: Town, wire: Wire, _seconds: float) -> None:
    wire.cut()


def _provider_away(_town: Town, wire: Wire, seconds: float) -> None:
    wire.take_away()
    time.sleep(seconds)
    wire.bring_back()


def _kill_backend(town: Town, _wire: Wire, _seconds: float) -> None:
    town.kill_a_backend()


def _restart_database(town: Town, _wire: Wire, seconds: float) -> None:
    embedded.stop(town.stack.home)
    time.sleep(seconds)
    embedded.start(town.stack.home)


def _stamps_away(town: Town, _wire: Wire, seconds: float) -> None:
    _turn_stamps(town, "off")
    time.sleep(seconds)
    _turn_stamps(town, "on")


def _disk_full(town: Town, _wire: Wire, seconds: float) -> None:
    """Whatever the certifier writes into a file fails, as on a full disk."""
    before = _limit_files(town.stack.certifier, (0, resource.RLIM_INFINITY))
    time.sleep(seconds)
    if before is not None:
        _limit_files(town.stack.certifier, before)


BLOWS: Mapping[str, Blow] = {
    "worker killed": Blow(_kill),
    "worker asked to stop": Blow(_ask_to_stop),
    "worker frozen": Blow(_freeze),
    "certifier killed": Blow(_kill_certifier, CERTIFICATES),
    "pages killed": Blow(_kill_web, ORDERS),
    "line cut": Blow(_cut),
    "provider away": Blow(_provider_away),
    "database process killed": Blow(_kill_backend),
    "database restarted": Blow(_restart_database),
    "time stamps away": Blow(_stamps_away, CERTIFICATES),
    "disk full": Blow(_disk_full, CERTIFICATES),
}


def _signal(child: Child, word: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, word)


def _turn_stamps(town: Town, turn: str) -> None:
    url = f"http://{HOST}:{town.stack.ports.sandbox}/time-stamps"
    urllib.request.urlopen(url, f"turn={turn}".encode(), timeout=10).close()


def _limit_files(child: Child, limits: tuple[int, int]) -> tuple[int, int] | None:
    with suppress(ProcessLookupError):
        return resource.prlimit(child.pid, resource.RLIMIT_FSIZE, limits)
    return None
