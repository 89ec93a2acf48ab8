"""What is known already: results that still hold are not asked for again, and survivors that are explained."""

import json
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from scripts.mutants.mutant import LAW, ROOT, TESTS, Mutant, fingerprint
from scripts.mutants.trial import Outcome

KEPT = ROOT / ".mutants.jsonl"
EXPLAINED = Path(__file__).parent / "explained.toml"


class Results:
    """Kept line by line, so that a run may be stopped at any moment and goes on where it was."""

    def __init__(self, *, afresh: bool) -> None:
        self._everything = fingerprint(
            *sorted(LAW.rglob("*.py")), *sorted(LAW.rglob("*.toml")), *sorted(TESTS.rglob("*.py"))
        )
        self._known: dict[str, dict[str, str]] = {}
        if afresh:
            KEPT.unlink(missing_ok=True)
        if KEPT.exists():
            for line in KEPT.read_text(encoding="utf-8").splitlines():
                told = json.loads(line)
                self._known[told["key"]] = told

    def of(self, mutant: Mutant) -> Outcome | None:
        """The outcome, if nothing changed that it hangs on: for a survivor everything, else its file and its test."""
        told = self._known.get(mutant.key)
        if told is None or told["on"] != self._state(mutant, told["by"]):
            return None
        return Outcome(told["word"], told["by"])

    def keep(self, mutant: Mutant, outcome: Outcome) -> None:
        told = {"key": mutant.key, "word": outcome.word, "by": outcome.by, "on": self._state(mutant, outcome.by)}
        self._known[mutant.key] = told
        with KEPT.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")

    def _state(self, mutant: Mutant, by: str) -> str:
        test = ROOT / by.partition("::")[0]
        return fingerprint(mutant.file, test) if by and test.is_file() else self._everything


class Explanation(NamedTuple):
    """Why survivors of a name are no holes in the tests; `*` in the name stands for anything."""

    name: str
    why: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether it speaks of the mutant."""
        parts = map(re.escape, self.name.split("*"))
        return re.fullmatch(".*".join(parts), mutant.key) is not None

    def __str__(self) -> str:
        return self.name


def explained() -> list[Explanation]:
    """All of them, from the list that is kept beside this."""
    given = tomllib.loads(EXPLAINED.read_text(encoding="utf-8")) if EXPLAINED.exists() else {}
    return [
        Explanation(f"{place}: {change}", why) for place, changes in given.items() for change, why in changes.items()
    ]
