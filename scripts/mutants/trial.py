"""Runs the law's tests once to see which of them touch what, and then, for each mutant, those that might notice it."""

import gc
import inspect
import os
import resource
import select
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

import coverage
import pytest
from _pytest.runner import runtestprotocol

from scripts.mutants import applying
from scripts.mutants.mutant import LAW, Mutant
from scripts.mutants.touching import Touched, Watch
from songda.core.law import jurisdictions, profile_of

LEAST_SECONDS = 10.0  # of the processor, for one test; to these come TIMES_AS_LONG what it took unchanged
TIMES_AS_LONG = 10
# Tests that tell, count or name the rows whatever they say are no witnesses for what a row says.
TELL_WHATEVER_STANDS = tuple(f"tests/core/law/test_{name}" for name in ("every_row", "rulebook", "trace", "profile"))


@dataclass(frozen=True)
class Outcome:
    """`by` is the test that failed, or nothing."""

    word: str  # killed, survived, timeout
    by: str = ""


class Trial:
    """A pytest plugin that takes the place of the loop over the tests."""

    def __init__(
        self, mutants: list[Mutant], tell: Callable[[Mutant, Outcome], None], say: Callable[[str], None]
    ) -> None:
        self.mutants = mutants
        self.tell = tell
        self.say = say
        self.killers: dict[object, list[pytest.Item]] = defaultdict(list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Every mutant in a child of its own, so that nothing is left of it."""
        self.items = [item for item in session.items if _is_steady(item)]
        self.touched = self._look()
        self.unsteady = self._unchanged()
        for item in self.unsteady:
            self.say(f"holds on to rows from before it began, so it is asked about no row: {item.nodeid}")
        applying.read_once()
        gc.freeze()
        for mutant in self.mutants:
            outcome = self._try(mutant.apply, self._candidates(mutant), tables_too=self._reads(mutant))
            if outcome.by:
                self._remember(mutant, outcome)
            self.tell(mutant, outcome)
        return True

    def _look(self) -> Touched:
        """One run of everything as it is; it must be green, or no failure would mean anything."""
        touched = Touched()
        law = coverage.Coverage(data_file=None, config_file=False, include=[f"{LAW}/*"])
        is_covered = any(mutant.kind == "code" for mutant in self.mutants)  # lines tell nothing about rows
        if is_covered:
            law.start()
        applying.forget(tables_too=True)
        with Watch(touched):
            for jurisdiction in jurisdictions():
                profile_of(jurisdiction)
            for number, item in enumerate(self.items):
                applying.forget(tables_too=False)
                if is_covered:
                    law.switch_context(str(number))
                touched.test = None if item.nodeid.startswith(TELL_WHATEVER_STANDS) else item
                started = time.process_time()
                if not passes(item):
                    raise SystemExit(f"{item.nodeid} fails without any change: mend it first.")
                touched.seconds[item] = time.process_time() - started
        if is_covered:
            law.stop()
            touched.read_coverage(law.get_data(), self.items)
        return touched

    def _unchanged(self) -> set[pytest.Item]:
        """Tests that hold on to rows from before they were read anew: no witnesses for changed rows."""
        outcome = self._try(lambda: None, self.items, tables_too=True, to_the_end=True)
        failing = set(outcome.by.split("\n"))
        return {item for item in self.items if item.nodeid in failing}

    def _reads(self, mutant: Mutant) -> bool:
        return mutant.kind == "data" or self.touched.is_read_time(mutant)

    def _candidates(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that might notice, the likeliest first, then the quickest."""
        if self.touched.is_run_by_none(mutant):
            return []
        if mutant.kind == "data":
            found = [item for item in self.touched.by_row(mutant) if not item.nodeid.startswith(TELL_WHATEVER_STANDS)]
        else:
            found = sorted(
                self.items if self._reads(mutant) else self.touched.by_lines(mutant),
                key=self.touched.seconds.__getitem__,
            )
        known = set(found) - (self.unsteady if self._reads(mutant) else set())
        before = [*self.killers[mutant.file, mutant.where][-3:][::-1], *self.killers[mutant.file][-3:][::-1]]
        return [item for item in dict.fromkeys([*before, *found]) if item in known]

    def _remember(self, mutant: Mutant, outcome: Outcome) -> None:
        killer = next((item for item in self.items if item.nodeid == outcome.by), None)
        if killer is None:
            return  # the change could not even be made
        for place in ((mutant.file, mutant.where), mutant.file):
            if killer in self.killers[place]:
                self.killers[place].remove(killer)
            self.killers[place].append(killer)

    def _try(
        self, change: Callable[[], None], items: list[pytest.Item], *, tables_too: bool, to_the_end: bool = False
    ) -> Outcome:
        """What becomes of the change, up to the first test that fails, or with the names of all that do."""
        limited = [(item, LEAST_SECONDS + TIMES_AS_LONG * self.touched.seconds[item]) for item in items]
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _in_child(change, limited, writing, tables_too=tables_too, to_the_end=to_the_end)
        os.close(writing)
        usual = sum(self.touched.seconds[item] for item in items)
        return _heard(child, reading, LEAST_SECONDS + TIMES_AS_LONG * usual)


def _in_child(
    change: Callable[[], None],
    items: list[tuple[pytest.Item, float]],
    writing: int,
    *,
    tables_too: bool,
    to_the_end: bool,
) -> None:
    """Never returns."""
    _limit(LEAST_SECONDS)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    failing: list[str] = []
    try:
        change()
        applying.forget(tables_too=tables_too)
        for item, seconds in items:
            _limit(seconds)
            if not passes(item):
                failing.append(item.nodeid)
                if not to_the_end:
                    break
    except BaseException as error:  # noqa: BLE001 - a change that cannot even be made is noticed
        failing.append(type(error).__name__)
    os.write(writing, ("killed " + "\n".join(failing) if failing else "survived").encode())
    os._exit(0)


def _limit(seconds: float) -> None:
    """From here on no more than this of the processor's time, so that an endless loop costs seconds and not minutes."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds) + 1, hard))


def _heard(child: int, reading: int, seconds: float) -> Outcome:
    """What the child found. It has its own limit of processor time; the clock on the wall is for one that sleeps."""
    ready, _, _ = select.select([reading], [], [], seconds * 20)
    said = os.read(reading, 1 << 16).decode() if ready else ""
    os.close(reading)
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not said:
        return Outcome("timeout")
    word, _, by = said.partition(" ")
    return Outcome(word, by)


def passes(item: pytest.Item) -> bool:
    """Whether the test passes; what asks for nothing but its own parameters is called without pytest's preparations.

    These take four fifths of the time of such a test.
    """
    if not is_plain(item):
        return all(report.outcome != "failed" for report in runtestprotocol(item, nextitem=None, log=False))
    try:
        item.obj(**_parameters(item))
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever is raised, the test has failed
        return False
    return True


def is_plain(item: pytest.Item) -> TypeGuard[pytest.Function]:
    if not isinstance(item, pytest.Function) or inspect.iscoroutinefunction(item.obj):
        return False
    is_marked = any(item.get_closest_marker(name) for name in ("usefixtures", "skip", "skipif", "xfail", "database"))
    return not is_marked and set(inspect.signature(item.obj).parameters) <= _parameters(item).keys()


def _parameters(item: pytest.Function) -> Mapping[str, object]:
    """What `parametrize` gives it; the parameters of fixtures are no values of arguments."""
    given = [mark.args[0] for mark in item.iter_markers("parametrize")]
    names = {name.strip() for each in given for name in (each.split(",") if isinstance(each, str) else each)}
    return {name: value for name, value in item.callspec.params.items() if name in names} if names else {}


def _is_steady(item: pytest.Item) -> bool:
    """Leaves out tests by chance, for an example must notice and not luck, and the test of speed."""
    return not getattr(getattr(item, "obj", None), "is_hypothesis_test", False) and "test_speed" not in item.nodeid
