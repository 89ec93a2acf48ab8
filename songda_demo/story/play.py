"""Keeps the minutes of a play: every step with its words and its time, printed as it happens, written at the end."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Step:
    """One step: what was done, what came of it, how long it took."""

    title: str
    seconds: float = 0.0
    found: str = ""
    is_good: bool = False


class StepFailed(RuntimeError):  # noqa: N818 - it tells what happened
    """A step did not end as it should; `title` names it."""

    def __init__(self, title: str, reason: str) -> None:
        super().__init__(reason)
        self.title = title


@dataclass
class Play:
    """One run of a scenario."""

    scenario: str
    say: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Do one step; whatever goes wrong inside names this step."""
        step = Step(title)
        self.steps.append(step)
        began = time.monotonic()
        try:
            yield step
        except Exception as wrong:
            step.found = f"{type(wrong).__name__}: {wrong}"
            raise StepFailed(title, step.found) from wrong
        else:
            step.is_good = True
        finally:
            step.seconds = round(time.monotonic() - began, 2)
            self.say(step)

    def write(self, folder: Path) -> Path:
        """Write report.json; gives its path."""
        path = folder / "report.json"
        report = {
            "scenario": self.scenario,
            "ok": all(step.is_good for step in self.steps),
            "facts": self.facts,
            "steps": [asdict(step) for step in self.steps],
        }
        path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return path


def expect(is_so: object, otherwise: str) -> None:
    """Stop the step with this word unless it is so."""
    if not is_so:
        raise AssertionError(otherwise)
