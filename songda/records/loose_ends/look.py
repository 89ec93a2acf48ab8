"""Looks for every loose end there can be."""

from collections.abc import Iterator
from datetime import datetime

from songda.records.loose_ends import due, follow_ups, services, tasks
from songda.records.loose_ends.found import LooseEnd


def quickly_found(now: datetime) -> Iterator[LooseEnd]:
    """Those that a few statements over what is open find; neither the log nor the engine's rules are asked."""
    yield from services.forgotten()
    yield from due.left_due(now)
    yield from tasks.of_nobody()
    yield from tasks.twice()
    yield from tasks.of_closed_cases()


def loose_ends(now: datetime) -> Iterator[LooseEnd]:
    """Everything that would be forgotten, the gravest first; changes nothing."""
    yield from tasks.unlike_log()
    yield from services.not_taken(now)
    yield from services.not_shown(now)
    yield from follow_ups.lost(now)
    yield from quickly_found(now)
