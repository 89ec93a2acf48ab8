"""Runs it: `python -m scripts.mutants [part of a name ...] [--code | --data] [--afresh] [--list]`."""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable

import pytest

from scripts.mutants.mutant import ROOT, TESTS, Mutant, numbered
from scripts.mutants.of_code import mutants_of_code
from scripts.mutants.of_rows import mutants_of_rows
from scripts.mutants.results import Results, explained
from scripts.mutants.trial import Outcome, Trial

SEED = 20  # of those that `--some` takes


def main() -> int:
    """0: every survivor is explained; 1: some are not, or an explanation is of nothing."""
    asked = _asked()
    os.nice(asked.nice)
    os.chdir(ROOT)
    every = numbered([*mutants_of_code(), *mutants_of_rows()])
    mutants = [each for each in every if asked.kind in {None, each.kind} and _is_named(each, asked.names)]
    if asked.list:
        _say("\n".join(f"{each.place} {each.key}" for each in mutants))
        return 0
    results = Results(afresh=asked.afresh)
    if asked.some is not None:
        chosen = random.Random(SEED).sample(mutants, min(asked.some, len(mutants)))  # noqa: S311 - no secret
        mutants = sorted(chosen, key=every.index)
    left = [each for each in mutants if results.of(each) is None]
    _say(f"{len(mutants)} mutants, {len(left)} to try.")
    if left:
        _run(left, results, asked.tests)
    return _report(mutants, results, every)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="only mutants whose name has one of these in it")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--code", dest="kind", action="store_const", const="code", help="only code")
    kinds.add_argument("--data", dest="kind", action="store_const", const="data", help="only rows of tables")
    parser.add_argument("--afresh", action="store_true", help="forget what earlier runs found")
    parser.add_argument("--nice", type=int, default=19, help="how far to stand back behind other work")
    parser.add_argument("--tests", nargs="+", default=[str(TESTS)], help="ask only these tests")
    parser.add_argument("--some", type=int, metavar="N", help="so many of them, always the same ones")
    parser.add_argument("--list", action="store_true", help="only name them")
    return parser.parse_args()


def _is_named(mutant: Mutant, names: Iterable[str]) -> bool:
    return not names or any(name in mutant.key for name in names)


def _run(left: list[Mutant], results: Results, tests: list[str]) -> None:
    counted: Counter[str] = Counter()
    started = time.monotonic()

    def tell(mutant: Mutant, outcome: Outcome) -> None:
        counted[outcome.word] += 1
        results.keep(mutant, outcome)
        if outcome.word != "killed":
            _say(f"{outcome.word}: {mutant.place} {mutant.key}")
        if counted.total() % 200 == 0:
            _say(f"{counted.total()} of {len(left)} after {time.monotonic() - started:.0f} s")

    words = [*tests, "-n", "0", "--rows", "-q", "-s", "-p", "no:cacheprovider", "--no-header", "--no-summary"]
    pytest.main(words, plugins=[Trial(left, tell, _say)])


def _report(mutants: list[Mutant], results: Results, every: list[Mutant]) -> int:
    found = {each.key: outcome.word for each in mutants if (outcome := results.of(each)) is not None}
    survivors = [each for each in mutants if found.get(each.key) == "survived"]
    explanations = explained()
    known = [each for each in survivors if any(told.covers(each) for told in explanations)]
    unexplained = [each for each in survivors if each not in known]
    for each in unexplained:
        _say(f"\n{each.place}\n{each.key}\n{each.diff}")
    idle = [told for told in explanations if not any(told.covers(each) for each in every)]
    for told in idle:
        _say(f"explained, but there is no such change any more: {told}")
    for kind in ("code", "data"):
        words = Counter(found[each.key] for each in mutants if each.kind == kind and each.key in found)
        also = sum(each.kind == kind for each in known)
        counted = f"{words['killed']} killed, {words['timeout']} timed out, {words['survived']} survived"
        _say(f"{kind}: {words.total()} made, {counted}, of these {also} explained")
    _say(f"{len(unexplained)} unexplained survivors")
    return 1 if unexplained or idle or len(found) < len(mutants) else 0


def _say(text: str) -> None:
    sys.__stdout__.write(f"{text}\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    sys.exit(main())
