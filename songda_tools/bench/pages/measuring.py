"""Opens every address several times as those whom it is for, and notes what it took."""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from songda.records.court.staff.models import User
from songda.records.ground import vault
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.orders.models import Envelope
from songda.site.errors import CurableError
from songda_demo.settings import HOST
from songda_tools.bench.accounting import own_cpu_ms
from songda_tools.bench.pages.plans import Read, listening

TIMES = 9
AT_MOST_MS = 300.0
AT_MOST_STATEMENTS = 60
SETTLED_AFTER = 10  # openings: five until a statement is prepared, five more with plans of its very values
AT_MOST_ROWS = 10_000  # that one step of a statement touches of one table: whatever grows is asked by an index
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
    most_read: Read | None = None  # what touched the most rows of one table; None where nobody listened

    @property
    def is_within(self) -> bool:
        """Whether it keeps the bounds: processor time, since what else a machine does is not the page's."""
        return self.cpu_p50 <= AT_MOST_MS and self.statements <= AT_MOST_STATEMENTS and not self.reads_through

    @property
    def reads_through(self) -> bool:
        """Whether a statement of it reads more of a table than any page needs."""
        return self.most_read is not None and self.most_read.rows > AT_MOST_ROWS

    def to_json(self) -> dict[str, Any]:
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


_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
_API = "api:"


@dataclass(frozen=True)
class Address:
    """One address: its name, how it is written, and the names of what stands in it."""

    name: str
    route: str
    asked: frozenset[str]

    def filled(self, keys: Mapping[str, object]) -> str:
        """The address with these values in it."""
        return "/" + _PLACE.sub(lambda found: str(keys[found[1]]), self.route)


def all_addresses() -> list[Address]:
    """All that have a name. Operations of the API share names, so these are called by their route."""
    return list(_named(get_resolver().url_patterns))


def _named(
    patterns: Iterable[URLPattern | URLResolver], room: str = "", route: str = "", above: frozenset[str] = frozenset()
) -> Iterator[Address]:
    for pattern in patterns:
        asked, whole = above | frozenset(pattern.pattern.regex.groupindex), route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{room}{pattern.namespace}:" if pattern.namespace else room
            yield from _named(pattern.url_patterns, inside, whole, asked)
        elif pattern.name:
            name = whole.removeprefix("api/v1/") if room == _API else str(pattern.name)
            yield Address(f"{room}{name}", whole, asked)


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
    """Opened so many times. Only then is listened to its plans, since hearing of them takes time too."""
    statements, size = _counted(ask)
    tries = [_timed(ask) for _ in range(times)] or [(0.0, 0.0)]
    walls, cpus = sorted(wall for wall, _cpu in tries), sorted(cpu for _wall, cpu in tries)
    half, late = len(tries) // 2, min(len(tries) - 1, round(len(tries) * 0.95))
    most_read = _most_read(ask, times) if times else None
    return Opened(name, who, statements, walls[half], walls[late], cpus[half], cpus[late], size, most_read)


def _most_read(ask: Callable[[], object], opened: int) -> Read | None:
    """What touched the most rows, after it was opened so often that the database has settled on its plans."""
    for _ in range(SETTLED_AFTER - opened):
        ask()
    with listening() as reads:
        ask()
    return max(reads, key=lambda read: read.rows, default=None)


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


LOOKERS = {
    "api:": ("system",),
    "console:judge": ("judge", "supervisor"),
    "console:": ("supervisor", "clerk", "judge", "administrator", "auditor"),
    "portal:": ("recipient", "nobody"),
    "": ("nobody", "clerk"),
}
"""The first line that fits a name; of these, the first to whom the address answers with 200 is measured."""

SIGNING_IN = "signing in and second factors: the same however much the court holds"
FORMS_ONLY = "takes only what a form or a system sends"
NOT_MEASURED = {
    "account_": SIGNING_IN,
    "mfa_": SIGNING_IN,
    "set_language": FORMS_ONLY,
    "set_type_size": FORMS_ONLY,
    "api:openapi.json": "the description of the API: the same however much the court holds",
    "api:": "an address without an operation",  # the root, whose name is empty
    "portal:help_": "a helper's pages: the recipient's own are measured",
    "portal:helping": "the helper's way in: the recipient's own is measured",
    "portal:who": "leads on whoever has proved who they are",
    "portal:code": "leads on whoever has proved who they are",
    "portal:person": "asked only in cases about somebody's status",
    "portal:open_link": "asked only of whoever has the code that opens a locked link",
    "portal:account_code": "shown only while a code for an account waits to be scanned",
    "console:account_code": "shown only while a code for an account waits to be scanned",
    "portal:address_code": "asked only while a new address waits for its code",
    "portal:address_noted": "shown once, after an address was named",
    "portal:postal_noted": "shown once, after a place was named",
    "portal:address_form_signed": "shown once, after the form was signed",
    "portal:paper_or_help_noted": "shown once, after help was asked for",
}
EXACTLY = {"api:", "portal:helping", "portal:who", "portal:code", "portal:person"}

QUERIES = {
    "api:figures": "?since=2026-01-01&until=2026-06-30",
    "api:lookups/figures": "?since=2026-01-01T00:00:00%2B08:00&until=2026-06-30T00:00:00%2B08:00",
    "api:outreach/campaigns": "?year=2026",
    "api:rounds": "?day=2026-07-31",
    "public:last_day_file": "?paper=judgment&served=2022-09-22",  # without a question it is no file
}


def lookers(name: str) -> tuple[str, ...]:
    """Who is asked to open it."""
    return next(who for beginning, who in LOOKERS.items() if name.startswith(beginning))


def reason(name: str) -> str:
    """Why it is not measured; an empty text where it is."""
    for beginning, why in NOT_MEASURED.items():
        if name == beginning or (beginning not in EXACTLY and name.startswith(beginning)):
            return why
    return ""


OFFICES = {"clerk": "chen", "judge": "zhou", "supervisor": "zhao", "administrator": "qian", "auditor": "feng"}
_CODE = re.compile(r"\d{6}")


def browsers(envelope: Envelope, home: Path) -> dict[str, Client]:
    """All of them, signed in; the recipient has proved who they are and opened a paper."""
    token = (home / "keys" / "api.token").read_text(encoding="ascii").strip()
    made = {office: _signed_in(username, envelope) for office, username in OFFICES.items()}
    made["system"] = Client(SERVER_NAME=HOST, headers={"authorization": f"Bearer {token}"})
    made["nobody"] = Client(SERVER_NAME=HOST)
    made["recipient"] = _recipient(envelope)
    return made


def _signed_in(username: str, envelope: Envelope) -> Client:
    client = Client(SERVER_NAME=HOST)
    client.force_login(User.objects.get(court=envelope.case.court, username=username))
    return client


def _recipient(envelope: Envelope) -> Client:
    client, token, party = Client(SERVER_NAME=HOST), vault.link_token(envelope.id), envelope.party
    client.post(reverse("portal:who", args=[token]), {"name": party.name, "number": party.number})
    attempt = Attempt.objects.filter(envelope=envelope, purpose="code").order_by("-id").first()
    text = sent_text(attempt) if attempt else ""
    found = _CODE.search(text)
    answer = client.post(reverse("portal:code", args=[token]), {"code": found.group() if found else ""})
    if answer.status_code != 302:
        raise CurableError(f"The recipient was not let in: {answer.status_code}.")
    service = envelope.services.order_by("paper__kind", "id")[0]
    client.post(reverse("portal:open", args=[token, service.id]))
    return client
