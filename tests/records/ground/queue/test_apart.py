"""Work for many rows at once: one that spoils it is found, and all others are done."""

from collections.abc import Sequence

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from songda.records.ground.queue import Failed, ask, isolate_failures, isolating

pytestmark = pytest.mark.database


def divide(numbers: Sequence[int]) -> list[int]:
    return [10 // number for number in numbers]


def test_all_rows_are_done_as_one_when_nothing_is_wrong() -> None:
    assert isolate_failures([1, 2, 5], divide) == ([[10, 5, 2]], [])
    assert isolate_failures([], divide) == ([], [])


def test_rows_that_spoil_the_work_are_found_wherever_they_are() -> None:
    done, failed = isolate_failures([0, 1, 2, 0, 5, 0], divide)
    assert [one for group in done for one in group] == [10, 5, 2]
    assert [(one.row, one.kind) for one in failed] == [(0, "ZeroDivisionError")] * 3


def test_a_statement_that_fails_takes_nothing_of_the_others_away() -> None:
    def write(rows: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            for row in rows:
                cursor.execute("SELECT %s::int", [row])

    with transaction.atomic():
        _, failed = isolate_failures(["1", "x", "3"], write)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
    assert [one.row for one in failed] == ["x"]


def test_what_is_wrong_with_the_database_is_nobodys_fault() -> None:
    def lose(_: Sequence[int]) -> None:
        raise OperationalError("the line is cut")

    with pytest.raises(OperationalError):
        isolate_failures([1, 2], lose)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


@isolating
def ask_and_divide(numbers: Sequence[int]) -> tuple[list[list[int]], list[Failed[int]]]:
    ask("planning.advance")
    return isolate_failures(numbers, divide)


def test_an_act_takes_no_savepoint_beside_its_transaction_where_nothing_is_wrong() -> None:
    before = jobs()
    with CaptureQueriesContext(connection) as passed:
        assert ask_and_divide([1, 2, 5]) == ([[10, 5, 2]], [])
    assert [one["sql"].split()[0] for one in passed] == ["SAVEPOINT", "INSERT", "RELEASE"]  # within that of the test
    assert jobs() == before + 1


def test_an_act_that_a_row_spoils_is_done_again_and_leaves_nothing_of_its_first_run() -> None:
    before = jobs()
    done, failed = ask_and_divide([1, 0, 5])
    assert [one for group in done for one in group] == [10, 2]
    assert [(one.row, one.kind) for one in failed] == [(0, "ZeroDivisionError")]
    assert jobs() == before + 1
    assert isolate_failures([0], divide)[1][0].kind == "ZeroDivisionError"  # outside of it savepoints are taken again


def test_what_is_wrong_with_the_database_ends_an_act_at_once() -> None:
    runs: list[int] = []

    def lose(_: Sequence[int]) -> None:
        raise OperationalError("the line is cut")

    @isolating
    def act() -> None:
        runs.append(1)
        isolate_failures([1, 2], lose)

    with pytest.raises(OperationalError):
        act()
    assert runs == [1]
