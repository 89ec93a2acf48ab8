"""Measures figures on a throw-away database: questions over ten million services, counting, and counting anew."""

import os
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda import clock
from songda.core.figures import figure
from songda.core.figures.periods import Period
from songda.records.court.staff.models import Court
from songda.records.overview.figure_reports import ReportRequest, draw, report_of
from songda.records.overview.figures.asking import Question, ask, ask_over_time
from songda.records.overview.figures.counting import count_new
from songda.records.overview.figures.models import CountedFact, CountedUpTo, DayCount
from songda.records.overview.figures.recounting import counts_from_log
from songda_demo.sample.replay import load_replay
from songda_tools.bench.accounting import own_cpu_ms

DAYS = Period(date(2021, 1, 1), date(2024, 12, 31))
TIMES = 9
# So many keys has each dimension; 6,845 services a day are ten million in four years.
KEYS = {"": 1, "way": 8, "address_class": 5, "role": 10, "paper_kind": 25, "stage": 6, "cause": 60, "age": 5,
        "care": 2, "in_charge": 60, "ground": 8, "failure": 17, "try": 3, "wait": 25}  # fmt: skip
A_DAY = 6_845
FOUR = ("success", "read", "failed", "arrived")
_FILL = """
INSERT INTO figures_daycount (court, part, dimension, day, key, n)
SELECT %s, part, dimension, day, CASE dimension WHEN '' THEN '' ELSE lpad(key::text, 4, '0') END, %s / keys
FROM unnest(%s::text[]) AS part, unnest(%s::text[], %s::int[]) AS kind(dimension, keys),
     generate_series(%s::date, %s::date, '1 day') AS day, generate_series(1, keys) AS key
ORDER BY part, dimension, day, key
"""


class Cost(NamedTuple):
    """What something took: of this process and of the database's, in CPU milliseconds; and on the clock."""

    python_ms: float
    database_ms: float
    wall_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.python_ms + self.database_ms


def measure() -> dict[str, Any]:
    """Everything, fit for JSON. It fills the tables of the database that it stands on: never a court's own."""
    court = _fill()
    asked = {name: _asked(partial(ask, question)) for name, question in _questions(court).items()}
    causes = Question(("success",), DAYS, (court,), "cause")
    asked["four years by cause, month by month"] = _asked(lambda: ask_over_time(causes, "month"))
    asked["a page of a year by cause, beside the year before"] = _asked(lambda: _page(court))
    return {"day_counts": DayCount.objects.count(), "services": A_DAY * DAYS.days, "asked": asked, **_counted()}


def _questions(court: UUID) -> dict[str, Question]:
    year = Period(date(2023, 1, 1), date(2023, 12, 31))
    return {
        "a year, one figure": Question(("success",), year, (court,)),
        "a year by way, beside the year before": Question(("success",), year, (court,), "way", year.before()),
        "a year by month, four figures": Question(FOUR, year, (court,), "month"),
        "four years by way": Question(("success",), DAYS, (court,), "way"),
        "four years by day": Question(("success",), DAYS, (court,), "day"),
        "four years by cause of action": Question(("success",), DAYS, (court,), "cause"),
    }


def _fill() -> UUID:
    """Day counts of ten million services of one court, written by the database itself."""
    court = uuid4()
    parts = sorted({part for name in FOUR for part in figure(name).parts})
    values: list[Any] = [court, A_DAY, parts, list(KEYS), list(KEYS.values()), DAYS.first, DAYS.last]
    with connection.cursor() as cursor:
        cursor.execute(_FILL, values)
        cursor.execute("VACUUM ANALYZE figures_daycount")
    return court


def _page(court: UUID) -> int:
    """A report with every drawing of the console's page; how many drawings."""
    year = Period(date(2023, 1, 1), date(2023, 12, 31))
    wanted = ReportRequest((Court(id=court, name="-"),), figure("success"), year, year.before(), "cause")
    report = report_of(wanted, clock.now())
    return len([draw(report, section, "zh") for section in report.sections])


def _asked(work: Callable[[], object]) -> dict[str, float]:
    work()  # once before, so that what is measured is the question and not the disk
    with CaptureQueriesContext(connection) as asked:
        work()
    costs = [cost_of(work) for _ in range(TIMES)]
    return {
        "statements": len(asked),
        "cpu_ms": round(median(cost.cpu_ms for cost in costs), 1),
        "database_ms": round(median(cost.database_ms for cost in costs), 1),
        "wall_ms": round(median(cost.wall_ms for cost in costs), 1),
    }


def _counted() -> dict[str, Any]:
    """The replay counted as the worker does, and anew out of the log alone."""
    services = load_replay(lambda _: None)
    CountedFact.objects.all().delete()
    CountedUpTo.objects.update(entries=0)
    DayCount.objects.all().delete()
    added = cost_of(_count_all)
    entries = CountedUpTo.objects.get().entries
    anew = cost_of(lambda: counts_from_log(entries))
    return {
        "replayed": services,
        "count_cpu_ms_a_service": round(added.cpu_ms / services, 3),
        "count_python_ms_a_service": round(added.python_ms / services, 3),
        "recount_cpu_ms_a_service": round(anew.cpu_ms / services, 3),
        "recount_services_a_cpu_second": round(services / anew.cpu_ms * 1000),
    }


def _count_all() -> None:
    while count_new(clock.now()):
        pass


def cost_of(work: Callable[[], object]) -> Cost:
    """What the work takes, of this process and of the one that serves its connection."""
    backend = _backend()
    before = (own_cpu_ms(os.getpid()), own_cpu_ms(backend), time.perf_counter())
    work()
    after = (own_cpu_ms(os.getpid()), own_cpu_ms(backend), time.perf_counter())
    return Cost(after[0] - before[0], after[1] - before[1], (after[2] - before[2]) * 1000)


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
