"""All facts that the parametrized tests of the law are run with: what the suite as a whole has decided."""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

from tests.core import law as suite
from tests.core.law.given import Json
from tests.core.law.rows.shape import YEARS
from tests.rows import tables_of


class Told(NamedTuple):
    """Facts with the sentence that stands beside them, and the file of tests in which they do."""

    test: str
    sentence: str
    articles: frozenset[str]  # and other single words of the row
    facts: Json


def every_telling() -> Iterator[Json]:
    """The facts in every row of every table of tests; a service that is told by the year under each law."""
    return (service.facts for service in every_example())


def every_example() -> Iterator[Told]:
    """The same, each with the words by which people know it."""
    for file, test in _tests():
        for row in (row for table in tables_of(test) for row in _rows(table)):
            words = list(_words(row))
            named = [*(text for text in words if " " in text), test.__name__.removeprefix("test_")]
            sentence, articles = named[0].replace("_", " "), frozenset(words) - {*named}
            yield from (Told(file, sentence, articles, facts) for facts in _tellings(row))


def _tests() -> Iterator[tuple[str, Callable[..., object]]]:
    for module in pkgutil.iter_modules(suite.__path__):
        if module.name.startswith("test_") and module.name != "test_every_row":
            members = vars(import_module(f"{suite.__name__}.{module.name}"))
            yield from ((module.name, member) for name, member in members.items() if name.startswith("test_"))


def _rows(table: Iterable[object]) -> Iterator[object]:
    """The rows of a table, whether each is a test of its own or each chapter of them."""
    for row in table:
        yield from row if isinstance(row, list) and all(isinstance(each, tuple) for each in row) else [row]


def _words(row: object) -> Iterator[str]:
    """The texts of a row, in their order: a sentence, an article; not those within its facts."""
    if isinstance(row, str):
        yield row
    elif isinstance(row, list | tuple):
        yield from (text for part in row for text in _words(part))


def _tellings(rows: object) -> Iterator[Json]:
    if isinstance(rows, dict):
        if {"as_of", "case", "paper", "recipient"} <= rows.keys():
            yield rows
    elif isinstance(rows, str):
        return
    elif isinstance(rows, Iterable):
        for part in rows:
            yield from _tellings(part)
    elif getattr(rows, "__name__", "") == "given" and callable(rows):
        yield from (rows(year) for year in YEARS)
