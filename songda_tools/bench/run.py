"""Runs the bench from an empty folder to the figures."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg

from songda import clock
from songda_demo.screen import Screen
from songda_tools.bench import phases
from songda_tools.bench.api import Call, Line, post, timed
from songda_tools.bench.files import BULK, Ready, file_cases, paper
from songda_tools.bench.phases import FEWEST_TO_COUNT, Meter, measure_counting
from songda_tools.bench.stack import Stack, surroundings
from songda_tools.bench.standing import count_everything, newest_links, open_view, wait_for, wait_for_quiet
from songda_tools.bench.yardstick import Yardstick, before_and_after, measured

ONE_BY_ONE = 300  # orders of a single client
AT_ONCE = 640  # orders of many clients together
CLIENTS = 32
LANDINGS = 190  # the sandbox remembers the newest 200
LOOKED_AT_BEFORE = 40  # of these: pages and statements that every thread has seen once
WARMING = 40


@dataclass(frozen=True)
class Plan:
    """What is to be measured."""

    services: int
    with_certificates: bool = True
    keep: bool = False

    @property
    def alone(self) -> int:
        """How many orders one client places, one after another."""
        return min(ONE_BY_ONE, self.services)

    @property
    def crowded(self) -> int:
        """How many orders many clients place at once."""
        return min(AT_ONCE, max(CLIENTS, self.services // 2))

    @property
    def total(self) -> int:
        """All services of the run."""
        return WARMING + self.alone + self.crowded + self.services


def run(
    plan: Plan,
    screen: Screen,
    *,
    prepare: Callable[[Stack], None] = lambda _: None,
    meter: Callable[[Stack, psycopg.Connection[Any]], Meter] = Meter,
) -> dict[str, Any]:
    """Everything that was measured, fit for JSON; the stack is gone afterwards unless it is to be kept.

    `prepare` may change the stack before anything of it is started.
    """
    stack = Stack()
    try:
        prepare(stack)
        with screen.step("PostgreSQL, tables, sample court"):
            stack.start_database()
            stack.set_up()
        with screen.step("web pages and the outside world"):
            stack.start_sandbox()
            stack.start_web()
        with psycopg.connect(stack.superuser_url, autocommit=True) as connection:
            open_view(connection)
            return Bench(plan, stack, meter(stack, connection), screen).run()
    finally:
        stack.close(keep=plan.keep)
        if plan.keep:
            screen.note(f"Kept: {stack.home}")


class Bench:
    """One run on a stack whose database, web pages and outside world are up."""

    def __init__(self, plan: Plan, stack: Stack, meter: Meter, screen: Screen) -> None:
        self.plan = plan
        self.stack = stack
        self.connection = meter.connection
        self.screen = screen
        self.meter = meter
        token = (stack.home / "keys" / "api.token").read_text(encoding="ascii").strip()
        self.lines = [Line(stack.ports.web, token) for _ in range(CLIENTS)]
        self.ready: list[Ready] = []
        self.yardsticks: list[Yardstick] = []

    def run(self) -> dict[str, Any]:
        """All phases in order, then the question whether anything was lost."""
        try:
            self._read_yardstick()
            self._measure()
        finally:
            for line in self.lines:
                line.close()
        wait_for_quiet(self.connection)
        self._read_yardstick()
        return self._result()

    def _read_yardstick(self) -> None:
        with self.screen.step("the yardstick"):
            self.yardsticks.append(measured(self.connection))

    def _measure(self) -> None:
        with self.screen.step(f"{self.plan.total} cases with a defendant and a paper each"):
            self.ready = list(file_cases(self.lines[0], self.plan.total, paper(), clock.now()))
            self.connection.execute("VACUUM ANALYZE")
        phases.forget_statements(self.connection)
        orders = iter(self.ready)
        self._single_orders(orders)
        self._bulk(list(orders))
        if self.plan.with_certificates:
            self._certificates()
        self._pages()
        if self.plan.services >= FEWEST_TO_COUNT:
            with self.screen.step("counting for the figures, by turns"):
                wait_for_quiet(self.connection)
                measure_counting(self.meter, self.connection, self.plan.total)

    def _single_orders(self, orders: Any) -> None:
        """Accepted while no worker runs, so that only accepting is measured; then the worker serves them."""
        warming, alone, crowded = (
            [post("/api/v1/orders", ready.order()) for ready in itertools.islice(orders, count)]
            for count in (WARMING, self.plan.alone, self.plan.crowded)
        )
        timed(self.lines, warming)
        with self.screen.step("single orders"):
            with self.meter.phase("accept, 1 client", len(alone)) as waits:
                waits.extend(timed(self.lines[:1], alone))
            with self.meter.phase(f"accept, {CLIENTS} clients", len(crowded)) as waits:
                waits.extend(timed(self.lines, crowded))
            self.stack.start_worker(self.stack.worker)
            placed = WARMING + len(alone) + len(crowded)
            with self.meter.phase("serve the single orders", placed):
                wait_for(self.connection, effective=placed)

    def _bulk(self, orders: list[Ready]) -> None:
        calls = [
            post(
                "/api/v1/orders/bulk", {"orders": [o.order(f"bench-{o.case_id}") for o in orders[first : first + BULK]]}
            )
            for first in range(0, len(orders), BULK)
        ]
        with self.screen.step(f"{len(orders)} services in bulk, from end to end"):
            with self.meter.phase("bulk: accept", len(orders), goes_on=True):
                for call in calls:
                    self.lines[0].want(call)
            with self.meter.phase("bulk: send, receipts, effect, evidence", len(orders)):
                wait_for(self.connection, effective=self.plan.total)

    def _certificates(self) -> None:
        with self.screen.step(f"{self.plan.total} certificates"):
            self.stack.start_worker(self.stack.certifier)
            with self.meter.phase("certificates", self.plan.total):
                wait_for(self.connection, certified=self.plan.total)

    def _pages(self) -> None:
        """The page that a recipient's link opens, with links out of real text messages."""
        calls = [Call("GET", urlsplit(link).path) for link in newest_links(self.stack.ports.sandbox, LANDINGS)]
        self.connection.execute("VACUUM ANALYZE")  # else the database would tidy up after the services in mid-phase
        line = Line(self.stack.ports.web)
        self.lines.append(line)
        with self.screen.step("the recipients' first page"):
            timed([line], calls[:LOOKED_AT_BEFORE] * 2, 200)
            for name in ("portal landing, first visit", "portal landing, again"):
                with self.meter.phase(name, len(calls[LOOKED_AT_BEFORE:])) as waits:
                    waits.extend(timed([line], calls[LOOKED_AT_BEFORE:], 200))

    def _result(self) -> dict[str, Any]:
        counts = count_everything(self.connection, self.stack.ports.sandbox)
        certified = self.plan.with_certificates
        return {
            **surroundings(self.connection, clock.now()),
            "services": self.plan.services,
            "with_certificates": certified,
            "yardstick": before_and_after(*self.yardsticks),
            "phases": [phase.to_json() for phase in self.meter.phases],
            "memory_mb": self.meter.memory_mb(),
            "start_cpu_ms": self.stack.start_cpu_ms,
            "counts": counts,
            "losses": losses(counts, self.plan.total, with_certificates=certified),
            "statements": phases.costliest_statements(self.connection),
        }


_ALL = ("services", "attempts", "attempts arrived", "effective", "texts at the sandbox", "numbers that got a text")
_NONE = ("open envelopes", "reports unread", "events waiting")
_EVERY_EVENT = ("events sealed", "newest checkpoint")


def losses(counts: Mapping[str, int], services: int, *, with_certificates: bool) -> list[str]:
    """One sentence for each count that is not what it must be; empty when all is well."""
    wanted = dict.fromkeys(_ALL, services) | dict.fromkeys(_NONE, 0) | dict.fromkeys(_EVERY_EVENT, counts["events"])
    wanted |= {"most texts for one number": 1, "certificates": services if with_certificates else 0}
    return [f"{name}: {counts[name]} instead of {right}" for name, right in wanted.items() if counts[name] != right]
