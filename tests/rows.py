"""A table of cases as one test that names every row that fails; `pytest --rows` makes each row a test of its own.

As a test, a row that takes a millisecond costs ten: each worker collects it, sets up for it, tells of it. A
fixture is the same one for all rows, so one that a row may change asks for tests of their own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import wraps
from inspect import Signature, iscoroutinefunction, signature
from typing import Any

import pytest

_PLAIN = (str, int, float, Enum, type(None))
are_apart = False  # set before tests are read


def all_rows(
    names: str | Sequence[str], rows: Iterable[Any], *, ids: Callable[[Any], object] | Iterable[str] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """In the place of `pytest.mark.parametrize`, and asked in the same way."""
    columns = [each.strip() for each in names.split(",")] if isinstance(names, str) else [*names]
    given, called = [*rows], ids if ids is None or callable(ids) else [*ids]

    def made(test: Callable[..., None]) -> Callable[..., None]:
        assert given, f"{test.__name__} has no row"
        if are_apart:
            return pytest.mark.parametrize(names, given, ids=called)(test)  # type: ignore[arg-type]
        assert not iscoroutinefunction(test), f"{test.__name__} is asynchronous"
        named = [_named(number, row, columns, called) for number, row in enumerate(given)]

        @wraps(test)
        def over_all_rows(**others: object) -> None:
            tried = (_failure(test, name, {**values, **others}) for name, values in named)
            failures = [failure for failure in tried if failure is not None]
            if failures:
                told = ", ".join(name for name, _ in failures)
                raise BaseExceptionGroup(
                    f"{len(failures)} of {len(named)} rows: {told}", [each for _, each in failures]
                )

        others = [each for name, each in signature(test).parameters.items() if name not in columns]
        over_all_rows.__signature__ = Signature(others)  # type: ignore[attr-defined]
        over_all_rows.__dict__["tables"] = [*getattr(test, "tables", []), given]
        return over_all_rows

    return made


def tables_of(test: Callable[..., object]) -> list[Iterable[Any]]:
    """The rows with which a test is run, table by table, however it came to them."""
    marks = (mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize")
    return [*getattr(test, "tables", []), *(mark.args[1] for mark in marks)]


def _failure(test: Callable[..., None], name: str, values: Mapping[str, object]) -> tuple[str, BaseException] | None:
    try:
        test(**values)
    except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - whatever is raised, the row has failed
        failure.add_note(f"in the row {name}")
        return name, failure
    return None


def _named(
    number: int, row: Any, columns: Sequence[str], ids: Callable[[Any], object] | list[str] | None
) -> tuple[str, Mapping[str, object]]:
    """What the row is called, and its values by their columns."""
    marked = isinstance(row, type(pytest.param()))
    assert not (marked and row.marks), f"a row with marks is a test of its own: {row}"
    values = row.values if marked else row if len(columns) > 1 else (row,)
    by_column = dict(zip(columns, values, strict=True))
    if marked and row.id is not None:
        return str(row.id), by_column
    if isinstance(ids, list):
        return str(ids[number]), by_column
    words = (ids(value) if ids is not None else None for value in values)
    parts = zip(words, by_column.items(), strict=True)
    return "-".join(
        str(word if word is not None else value if isinstance(value, _PLAIN) else f"{name}{number}")
        for word, (name, value) in parts
    ), by_column
