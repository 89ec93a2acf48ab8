"""Runs the bench of the pages on a stack of its own: one case goes the whole way, then it becomes many."""

import logging
import os
import time
from typing import Any

import psycopg

from songda.site.environment import prepare_django, sign_in_as
from songda.site.errors import CurableError
from songda_demo.screen import Screen
from songda_demo.settings import demo_settings
from songda_tools.bench.stack import Stack, surroundings

PATIENCE_SECONDS = 120.0
_CERTIFIED = """
SELECT count(*) FROM certificates_certificate c JOIN orders_service s ON s.id = c.service_id WHERE s.envelope_id = %s
"""


def run(services: int, tasks: int, times: int, screen: Screen) -> dict[str, Any]:
    """Everything that was measured, fit for JSON; the database is gone afterwards."""
    stack = Stack()
    try:
        with screen.step("PostgreSQL, tables, sample court"):
            stack.start_database()
            stack.set_up()
        with screen.step("the outside world"):
            stack.start_sandbox()
        os.environ.update(demo_settings(stack.home, stack.ports.web))
        sign_in_as(stack.superuser_url)
        prepare_django()
        logging.disable(logging.ERROR)  # who may not see a page is asked too, and that is no news here
        return _measured(stack, (services, tasks, times), screen)
    finally:
        stack.close()


def _measured(stack: Stack, size: tuple[int, int, int], screen: Screen) -> dict[str, Any]:
    services, tasks, times = size
    from songda.clock import now
    from songda.records.court.staff.models import Court
    from songda_demo.sample.cases import COURTS
    from songda_tools.bench.pages.filling import fill, tidy
    from songda_tools.bench.pages.keys import keys_of
    from songda_tools.bench.pages.measuring import browsers, measure
    from songda_tools.bench.pages.things import do_everything, order_everything

    with screen.step("one case from order to certificate"):
        envelope = order_everything(Court.objects.get(code=COURTS[0].code), now())
        _serve(stack, str(envelope.id), envelope.services.count())
        do_everything(envelope, now())
    with screen.step(f"{services} services and {tasks} open tasks"):
        fill(envelope, services, tasks)
        tidy()
    with screen.step("every address"):
        house = measure(browsers(envelope, stack.home), keys_of(envelope), times)
    with psycopg.connect(stack.superuser_url, autocommit=True) as connection:
        where = surroundings(connection, now())
    told = {"services": services, "tasks": tasks, "times": times, "left_out": house.left_out}
    return {**where, **told, "pages": [one.to_json() for one in house.opened]}


def _serve(stack: Stack, envelope: str, wanted: int) -> None:
    """The worker of the stack serves it, and is stopped again: nothing else is at work while pages are measured."""
    stack.start_worker(stack.worker)
    stack.start_worker(stack.certifier)
    deadline = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(stack.superuser_url, autocommit=True) as connection:
        while connection.execute(_CERTIFIED, [envelope]).fetchone() != (wanted,):
            if time.monotonic() > deadline:
                raise CurableError("The first case was not served.", f"Look into {stack.home}/logs.")
            time.sleep(0.2)
    for child in (stack.worker, stack.certifier):
        child.ask_to_stop()
        child.end(time.monotonic() + PATIENCE_SECONDS)


HEAD = ("page", "who", "statements", "wall p50", "p95", "CPU p50", "p95", "kB")


def text(result: dict[str, Any]) -> str:
    """Every page with what it took, what keeps no bound marked, and what was not measured."""
    rows = [_row(one) for one in result["pages"]]
    widths = [max(len(row[at]) for row in [HEAD, *rows]) for at in range(len(HEAD))]
    lines = [_line(row, widths) for row in [HEAD, *rows]]
    left = [f"{name}: {why}" for name, why in result["left_out"].items()]
    beyond = sum(not one["is_within"] for one in result["pages"])
    verdict = f"{beyond} of {len(rows)} pages beyond their bound." if beyond else f"All {len(rows)} pages keep theirs."
    return "\n".join([*lines, "", "Not measured:", *left, "", verdict])


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    figures = (one["wall_p50"], one["wall_p95"], one["cpu_p50"], one["cpu_p95"])
    mark = "" if one["is_within"] else " !"
    return (one["name"] + mark, one["who"], str(one["statements"]), *(f"{ms:.0f}" for ms in figures),
            f"{one['bytes'] / 1000:.0f}")  # fmt: skip


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    left = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
    return "  ".join([*left, *(cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))])
