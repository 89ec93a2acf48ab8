"""Killing worker, web or database in mid-work loses nothing, leaves nothing stuck and sends nothing twice."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from songda.core.delivery.states import LEASE
from songda_demo.child import Child
from songda_demo.settings import HOST
from songda_tools.storm.town import Fate, Town, Wave

WAVES = (0.0, 0.05, 0.15, 0.3, 0.6, 1.0)  # seconds from the order to the blow
EACH = 10
FEW = 7  # orders between two blows at the web
PATIENCE_SECONDS = LEASE.total_seconds() + 60  # a dead worker's claims are taken up after the lease

pytestmark = [pytest.mark.night("waits for what the dead had claimed"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    opened = Town(3 * EACH * len(WAVES))
    yield opened
    opened.close()


def settled(town: Town, wave: Wave) -> list[Fate]:
    """Every fate, as soon as all are served with their certificate, or honestly in doubt; fails when one is stuck.

    How long all of them take is the machine's matter: stuck is what gets no further for as long as a lease lasts.
    """
    left, deadline = sys.maxsize, 0.0
    while True:
        fates = town.fates(wave)
        open_still, unsealed = [fate for fate in fates if not is_settled(fate)], town.unsealed()
        if not open_still and not unsealed:
            return fates
        if len(open_still) + unsealed < left:
            left, deadline = len(open_still) + unsealed, time.monotonic() + PATIENCE_SECONDS
        assert time.monotonic() < deadline, (open_still, unsealed)
        time.sleep(0.5)


def is_settled(fate: Fate) -> bool:
    """A text that reached the telephone is in doubt only until its report has been taken in."""
    return (fate.is_served and bool(fate.certificates)) or (fate.is_in_doubt and not fate.whole_texts)


def assert_nothing_lost_or_doubled(fates: list[Fate]) -> None:
    assert all(fate.whole_texts == 1 and fate.certificates == 1 for fate in fates if fate.is_served), fates
    assert all(fate.whole_texts == 0 for fate in fates if fate.is_in_doubt), fates
    assert sum(fate.is_served for fate in fates) > len(fates) / 2


def listeners(port: int) -> int:
    """How many sockets of this machine listen on the port: one of each process of a server."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(line[1].endswith(f":{port:04X}") and line[3] == "0A" for line in lines)


def until_they_listen(port: int, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while listeners(port) != wanted:
        assert time.monotonic() < deadline, listeners(port)
        time.sleep(0.05)


@contextmanager
def visitors(port: int) -> Iterator[Counter[str]]:
    """Somebody asks for a page all the time, each time over a line of its own; what came of it."""
    met, is_over = Counter[str](), threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            line = HTTPConnection(HOST, port, timeout=60)
            try:
                line.request("GET", "/readyz")
                met[str(line.getresponse().status)] += 1
            except (OSError, HTTPException) as wrong:
                met[type(wrong).__name__] += 1
            line.close()

    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(ask)
        try:
            yield met
        finally:
            is_over.set()


def test_pages_are_restarted_one_beside_the_other_and_no_connection_is_refused(town: Town) -> None:
    """Whoever looks after the town starts again what was stopped. A line that nobody had taken may be closed."""
    port = town.stack.ports.web
    beside = Child("beside", ["serve", "--host", HOST, "--port", str(port)], town.stack.home / "logs" / "beside.log")
    own = listeners(port)
    with visitors(port) as met:
        town.stack.start(beside)
        until_they_listen(port, 2 * own)
        town.stack.web.ask_to_stop()
        until_they_listen(port, own)
        until_they_listen(port, 2 * own)
        beside.ask_to_stop()
        until_they_listen(port, own)
    beside.end(time.monotonic() + PATIENCE_SECONDS)
    assert met.pop("200") > 10
    assert not met["ConnectionRefusedError"], met
    assert met["RemoteDisconnected"] + met["ConnectionResetError"] <= 4, met  # two visitors, two stops


def storm(town: Town, blow: Callable[[], None]) -> list[Fate]:
    """Waves of orders, each followed by a blow at another moment of its way."""
    wave = town.wave(EACH * len(WAVES))
    for place, pause in enumerate(WAVES):
        town.order(wave.cases[place * EACH : (place + 1) * EACH])
        time.sleep(pause)
        blow()
    return settled(town, wave)


def wait_for_orders(town: Town, wave: Wave, clients: list[threading.Thread]) -> None:
    """Until the next few orders are in, however long the web takes to come back, or all clients are done."""
    cases = [ready.case_id for ready in wave.cases]

    def count() -> int:
        ((found,),) = town.look("SELECT count(*) FROM orders_envelope WHERE case_id = ANY(%s::uuid[])", [cases])
        return int(found)

    before = count()
    while count() < before + FEW and any(client.is_alive() for client in clients):
        time.sleep(0.1)


def test_killing_the_workers_at_any_moment(town: Town) -> None:
    assert_nothing_lost_or_doubled(storm(town, town.kill_workers))


def test_killing_the_web_while_orders_come_in(town: Town) -> None:
    wave = town.wave(EACH * len(WAVES))
    clients = [threading.Thread(target=town.order, args=(wave.cases[place::4], 0.4)) for place in range(4)]
    for client in clients:
        client.start()
    while any(client.is_alive() for client in clients):
        town.kill(town.stack.web)
        wait_for_orders(town, wave, clients)
    fates = settled(town, wave)
    assert_nothing_lost_or_doubled(fates)
    assert all(fate.is_served for fate in fates)


def test_killing_a_process_of_the_database(town: Town) -> None:
    assert_nothing_lost_or_doubled(storm(town, town.kill_a_backend))
