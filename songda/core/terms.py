"""Terms for work that people do: how long they have, when the clock stands still, who is told when it ran out.

No work is due beyond the hearing, or the last day, before which it is needed. When something is due is reckoned from a
ledger of what happened to the term, and every step on the way there is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from songda.core.law.profile.calendar import Calendar

_Pauses = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Budget:
    """Exactly one of both; days end when the office closes, minutes run only while it is open. ValueError otherwise."""

    working_days: int = 0
    minutes: int = 0

    def __post_init__(self) -> None:
        if (self.working_days > 0) == (self.minutes > 0) or min(self.working_days, self.minutes) < 0:
            raise ValueError(f"A budget is either working days or minutes, more than none: {self}.")


_DAY = timedelta(days=1)
LONGEST_REST = 60  # days; a calendar that rests longer is a mistake, not a holiday


class NeverOpen(ValueError):  # noqa: N818 - says what is so
    """The calendar has no working day for so long that no term can be reckoned on it."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Open on the working days of `calendar` from `opens` to `closes` by the clock of `zone`; not over midnight."""

    calendar: Calendar
    zone: ZoneInfo
    opens: time = time(8, 30)
    closes: time = time(17, 30)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(
                f"An office cannot open at {self.opens} and close at {self.closes}: name the earlier hour first."
            )

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at that moment."""
        local = at.astimezone(self.zone)
        return not self.calendar.is_rest_day(local.date()) and self.opens <= local.time() < self.closes

    def open_from(self, at: datetime) -> datetime:
        """That moment, or the next at which the office opens; NeverOpen as `sittings`."""
        return at if self.is_open(at) else next(self.sittings(at))[0]

    def sittings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches in which the office is open, from a moment on, without end; NeverOpen where none comes."""
        day = since.astimezone(self.zone).date()
        while True:
            day = self._working_day_from(day)
            begins, ends = (datetime.combine(day, hour, self.zone) for hour in (self.opens, self.closes))
            if ends > since:
                yield max(begins, since), ends
            day += _DAY

    def last_close_before(self, at: datetime, since: datetime) -> datetime:
        """When the office closes for the last time after `since` and before `at`; where it does not, `at` itself."""
        found = at
        for _, closes in self.sittings(since):
            if closes >= at:
                return found
            found = closes
        raise AssertionError("Offices open for ever.")

    def _working_day_from(self, day: date) -> date:
        for ahead in range(LONGEST_REST):
            if not self.calendar.is_rest_day(day + ahead * _DAY):
                return day + ahead * _DAY
        raise NeverOpen(f"The calendar has no working day within {LONGEST_REST} days from {day}.")


class EntryKind(StrEnum):
    """What may happen to a term; the words of the ledger's column."""

    STARTED = "started"
    NAMED = "named"  # started too, but somebody named the moment instead of a budget
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    LIMITED = "limited"  # it would have ended beyond what it is needed for
    FREED = "freed"  # it would not any more


class Limit(StrEnum):
    """Beyond what no work is due."""

    HEARING = "hearing"
    LAST_DAY = "last_day"


class Wait(StrEnum):
    """For what the clock stands still."""

    JUDGE = "judge"
    LOOKUP = "lookup"


