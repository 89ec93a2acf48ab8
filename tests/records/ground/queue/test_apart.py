"""Work for many rows at once: one that spoils it is found, and all others are done."""

from collections.abc import Sequence

import pytest
from django.db import OperationalError, connection, transaction

from songda.records.ground.queue import isolate_failures

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
