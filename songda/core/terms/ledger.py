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
    NAMED = "named"  # started too, but somebody named the moment instead of a budget
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"


class Wait(StrEnum):
    """For what the clock stands still."""

    JUDGE = "judge"
    LOOKUP = "lookup"


_STARTS = frozenset({EntryKind.STARTED, EntryKind.NAMED})
_TURNS = frozenset({EntryKind.PAUSED, EntryKind.RESUMED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger: when, what; by how much, the moment that was named, or for what it stands still."""

    at: datetime
    kind: EntryKind
    budget: Budget | None = None
    named: datetime | None = None
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines of one term in the order of their times; the first one starts it.

    Raises ValueError for lines that cannot follow one another: a pause for what it is paused for already, two starts.
    """

    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if not self.entries or self.entries[0].kind not in _STARTS:
            raise ValueError("A term begins with its start.")
        for before, after in pairwise(self.entries):
            if after.at < before.at:
                raise ValueError(f"A ledger goes forward in time: {after.at} stands after {before.at}.")
        waiting: set[Wait] = set()
        for entry in self.entries[1:]:
            _follow(entry, waiting)
        for entry in self.entries:
            _check_columns(entry)

    @property
    def stands_still_for(self) -> frozenset[Wait]:
        """For what the clock stands still at the end of the ledger; nothing while it runs."""
        waiting: set[Wait] = set()
        for entry in self.entries[1:]:
            _follow(entry, waiting)
        return frozenset(waiting)

    @property
    def pauses(self) -> Iterator[tuple[datetime, datetime | None]]:
        """From when to when the term stood still, one after the other; the last may be without an end."""
        waiting: set[Wait] = set()
        since: datetime | None = None
        for entry in self.entries[1:]:
            _follow(entry, waiting)
            if waiting and since is None:
                since = entry.at
            if not waiting and since is not None:
                yield since, entry.at
                since = None
        if since is not None:
            yield since, None


def _follow(entry: Entry, waiting: set[Wait]) -> None:
    """Add to, or take from, what is waited for."""
    if entry.kind in _STARTS:
        raise ValueError("A term starts once.")
    if entry.kind not in _TURNS or entry.wait is None:
        return
    if (entry.kind is EntryKind.PAUSED) == (entry.wait in waiting):
        raise ValueError(f"The wait for {entry.wait} cannot be {entry.kind} twice.")
    (waiting.add if entry.kind is EntryKind.PAUSED else waiting.remove)(entry.wait)


def _check_columns(entry: Entry) -> None:
    """Each kind says what it must say, and nothing else."""
    wanted = {
        EntryKind.STARTED: (True, False, False),
        EntryKind.NAMED: (False, True, False),
        EntryKind.EXTENDED: (True, False, False),
        EntryKind.PAUSED: (False, False, True),
        EntryKind.RESUMED: (False, False, True),
    }[entry.kind]
    if (entry.budget is not None, entry.named is not None, entry.wait is not None) != wanted:
        raise ValueError(f"An entry {entry.kind} says either how long, or the moment, or for what it waits: {entry}.")
