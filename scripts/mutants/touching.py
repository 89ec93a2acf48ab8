"""Which tests run which lines of the law, and in which tests a row speaks or all but speaks."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import coverage
import pytest

from scripts.mutants.mutant import Mutant
from songda.core.law.periods import calculator
from songda.core.law.profile import load, table
from songda.core.law.profile.conditions import Circumstances
from songda.core.law.profile.rows import Row

Place = tuple[str, str, int]  # path of the table, kind, number of the row among its kind


class Touched:
    """What one green run of the tests has shown."""

    def __init__(self) -> None:
        self.test: pytest.Item | None = None
        self.seconds: dict[pytest.Item, float] = {}
        self.speaks: dict[Place, Counter[pytest.Item]] = defaultdict(Counter)
        self.all_but: dict[tuple[Place, str], Counter[pytest.Item]] = defaultdict(Counter)
        self.asked: set[Place] = set()
        self._tests: dict[str, dict[int, set[pytest.Item]]] = {}
        self._reading: dict[str, set[int]] = {}

    def read_coverage(self, data: coverage.CoverageData, items: list[pytest.Item]) -> None:
        """Takes over which test ran which line, and what ran while the tables were read."""
        for file in data.measured_files():
            lines = data.contexts_by_lineno(file)
            self._tests[file] = {line: {items[int(c)] for c in found if c.isdigit()} for line, found in lines.items()}
            self._reading[file] = {line for line, found in lines.items() if "" in found}

    def by_lines(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that ran one of its lines; for what is no statement of a function, those that ran the file."""
        lines = self._tests.get(str(mutant.file), {})
        found = {item for line in mutant.lines for item in lines.get(line, ())}
        return list(found or {item for tests in lines.values() for item in tests} or self.seconds)

    def is_read_time(self, mutant: Mutant) -> bool:
        """Whether the tables are read by what is changed, or it is no statement that a test runs by itself."""
        lines = self._tests.get(str(mutant.file), {})
        ran = any(lines.get(line) for line in mutant.lines)
        return not ran or not self._reading.get(str(mutant.file), set()).isdisjoint(mutant.lines)

    def is_run_by_none(self, mutant: Mutant) -> bool:
        """Whether it changes a function of a file of which no test runs anything: nothing can notice that."""
        is_function = mutant.kind == "code" and mutant.where.isidentifier() and not mutant.where.isupper()
        return is_function and not self._tests.get(str(mutant.file))

    def by_row(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests whose answers may change: where the row speaks, or fails by the one condition that is changed.

        Those in which it does so most come first: they are about the row.
        A change of days, sources, groups or anything that is no row may reach every test.
        """
        row = (str(mutant.file), *mutant.row)
        subject = mutant.change.split()[1] if mutant.change.startswith(("when", "unless")) else ""
        is_of_days = mutant.change.startswith(("since", "until"))
        if is_of_days or row not in self.asked:
            return sorted(self.seconds, key=self.seconds.__getitem__)
        near = self.all_but[row, subject]
        return [item for item, _ in [*near.most_common(), *self.speaks[row].most_common()]]


class Watch:
    """Notes every row that is asked whether it fits; to be used with `with`."""

    def __init__(self, touched: Touched) -> None:
        self.touched = touched
        self._tables: dict[int, Place] = {}
        self._rows: dict[int, Place] = {}
        self._kept: list[object] = []  # what has a number here must not be thrown away
        self._before: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> None:
        for owner, name, watched in (
            (load, "_read", self._reading),
            (table, "read_row", self._making),
            (Row, "fits", self._fitting),
            (calculator, "_fits", self._fitting_case),
        ):
            before = getattr(owner, name)
            self._before.append((owner, name, before))
            setattr(owner, name, watched(before))

    def __exit__(self, *_error: object) -> None:
        for owner, name, before in self._before:
            setattr(owner, name, before)

    def _reading(self, read: Any) -> Any:
        def reading(file: Any) -> dict[str, Any]:
            found: dict[str, Any] = read(file)
            for kind, listed in found.items():
                for number, row in enumerate(listed if isinstance(listed, list) else ()):
                    self._tables[id(row)] = (str(Path(str(file))), kind, number)
            self._kept.append(found)
            return found

        return reading

    def _making(self, read_row: Any) -> Any:
        def making(kind: str, row: Any, words: Any) -> Iterator[Row]:
            for made in read_row(kind, row, words):
                self._rows[id(made)] = self._tables[id(row)]
                self._kept.append(made)
                yield made

        return making

    def _fitting(self, fits: Any) -> Any:
        def fitting(row: Row, circumstances: Circumstances) -> bool:
            self._note(row, circumstances)
            return bool(fits(row, circumstances))

        return fitting

    def _fitting_case(self, fits: Any) -> Any:
        def fitting_case(row: Row, around: Circumstances) -> bool:
            papers = [each.values for each in row.conditions if each.subject == "paper"]
            is_any = around["paper"] is None and papers
            self._note(row, {**around, "paper": next(iter(papers[0]))} if is_any else around)
            return bool(fits(row, around))

        return fitting_case

    def _note(self, row: Row, circumstances: Circumstances) -> None:
        place = self._rows.get(id(row))
        if place is None or self.touched.test is None:
            return
        failing = list(islice((each for each in row.conditions if not each.holds(circumstances)), 2))
        self.touched.asked.add(place)
        if len(failing) < 2:
            found = self.touched.all_but[place, failing[0].subject] if failing else self.touched.speaks[place]
            found[self.touched.test] += 1
