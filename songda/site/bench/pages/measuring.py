"""Opens every address several times as those whom it is for, and notes what it took."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client

from songda.site.bench.accounting import own_cpu_ms
from songda.site.bench.pages.addresses import Address, all_addresses
from songda.site.bench.pages.doors import FORMS_ONLY, QUERIES, lookers, reason

TIMES = 9
AT_MOST_MS = 300.0
AT_MOST_STATEMENTS = 60
OF_A_COURT = "public:figures"  # its code is a court's, not a certificate's
NOTHING_THERE = "nothing of the kind in this court"


@dataclass(frozen=True)
class Opened:
    """What one address took: milliseconds on the clock and of processors (ours and the database's), statements."""

    name: str
    who: str
    statements: int
    wall_p50: float
    wall_p95: float
    cpu_p50: float
    cpu_p95: float
    bytes: int

    @property
    def is_within(self) -> bool:
        """Whether it keeps the bounds: processor time, since what else a machine does is not the page's."""
        return self.cpu_p50 <= AT_MOST_MS and self.statements <= AT_MOST_STATEMENTS

    def to_json(self) -> dict[str, Any]:
        """Fit for JSON."""
        return {**asdict(self), "is_within": self.is_within}


@dataclass(frozen=True)
class House:
    """All that was measured, the dearest first; and what was not, with the reason."""

    opened: list[Opened]
    left_out: dict[str, str]

    @property
    def beyond(self) -> list[Opened]:
        """What does not keep the bounds."""
        return [one for one in self.opened if not one.is_within]


def measure(clients: Mapping[str, Client], keys: Mapping[str, object], times: int = TIMES) -> House:
    """Every address. `clients`: a browser for each who looks. With `times` 0 only statements are counted."""
    opened, left_out = list[Opened](), dict[str, str]()
    for address in all_addresses():
        own = {**keys, "code": keys["court_code"]} if address.name == OF_A_COURT else keys
        if why := reason(address.name) or _empty(address, own):
            left_out[address.name] = why
            continue
        place = address.filled(own) + QUERIES.get(address.name, "")
        who, why = _looker(clients, lookers(address.name), place)
        if why:
            left_out[address.name] = why
        else:
            opened.append(_opened(address.name, who, partial(_get, clients[who], place), times))
    return House(sorted(opened, key=lambda one: -one.cpu_p50), left_out)


def _empty(address: Address, keys: Mapping[str, object]) -> str:
    missing = sorted(address.asked - keys.keys())
    return f"{NOTHING_THERE}: {', '.join(missing)}" if missing else ""


def _looker(clients: Mapping[str, Client], asked: tuple[str, ...], place: str) -> tuple[str, str]:
    """Who sees it; or nobody, and why."""
    answers = dict[str, int]()
    for who in asked:
        answers[who], _size = _get(clients[who], place)
        if answers[who] == 200:
            return who, ""
    if 405 in answers.values():
        return "", FORMS_ONLY
    return "", ", ".join(f"{who}: {status}" for who, status in answers.items())


def _get(client: Client, place: str) -> tuple[int, int]:
    """The status and the length of an answer, read to its end."""
    answer = client.get(place)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer.status_code, len(body)


def _opened(name: str, who: str, ask: Callable[[], tuple[int, int]], times: int) -> Opened:
    statements, size = _counted(ask)
    tries = [_timed(ask) for _ in range(times)] or [(0.0, 0.0)]
    walls, cpus = sorted(wall for wall, _cpu in tries), sorted(cpu for _wall, cpu in tries)
    half, late = len(tries) // 2, min(len(tries) - 1, round(len(tries) * 0.95))
    return Opened(name, who, statements, walls[half], walls[late], cpus[half], cpus[late], size)


def _counted(ask: Callable[[], tuple[int, int]]) -> tuple[int, int]:
    count = 0

    def note(go: Callable[..., Any], *rest: Any) -> Any:
        nonlocal count
        count += 1
        return go(*rest)

    with connection.execute_wrapper(note):
        _status, size = ask()
    return count, size


def _timed(ask: Callable[[], object]) -> tuple[float, float]:
    backend = _backend()
    before, begun = own_cpu_ms(os.getpid()) + own_cpu_ms(backend), time.perf_counter()
    ask()
    wall = (time.perf_counter() - begun) * 1000
    return wall, own_cpu_ms(os.getpid()) + own_cpu_ms(backend) - before


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
