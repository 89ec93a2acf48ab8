"""Tables of examples, one test a chapter: to name thousands costs more than to ask them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Row = TypeVar("Row")


def chapters_of(rows: Iterable[Row], chapter: Callable[[Row], str]) -> Mapping[str, list[Row]]:
    """The rows by chapter, in the order in which the chapters begin."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[chapter(row)].append(row)
    return found


def each_holds(rows: Iterable[Row], name: Callable[[Row], str], check: Callable[[Row], None]) -> None:
    """Asks every row, also after one that fails; what fails is told together, each by its name."""
    wrong = {}
    asked = 0
    for row in rows:
        asked += 1
        try:
            check(row)
        except AssertionError as failed:
            wrong[name(row)] = str(failed)
    assert asked
    assert not wrong, "\n\n".join(f"{row}\n{why}" for row, why in wrong.items())
