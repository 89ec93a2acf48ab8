"""The yardstick: three tasks that are the same every time, and figures told by it."""

import json

import psycopg
import pypdfium2
import pytest

from songda_tools.bench import yardstick
from songda_tools.bench.accounting import own_cpu_ms
from songda_tools.bench.report import FIRST_DAY, PAPERS, WORK, index, multiple, multiples, text
from songda_tools.bench.yardstick import Yardstick, before_and_after

SLOW_MACHINE = {task: 2 * ms for task, ms in FIRST_DAY.items()}


def result(yard: dict[str, float] | None, cpu: float) -> dict[str, object]:
    """A run of ten services in which a service and a certificate cost so much."""
    each = dict.fromkeys(("statements", "control", "inserted", "updated", "deleted", "journal_bytes"), 0.5)
    phase = {"items": 10, "seconds": 2.0, "per_second": 5.0, "cpu_ms_each": {"web": cpu}, "total_cpu_ms_each": cpu}
    names = ("bulk: accept", "certificates", "portal landing, again")
    told = {
        "services": 10,
        "date": "2026-01-05T00:00:00Z",
        "commit": "abc",
        "machine": {"cores": 2, "processor": "x", "memory_gb": 4, "load": 1.0},
        "versions": {"python": "3.11", "typst": "0.14", "postgresql": "18"},
        "fsync": "on",
        "phases": [{"name": name, "each": each, "waits_ms": {"p95": cpu}, **phase} for name in names],
        "memory_mb": {},
        "counts": {},
        "losses": [],
    }
    return told | ({"yardstick": {"before": yard, "after": yard, "mean": yard}} if yard else {})


def test_the_python_task_gives_the_same_answer_every_time() -> None:
    assert yardstick.python_task() == yardstick.python_task() == 4_068_288


def test_the_typesetting_task_sets_five_different_papers_of_three_pages() -> None:
    papers = yardstick.typesetting_task(yardstick.fresh_compiler())
    assert len({bytes(paper) for paper in papers}) == yardstick.COPIES
    assert {len(pypdfium2.PdfDocument(paper)) for paper in papers} == {3}


@pytest.mark.database
def test_each_task_takes_time_and_nothing_is_left_in_the_database(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as own:
        now = yardstick.measured(own)
        left = own.execute("SELECT to_regclass('yardstick')").fetchone()
    assert min(now.to_json().values()) > 1
    assert left == (None,)


def test_processor_time_of_a_process_that_is_gone_is_nothing() -> None:
    assert own_cpu_ms(2**22 + 1) == 0


def test_a_run_is_told_by_the_mean_of_both_readings() -> None:
    told = before_and_after(Yardstick(100, 90, 200), Yardstick(120, 90, 300))
    assert told["mean"] == {"python": 110, "typesetting": 90, "commits": 250}


@pytest.mark.parametrize("shares", [WORK, PAPERS])
def test_the_index_is_one_on_the_first_day_and_two_where_everything_takes_twice_as_long(shares) -> None:
    assert index(FIRST_DAY, shares) == pytest.approx(1)
    assert index(SLOW_MACHINE, shares) == pytest.approx(2)


@pytest.mark.parametrize(
    ("name", "task", "told"),
    [
        ("CPU ms a certificate", "typesetting", 10 / 1.7),  # seven tenths of it are typesetting
        ("CPU ms a certificate", "python", 10 / 1.22),
        ("CPU ms a service, order to sealed effect", "python", 10 / 1.8),
        ("CPU ms, portal landing, again", "commits", 10 / 1.2),
        ("p95 ms, accept, 32 clients", "typesetting", 10),  # has no part in it
        ("services/s, order to sealed effect", "python", 10 * 1.8),  # a quicker machine would have done more
        ("certificates/s", "typesetting", 10 * 1.7),
    ],
)
def test_each_figure_goes_with_the_tasks_that_resemble_it(name: str, task: str, told: float) -> None:
    assert multiple(name, 10, {**FIRST_DAY, task: 2 * FIRST_DAY[task]}) == pytest.approx(told)


@pytest.mark.parametrize(
    "name",
    ["SQL statements a service", "transaction control a service", "rows written a service", "journal bytes a service"],
)
def test_what_is_counted_does_not_depend_on_the_machine(name: str) -> None:
    assert multiple(name, 10, SLOW_MACHINE) is None


def test_a_slower_hour_makes_figures_dearer_but_not_their_multiples() -> None:
    quick, slow = result(dict(FIRST_DAY), 4.0), result(SLOW_MACHINE, 8.0)
    assert multiples(slow)["CPU ms a certificate"] == pytest.approx(multiples(quick)["CPU ms a certificate"])
    (line,) = [line for line in text(slow, quick).splitlines() if line.startswith("CPU ms a certificate")]
    assert line.split()[-6:] == ["8.00", "4.00", "2.00", "×", "1.00", "×"]


def test_beside_an_earlier_run_without_a_yardstick_only_what_was_measured_is_compared() -> None:
    told = text(result(dict(FIRST_DAY), 4.0), result(None, 2.0))
    assert "The earlier run had no yardstick" in told
    (line,) = [line for line in told.splitlines() if line.startswith("CPU ms a certificate")]
    assert line.split()[-2:] == ["2.00", "×"]


def test_the_report_names_both_readings_and_says_when_the_machine_changed_in_between() -> None:
    steady = result({"python": 100.0, "typesetting": 95.0, "commits": 260.0}, 4.0)
    changed = steady | {"yardstick": before_and_after(Yardstick(100, 95, 260), Yardstick(150, 95, 260))}
    assert "Yardstick, CPU ms (Python 3.11, typst 0.14, PostgreSQL 18): python 100 → 100" in text(steady)
    assert "changed" not in text(steady)
    assert "python 100 → 150" in text(changed)
    assert "changed" in text(changed)
    json.dumps(changed)
