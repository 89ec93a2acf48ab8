"""A table that is one test hides no row behind another."""

import pytest

from tests import rows
from tests.rows import all_rows


def test_every_row_that_fails_is_named_whatever_the_rows_before_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "are_apart", False)

    @all_rows("a, b", [(1, 1), (2, 3), pytest.param("x", "y", id="letters"), (4, 4)])
    def equal(a: object, b: object) -> None:
        if a == "x":
            pytest.fail("of letters nothing is known")
        assert a == b

    with pytest.raises(BaseExceptionGroup, match="2 of 4 rows: 2-3, letters") as told:
        equal()
    assert [each.__notes__ for each in told.value.exceptions] == [["in the row 2-3"], ["in the row letters"]]


def test_tables_that_stand_on_one_another_are_multiplied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "are_apart", False)
    seen = []

    @all_rows("a", [1, 2])
    @all_rows("b", [3, 4])
    def see(a: int, b: int) -> None:
        seen.append((a, b))

    see()
    assert sorted(seen) == [(1, 3), (1, 4), (2, 3), (2, 4)]


def test_a_table_without_rows_is_no_test() -> None:
    with pytest.raises(AssertionError, match="has no row"):
        all_rows("a", [])(lambda **_: None)
