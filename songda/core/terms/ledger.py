"""All that happened to a term: its start, extensions, pauses. The day on which work is due is never kept alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from songda.core.terms.budget import Budget


class EntryKind(StrEnum):
    """What may happen to a term; the words of the ledger's column."""

    STARTED = "started"
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"


_WITH_BUDGET = frozenset({EntryKind.STARTED, EntryKind.EXTENDED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger: when, what, by how much (`extended` alone), why in the words of whoever wrote it."""

    at: datetime
    kind: EntryKind
    budget: Budget | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines of one term in the order of their times; the first one starts it.

    Raises ValueError for lines that cannot follow one another: a pause of what is paused, an extension by nothing.
    """

    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if not self.entries or self.entries[0].kind is not EntryKind.STARTED:
            raise ValueError("A term begins with its start.")
        for before, after in pairwise(self.entries):
            if after.at < before.at:
                raise ValueError(f"A ledger goes forward in time: {after.at} stands after {before.at}.")
        running = True
        for entry in self.entries[1:]:
            running = _runs_after(entry, running=running)
        if any((entry.budget is not None) != (entry.kind in _WITH_BUDGET) for entry in self.entries):
            raise ValueError("The start and an extension say how long; nothing else does.")

    @property
    def pauses(self) -> Iterator[tuple[datetime, datetime | None]]:
        """From when to when the term stood still; the last may be without an end."""
        turns = [entry for entry in self.entries if entry.kind in {EntryKind.PAUSED, EntryKind.RESUMED}]
        ends = [*[entry.at for entry in turns[1::2]], None]
        yield from zip([entry.at for entry in turns[::2]], ends, strict=False)


def _runs_after(entry: Entry, *, running: bool) -> bool:
    """Whether the term runs after this line."""
    if entry.kind is EntryKind.STARTED:
        raise ValueError("A term starts once.")
    if entry.kind is EntryKind.EXTENDED:
        return running
    if (entry.kind is EntryKind.PAUSED) != running:
        raise ValueError(f"A term that {'runs' if running else 'stands still'} cannot be {entry.kind}.")
    return not running
