"""Each figure of the bench moves when more work is done of the kind that it counts, whichever part does it."""

from collections.abc import Iterator
from dataclasses import replace

from songda_tools.bench.phases import OURS, Phase
from songda_tools.bench.report import summary
from tests.tools.bench.runs import PHASES, a_phase

USUAL = [a_phase(name) for name in PHASES]


def figures(phases: list[Phase]) -> dict[str, float]:
    """What the report tells of these."""
    return summary({"services": 100, "phases": [phase.to_json() for phase in phases]})


def more(phase: Phase) -> Iterator[tuple[str, Phase]]:
    """The phase with more of one thing alone, and which."""
    yield "seconds", replace(phase, seconds=phase.seconds * 2)
    for part, ms in phase.cpu_ms.items():
        yield f"cpu {part}", replace(phase, cpu_ms={**phase.cpu_ms, part: ms * 2})
    for name, count in phase.counters.items():
        yield name, replace(phase, counters={**phase.counters, name: count * 2})
    for name, wait in phase.waits_ms.items():
        yield name, replace(phase, waits_ms={**phase.waits_ms, name: wait * 2})


def movers() -> dict[str, set[str]]:
    """Of each figure, what moves it."""
    before = figures(USUAL)
    found: dict[str, set[str]] = {name: set() for name in before}
    for place, phase in enumerate(USUAL):
        for what, changed in more(phase):
            after = figures([*USUAL[:place], changed, *USUAL[place + 1 :]])
            for name in before:
                if after[name] != before[name]:
                    found[name].add(what)
    return found


def test_every_figure_moves_with_the_work_that_it_counts() -> None:
    parts = {f"cpu {part}" for part in OURS}
    wanted = {"SQL statements": {"statements"}, "transaction control": {"control"}, "journal bytes": {"journal_bytes"}}
    wanted |= {"rows written": {"inserted", "updated", "deleted"}, "p50": {"p50"}, "p95": {"p95"}}
    wanted |= {"CPU ms": parts, "what comes in is slower": parts}
    for name, moved_by in movers().items():
        expected = next((those for begin, those in wanted.items() if name.startswith(begin)), {"seconds"})
        # What the same worker takes in the same time with nothing to count is taken off: seconds count there too.
        assert moved_by - expected <= ({"seconds"} if "counting" in name else set()), name
        assert moved_by >= expected, name
