"""A run of the bench as it is written down, with even figures."""

from dataclasses import asdict, fields
from typing import Any

from songda_tools.bench.phases import COUNTING, IDLE, OURS, Counters, Phase

PHASES = (
    "accept, 1 client",
    "accept, 32 clients",
    "serve the single orders",
    "bulk: accept",
    "bulk: send, receipts, effect, evidence",
    "certificates",
    "portal landing, first visit",
    "portal landing, again",
    IDLE,
    COUNTING,
)


def a_phase(name: str, times: float = 1.0) -> Phase:
    """Of a hundred items; what it takes is `times` as much as usual."""
    usual = 1000.0 if name != IDLE else 10.0
    cpu = dict.fromkeys((*OURS, "sandbox"), usual * times)
    counters = asdict(Counters(*[1000] * len(fields(Counters))))
    return Phase(name, 100, 10.0, cpu, counters, {"p50": 5.0, "p95": 9.0})


def a_run(times: float, **single: float) -> dict[str, Any]:
    """A whole run; `certificates=1.2` makes that phase alone dearer."""
    phases = [a_phase(name, single.get(name, times)) for name in PHASES]
    return {"services": 100, "phases": [phase.to_json() for phase in phases]}
