"""Decides anew, after a change of rules, what was decided under others (`songda redecide`), and counts what came of it.

Chunk by chunk and round by round, until nothing is left.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from songda.core.law import Decision, Status
from songda.records.ground.queue import CHUNK
from songda.records.law.decisions.redecide import RedecidedChunk, Scope, findings, foresee, mark_anew, redecide
from songda.records.service.findings.write import LawAnswer, substance

FIRST = UUID(int=0)
ROUNDS = 30  # how often what others hold is looked for again


@dataclass(frozen=True)
class Means:
    """The clock, how to wait between two rounds, and how many envelopes go into one transaction."""

    clock: Callable[[], datetime]
    wait: Callable[[], None]
    chunk: int = CHUNK


def decide_anew(scope: Scope, means: Means) -> Iterator[RedecidedChunk]:
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


def look_ahead(scope: Scope, means: Means) -> Iterator[RedecidedChunk]:
    """What would come out, once over everything; nothing is written or held."""
    return _chunks(partial(_foresee, scope, means))


def mark_all(scope: Scope) -> Scope:
    """Mark everything in this scope as to be decided anew; the rows then tell what is left, as after a new version."""
    everything, after = replace(scope, is_all=True), mark_anew(replace(scope, is_all=True), FIRST)
    while after is not None:
        after = mark_anew(everything, after)
    return replace(scope, is_all=False)


def _write(scope: Scope, means: Means, after: UUID) -> RedecidedChunk | None:
    return redecide(scope, after, means.clock(), means.chunk)


def _foresee(scope: Scope, means: Means, after: UUID) -> RedecidedChunk | None:
    return foresee(scope, after, means.clock(), means.chunk)


def _chunks(step: Callable[[UUID], RedecidedChunk | None]) -> Iterator[RedecidedChunk]:
    redecided = step(FIRST)
    while redecided is not None:
        yield redecided
        redecided = step(redecided.last)


WORDS = {
    Status.EFFECTIVE: "served",
    Status.PRESUMED: "presumed served",
    Status.AWAITING_JUDGE: "awaiting the judge",
    Status.NOT_EFFECTIVE: "not served",
    Status.NOT_ALLOWED: "way not open",
    Status.NOT_VERIFIED: "not verified",
}


@dataclass
class Tally:
    """`changed` counts by (before, after); `lines` has one line for each service that changed."""

    looked_at: int = 0
    unchanged: int = 0
    other_steps: int = 0
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    failed: dict[UUID, str] = field(default_factory=dict)

    def add(self, chunk: RedecidedChunk) -> None:
        for ruling in chunk.rulings:
            self._count(ruling, chunk.numbers[ruling.case_id])
        for one in chunk.failed:
            self.failed[one.row.id] = one.kind

    def _count(self, ruling: LawAnswer, number: str) -> None:
        self.looked_at += 1
        if ruling.is_new and ruling.before is not None:
            before, after = pair_of(ruling.before.decision, ruling.decision)
            self.changed[before, after] += 1
            self.lines.append(
                f"{number} service {ruling.service_id}: {change_in_brief(ruling.before.decision, ruling.decision)}"
            )
        elif ruling.has_other_steps:
            self.other_steps += 1
        else:
            self.unchanged += 1

    def report(self, *, is_foreseen: bool) -> Iterator[str]:
        """The lines that stand at the end."""
        would = "would be " if is_foreseen else ""
        yield f"{self.looked_at} looked at · {self.unchanged} unchanged · {self.other_steps} the same by other steps"
        yield f"{sum(self.changed.values())} {would}changed"
        for (before, after), count in sorted(self.changed.items(), key=lambda each: (-each[1], each[0])):
            yield f"  {count:6}  {before} → {after}"
        if self.failed:
            yield f"{len(self.failed)} envelopes {'cannot be' if is_foreseen else 'could not be'} decided"
            yield from (f"  envelope {name}: {kind}" for name, kind in self.failed.items())


def change_in_brief(before: Decision, after: Decision) -> str:
    """Before → after; where both read the same, what else differs, and the periods with their last days."""
    one, other = in_brief(before), in_brief(after)
    if one != other:
        return f"{one} → {other}"
    return f"{one}, with other {_differing(before, after)}{_periods(before, after)}"


def _periods(before: Decision, after: Decision) -> str:
    old, new = ({each.kind: str(each.last_day) for each in answer.periods} for answer in (before, after))
    moved = [kind for kind in (*old, *(new.keys() - old.keys())) if old.get(kind) != new.get(kind)]
    moves = [f"{kind.replace('_', ' ')} {old.get(kind, 'none')} → {new.get(kind, 'none')}" for kind in moved]
    return f" ({', '.join(moves)})" if moves else ""


def in_brief(answer: Decision) -> str:
    """An answer in a few words: served 2022-06-02 (arrival)."""
    parts = [WORDS[answer.status]]
    if answer.effective_on:
        parts.append(str(answer.effective_on))
    if answer.ground:
        parts.append(f"({answer.ground.value.replace('_', ' ')})")
    return " ".join(parts)


def pair_of(before: Decision, after: Decision) -> tuple[str, str]:
    """The two ends of a change, to be counted: the status, and where it stays the same, what else differs."""
    one, other = WORDS[before.status], WORDS[after.status]
    return (one, other) if one != other else (one, f"{other}, with other {_differing(before, after)}")


def _differing(before: Decision, after: Decision) -> str:
    old, new = substance(before), substance(after)
    names = [name.replace("_", " ") for name in old if old[name] != new[name]]
    return ", ".join(names) or "steps"
