"""All facts that the parametrized tests of the law are run with: what the suite as a whole has decided."""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from tests.core import law as suite
from tests.core.law.rows.shape import YEARS
from tests.core.law.told import Json


def every_telling() -> Iterator[Json]:
    """The facts in every row of every table of tests; a service that is told by the year under each law."""
    for test in _tests():
        for mark in getattr(test, "pytestmark", ()):
            if mark.name == "parametrize":
                yield from _tellings(mark.args[1])


def _tests() -> Iterator[Callable[..., object]]:
    for module in pkgutil.iter_modules(suite.__path__):
        if module.name.startswith("test_") and module.name != "test_every_row":
            members = vars(import_module(f"{suite.__name__}.{module.name}"))
            yield from (member for name, member in members.items() if name.startswith("test_"))


def _tellings(rows: object) -> Iterator[Json]:
    if isinstance(rows, dict):
        if {"as_of", "case", "paper", "recipient"} <= rows.keys():
            yield rows
    elif isinstance(rows, str):
        return
    elif isinstance(rows, Iterable):
        for part in rows:
            yield from _tellings(part)
    elif getattr(rows, "__name__", "") == "told" and callable(rows):
        yield from (rows(year) for year in YEARS)
