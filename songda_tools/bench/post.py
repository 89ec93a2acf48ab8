"""What a print room waits for: letters set, checked and bound in one batch, planned, counted, and entered on return.

Beside them the size of the two pages that are opened over a bad line: the phone's, and a public notice's.
"""

import os
import re
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from songda.site.environment import prepare_django, sign_in_as
from songda_demo.screen import Screen
from songda_demo.settings import HOST, demo_settings
from songda_tools.bench.stack import Stack

LETTERS, PLANNED = 1000, 100_000
COUNTED = 200  # letters that are scanned one by one, and as many that come back
_LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
_NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Measured:
    """One figure: what it is, what was measured, and what it is to be at most."""

    name: str
    value: float
    most: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether it is no more than it is to be."""
        return self.value <= self.most


def run(letters: int, planned: int, screen: Screen) -> list[Measured]:
    """Measure on a database of its own, which is gone afterwards."""
    stack = Stack()
    try:
        _set_clock(_NOW)
        with screen.step("PostgreSQL, tables"):
            stack.start_database()
            stack.set_up()
        os.environ.update(demo_settings(stack.home, stack.ports.web))
        sign_in_as(stack.superuser_url)
        prepare_django()
        return list(_measure(letters, planned, screen))
    finally:
        stack.close()


def text(measured: list[Measured]) -> str:
    rows = (f"  {each.value:10,.1f} {each.unit:7} {'' if each.is_met else '!'} {each.name} (at most {each.most:g})"
            for each in measured)  # fmt: skip
    return "\n".join(rows)


def as_json(measured: list[Measured]) -> list[dict[str, Any]]:
    return [asdict(each) for each in measured]


def _measure(letters: int, planned: int, screen: Screen) -> Iterator[Measured]:
    with screen.step(f"{letters} letters of three pages each are ordered"):
        court, town = _posted(letters)
    with screen.step("they are set, checked and bound"):
        yield from _print(court, letters)
    with screen.step("they are counted, sealed, and some come back"):
        yield from _scan(court, town.by)
    with screen.step(f"{planned} letters are planned"):
        yield from _plan(court, planned)
    with screen.step("pages"):
        yield from _pages(town)


def _posted(count: int) -> tuple[Any, Any]:
    """So many people who are reached by post alone, each with a letter to which the court said yes."""
    from songda.records.court.staff.models import User
    from songda.records.law.planning.advance import advance
    from songda.records.ways.post.letters.models import Letter
    from songda.records.ways.post.planning import Agreement, agree
    from songda_tools.bench.files import paper
    from songda_tools.bench.quarter.town import Fate, Town

    clerk, judge = (User.objects.get(username=name) for name in ("chen", "zhou"))
    assert clerk.court is not None  # noqa: S101 - the sample court has just been made
    town = Town(clerk.court, clerk, judge, paper())
    for start in range(0, count, 500):
        some = min(500, count - start)
        town.register([[Fate.SIGNED] for _ in range(some - 1)] + [[Fate.NOTICED]], _NOW)
    while advance(_NOW):
        pass
    for letter in Letter.objects.filter(state="proposed"):
        agree(letter, Agreement(), town.by, _NOW)
    return clerk.court, town


def _print(court: Any, count: int) -> Iterator[Measured]:
    from songda.core.delivery.letters import Product
    from songda.records.ways.post.letters.batches import make_batch
    from songda.records.ways.post.letters.models import Batch, Letter
    from songda.records.ways.post.letters.setting import bind_batches, set_letters

    setting = _took(lambda: _until_none(lambda: set_letters(_NOW)))
    pages = sum(letter.pages or 0 for letter in Letter.objects.filter(court=court, state="ready"))
    make_batch(court, Product.COURT_POST.value, "engine", _NOW)
    binding = _took(lambda: _until_none(lambda: bind_batches(_NOW)))
    assert not Batch.objects.filter(bound_at=None).exists()  # noqa: S101 - else nothing was measured
    scale = LETTERS / count
    a_page = setting.cpu_s / pages * 1000
    yield Measured("put together and checked before printing, processor time a page", a_page, 300, "ms")
    yield Measured(f"a batch of {LETTERS} set, seconds of processor time", setting.cpu_s * scale, 60, "s")
    yield Measured(f"a batch of {LETTERS} set, by the clock", setting.clock_s * scale, 60, "s")
    yield Measured(f"a batch of {LETTERS} bound, seconds of processor time", binding.cpu_s * scale, 60, "s")
    yield Measured("greatest memory of a process", _peak_mb(), 400, "MB")


def _scan(court: Any, by: str) -> Iterator[Measured]:
    from songda.records.ways.post.carriage.station import ReturnDraft, note_return, scan_code
    from songda.records.ways.post.letters.batches import scan, seal_batch, seal_letters
    from songda.records.ways.post.letters.models import Batch

    batch = Batch.objects.get()
    own = batch.letters.order_by("place_in_batch")
    noticed = own.filter(address_class="found").values_list("number", flat=True)
    numbers = [*noticed, *own.exclude(address_class="found").values_list("number", flat=True)[:COUNTED]]
    counting = [_took(lambda n=number: scan(batch, n, by, _NOW)) for number in numbers]  # type: ignore[misc]
    seal_batch(batch, by, _NOW)
    _until_none(lambda: seal_letters(_NOW))
    later = _NOW + timedelta(days=3)

    def enter(number: str) -> None:
        met = scan_code(court, number, by, later)
        assert met.letter is not None  # noqa: S101 - it was sealed a moment ago
        note_return(met.letter, ReturnDraft("wrong_address"), by, later)

    returning = [_took(lambda n=number: enter(n)) for number in numbers]  # type: ignore[misc]
    yield Measured("a letter counted into its sack, by the clock", _median_ms(counting), 100, "ms")
    yield Measured("a return scanned and its cause entered, by the clock", _median_ms(returning), 100, "ms")


def _plan(court: Any, count: int) -> Iterator[Measured]:
    """Rows like that of a letter that waits, written by the database; then the planner as the worker calls it."""
    from django.db import connection

    from songda.records.ways.post.letters.models import Letter
    from songda.records.ways.post.letters.print_days import replan

    columns = [str(field.column) for field in Letter._meta.concrete_fields]
    instead = {
        "id": "gen_random_uuid()",
        "number": "''",
        "state": "'planned'",
        "expected_on": "NULL",
        "must_be_there_by": "CASE WHEN n %% 3 = 0 THEN DATE '2026-06-10' + (n %% 60)::int END",
        "planned_at": "opened_at + make_interval(secs => n)",
        **dict.fromkeys(("file_id", "wrapped_key", "sha256", "size", "pages", "set_at", "batch_id", "deed_id"), "NULL"),
        **dict.fromkeys(("place_in_batch", "counted_at", "sealed_at", "overtaken_at"), "NULL"),
        "overtaken": "''",
    }
    values = ", ".join(instead.get(name, f"one.{name}") for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO letters_letter ({', '.join(columns)}) SELECT {values} "  # noqa: S608 - our own columns
            "FROM (SELECT * FROM letters_letter LIMIT 1) one, generate_series(1, %s) n",
            [count],
        )
    took = _took(lambda: replan(_NOW))
    assert not Letter.objects.filter(state="planned", court=court, expected_on=None).exists()  # noqa: S101
    scale = PLANNED / count
    yield Measured(f"{PLANNED} letters planned and their days written, by the clock", took.clock_s * scale, 30, "s")
    yield Measured(f"{PLANNED} letters planned, processor time of the planner", took.cpu_s * scale, 30, "s")


def _pages(town: Any) -> Iterator[Measured]:
    from django.test import Client

    client = Client(headers={"accept-language": "zh-CN"}, SERVER_NAME=HOST)
    client.force_login(town.clerk)
    phone = _opened(client.get("/console/field/"))
    linked = dict.fromkeys(_LINKED.findall(phone.decode()))
    whole = len(phone) + sum(len(_static(path)) for path in linked)
    yield Measured("the phone's page with all that it loads, uncompressed", whole / 1000, 60, "kB")
    notice = _opened(client.get(_published(town)))
    yield Measured("a public notice's page, uncompressed", len(notice) / 1000, 10, "kB")


def _opened(answer: Any) -> bytes:
    assert answer.status_code == 200  # noqa: S101 - else another page would be weighed
    return bytes(answer.content)


def _static(path: str) -> bytes:
    from pathlib import Path

    from django.contrib.staticfiles import finders

    found = finders.find(re.sub(r"^/static/|\.[0-9a-f]{12}(?=\.)", "", path))
    return Path(str(found)).read_bytes()


def _published(town: Any) -> str:
    """The path of a notice to somebody whom visit and letter did not reach."""
    from songda.core.delivery.ladder.public_notice import Element
    from songda.records.service.orders.models import Envelope
    from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
    from songda.records.ways.public_notices.actions import NoticeDraft, draft_notice, publish_notice
    from songda_tools.bench.files import MADE_UP
    from songda_tools.bench.quarter.town import Fate

    words = MADE_UP["quarter"]
    wanted = [envelope for envelope, fate in town.fates.items() if fate is Fate.NOTICED]
    envelope = Envelope.objects.select_related("case__court", "party").get(id=wanted[0])
    at = _NOW + timedelta(days=5)
    services = tuple(envelope.services.values_list("id", flat=True))
    record_deed(
        envelope,
        DeedDraft("direct", services, StepDraft("failed", at - timedelta(days=1), words=words["gone"])),
        town.by,
        at,
    )
    said = {Element(name): each for name, each in words["notice"].items()}
    notice = draft_notice(envelope, NoticeDraft(services, said), town.by, at)
    notice = publish_notice(notice, bytes(notice.text_sha256), town.by, at)
    return f"/notices/{notice.token}"


@dataclass(frozen=True)
class _Took:
    cpu_s: float  # of this process and of those that it started, not of the database
    clock_s: float


def _took(work: Callable[[], object]) -> _Took:
    before, began = _cpu_s(), time.monotonic()
    work()
    return _Took(_cpu_s() - before, time.monotonic() - began)


def _cpu_s() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def _median_ms(took: list[_Took]) -> float:
    return sorted(each.clock_s for each in took)[len(took) // 2] * 1000


def _until_none(work: Callable[[], int]) -> None:
    while work():
        pass


def _set_clock(at: datetime) -> None:
    from songda import clock

    clock.set_ahead(clock.ahead() + (at - clock.now()))
