"""Goes over everything that is to be decided anew, chunk by chunk and round by round, until nothing is left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from songda.records.decision.decisions.redecide import Redecided, Scope, findings, foresee, mark_anew, redecide
from songda.records.ground.queue import CHUNK

FIRST = UUID(int=0)
ROUNDS = 30  # how often what others hold is looked for again


@dataclass(frozen=True)
class Means:
    """The clock, how to wait between two rounds, and how many envelopes go into one transaction."""

    clock: Callable[[], datetime]
    wait: Callable[[], None]
    chunk: int = CHUNK


def decide_anew(scope: Scope, means: Means) -> Iterator[Redecided]:
    """Chunk after chunk, each committed when it is given; what somebody holds is come back to."""
    for _ in range(ROUNDS):
        failed: set[UUID] = set()
        for redecided in _chunks(partial(_write, scope, means)):
            failed |= {one.row.id for one in redecided.failed}
            yield redecided
        scope = replace(scope, without=scope.without | failed)
        if not findings(scope).exists():
            return
        means.wait()


def look_ahead(scope: Scope, means: Means) -> Iterator[Redecided]:
    """What would come out, once over everything; nothing is written or held."""
    return _chunks(partial(_foresee, scope, means))


def mark_all(scope: Scope) -> Scope:
    """Mark everything in this scope as to be decided anew; the rows then tell what is left, as after a new version."""
    everything, after = replace(scope, is_all=True), mark_anew(replace(scope, is_all=True), FIRST)
    while after is not None:
        after = mark_anew(everything, after)
    return replace(scope, is_all=False)


def _write(scope: Scope, means: Means, after: UUID) -> Redecided | None:
    return redecide(scope, after, means.clock(), means.chunk)


def _foresee(scope: Scope, means: Means, after: UUID) -> Redecided | None:
    return foresee(scope, after, means.clock(), means.chunk)


def _chunks(step: Callable[[UUID], Redecided | None]) -> Iterator[Redecided]:
    redecided = step(FIRST)
    while redecided is not None:
        yield redecided
        redecided = step(redecided.last)
