"""Looks for every loose end there can be."""

from collections.abc import Iterator
from datetime import datetime

from songda.records.loose_ends import due, services, tasks
from songda.records.loose_ends.found import LooseEnd


def loose_ends(now: datetime) -> Iterator[LooseEnd]:
    """Everything that would be forgotten, the gravest first; changes nothing."""
    yield from tasks.unlike_log()
    yield from services.forgotten()
    yield from services.not_taken(now)
    yield from due.left_due(now)
    yield from tasks.of_nobody()
    yield from tasks.twice()
    yield from tasks.of_closed_cases()