_STARTS = frozenset({EntryKind.STARTED, EntryKind.NAMED})
_PAUSES = frozenset({EntryKind.PAUSED, EntryKind.RESUMED})
_LIMITS = frozenset({EntryKind.LIMITED, EntryKind.FREED, EntryKind.EXTENDED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger: when, what; by how much, the moment that was named, for what it stands still.

    A limit is named too, with what happens then.
    """

    at: datetime
    kind: EntryKind
    budget: Budget | None = None
    named: datetime | None = None
    wait: Wait | None = None
    limit: Limit | None = None


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
    def limit(self) -> Entry | None:
        """The line that limits the term at the end of the ledger; an extension is beyond what limited it before."""
        found: Entry | None = None
        for entry in self.entries:
            if entry.kind in _LIMITS:
                found = entry if entry.kind is EntryKind.LIMITED else None
        return found

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
    if entry.kind not in _PAUSES or entry.wait is None:
        return
    if (entry.kind is EntryKind.PAUSED) == (entry.wait in waiting):
        raise ValueError(f"The wait for {entry.wait} cannot be {entry.kind} twice.")
    (waiting.add if entry.kind is EntryKind.PAUSED else waiting.remove)(entry.wait)


def _check_columns(entry: Entry) -> None:
    """Each kind says what it must say, and nothing else."""
    wanted = {
        EntryKind.STARTED: ("budget",),
        EntryKind.NAMED: ("named",),
        EntryKind.EXTENDED: ("budget",),
        EntryKind.PAUSED: ("wait",),
        EntryKind.RESUMED: ("wait",),
        EntryKind.LIMITED: ("named", "limit"),
        EntryKind.FREED: (),
    }[entry.kind]
    filled = tuple(name for name in ("budget", "named", "wait", "limit") if getattr(entry, name) is not None)
    if filled != wanted:
        raise ValueError(
            f"An entry {entry.kind} says {' and '.join(wanted) or 'nothing more'}, and nothing else: {entry}."
        )


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When it is due (None while it stands still) and what each line of the ledger moved it to.

    `unlimited_at`: when it would be due if nothing limited it.
    """

    due_at: datetime | None
    unlimited_at: datetime | None
    steps: tuple[tuple[Entry, datetime | None], ...]


def due(start: datetime, budget: Budget, hours: OfficeHours) -> datetime:
    """The close of the last of its working days (that of the start does not count), or the end of its minutes."""
    return _spend(start, budget, [], hours)


def reckon(ledger: Ledger, hours: OfficeHours) -> Reckoning:
    """When the work is due, with one step for each line; raises NeverOpen where the calendar has no working day."""
    ends = [_ends(Ledger(ledger.entries[: n + 1]), hours) for n in range(len(ledger.entries))]
    due_at, unlimited_at = ends[-1]
    return Reckoning(
        due_at, unlimited_at, tuple((entry, at) for entry, (at, _) in zip(ledger.entries, ends, strict=True))
    )


def _ends(ledger: Ledger, hours: OfficeHours) -> tuple[datetime | None, datetime | None]:
    """When it is due, and would be without a limit; both None while it stands still.

    Budgets are spent one after the other; an extension counts from the day it moves, or from its own if later. What is
    limited ends when the office closes for the last time before that.
    """
    pauses = list(ledger.pauses)
    if pauses and pauses[-1][1] is None:
        return None, None
    past = [(begin, end) for begin, end in pauses if end]
    at = own = ledger.entries[0].at
    for entry in ledger.entries:
        match entry:
            case Entry(kind=EntryKind.LIMITED, named=limit) if limit is not None:
                at = min(own, hours.last_close_before(limit, entry.at)) if own >= limit else own
            case Entry(kind=EntryKind.FREED):
                at = own
            case Entry(named=named) if named is not None:
                at = own = _moved(named, past, hours)
            case Entry(budget=budget) if budget is not None:
                since = max(at, entry.at) if entry.kind is EntryKind.EXTENDED else entry.at
                at = own = _spend(since, budget, past, hours)
    return at, own


def _moved(named: datetime, pauses: _Pauses, hours: OfficeHours) -> datetime:
    """A named moment stays; one on which the term stood still moves to the close of the day that it ran again."""
    for begin, end in pauses:
        if begin <= named < end:
            return next(hours.sittings(end))[1]
    return named


def _spend(since: datetime, budget: Budget, pauses: _Pauses, hours: OfficeHours) -> datetime:
    return (_after_days if budget.working_days else _after_minutes)(since, budget, pauses, hours)


def _after_days(start: datetime, budget: Budget, pauses: _Pauses, hours: OfficeHours) -> datetime:
    """The close of the last day; neither the day of the start counts nor one at whose close the term stood still."""
    left = budget.working_days
    started = start.astimezone(hours.zone).date()
    for _, ends in hours.sittings(start):
        if ends.date() == started or any(begin <= ends < end for begin, end in pauses):
            continue
        left -= 1
        if not left:
            return ends
    raise AssertionError("Offices open for ever.")


def _after_minutes(start: datetime, budget: Budget, pauses: _Pauses, hours: OfficeHours) -> datetime:
    """The moment at which the office has been open for so long, pauses left out."""
    left = timedelta(minutes=budget.minutes)
    for sitting in hours.sittings(start):
        for begins, ends in _without(pauses, sitting):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
    raise AssertionError("Offices open for ever.")


def _without(pauses: _Pauses, sitting: tuple[datetime, datetime]) -> Iterator[tuple[datetime, datetime]]:
    """What is left of a stretch when the pauses, which follow one another, are cut out."""
    at, closes = sitting
    for begin, end in pauses:
        if end <= at or begin >= closes:
            continue
        if begin > at:
            yield at, begin
        at = min(end, closes)
    if at < closes:
        yield at, closes


class Addressee(StrEnum):
    """Who is told."""

    OWNER = "owner"
    CLERK = "clerk"  # of the case
    SUPERVISOR = "supervisor"  # every one of the court


@dataclass(frozen=True, slots=True)
class Rung:
    """`after`: so many working days after the one on which the work was due; `to`: who is told."""

    name: str
    after: int
    to: tuple[Addressee, ...]
    at_any_hour: bool = False

    def __post_init__(self) -> None:
        if self.after < 0 or not self.to:
            raise ValueError(f"A rung comes when or after the work was due, and tells somebody: {self}.")


def rung_at(rung: Rung, due_at: datetime, hours: OfficeHours) -> datetime:
    """The moment at which it is climbed: when the term has run out, or when the office opens next."""
    at = due(due_at, Budget(working_days=rung.after), hours) if rung.after else due_at
    return at if rung.at_any_hour else hours.open_from(at)
