"""The call desk of a court: whom to call, how often each number was tried, when it may ring again, and who is at it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from songda.channels.registry import telephone_kinds
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court, User
from songda.records.delivery.tasks.handing import TakenByAnother, take_task
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.telephone.dialling import (
    NumberTries,
    calling_rules,
    may_ring_from,
    tries_of_numbers,
)
from songda.records.delivery.telephone.models import Dial
from songda.records.matter.parties.models import Address, Party

BY_TELEPHONE = ("call", "confirm_person", "tell_of_hearing")
# Calls for which an hour was named; before it nobody is called.
DATED = ("call_again", "nobody_competent", "family_answered", "notice_unheard")
MOST = 100  # people on the page; those after them come up as calls are made


@dataclass(frozen=True)
class CallNumber:
    """One number of theirs: how often it was tried in vain, and from when it may ring."""

    address: Address
    tries: NumberTries
    from_at: datetime


@dataclass(frozen=True)
class CallRow:
    """One person to be called; `tasks` say why, the most urgent first, `line` is the call that is under way.

    `from_at` is the first moment at which one of their numbers may ring; None where there is no number that could.
    """

    party: Party
    tasks: Sequence[Task]
    numbers: Sequence[CallNumber]
    line: Dial | None
    named_at: datetime | None
    from_at: datetime | None

    @property
    def reasons(self) -> Sequence[str]:
        """Why they are called, each once, however many papers wait for it."""
        return list(dict.fromkeys(task.reason for task in self.tasks))

    @property
    def task(self) -> Task:
        """The most urgent one; whoever has it has the call."""
        return self.tasks[0]

    @property
    def answered_at(self) -> datetime | None:
        """When somebody last answered, where everything that still waits for a call was known by then."""
        last = max((each.tries.answered_at for each in self.numbers if each.tries.answered_at), default=None)
        return last if last and last > max(task.opened_at for task in self.tasks) else None

    def is_due(self, now: datetime) -> bool:
        """Whether the hour that was named has come; hours of calling are another matter."""
        return self.named_at is None or self.named_at <= now

    def is_free(self, user: User, now: datetime) -> bool:
        """Whether this member of staff may call now without taking it from anybody, or ringing twice at once."""
        is_open = self.line is None and self.task.owner_id in {None, user.id} and self.is_due(now)
        return is_open and (not self.numbers or any(not each.tries.is_exhausted for each in self.numbers))


@dataclass(frozen=True)
class CallDesk:
    """The people to be called, those that can be called first before those whose hour has not come."""

    rows: Sequence[CallRow]
    left_off: int

    def next_for(self, user: User, now: datetime, done: Party | None = None) -> CallRow | None:
        """Whom they call next: of those that are free, first whose number may ring now.

        Those who answered already come after all others, even where the user has their call: what is left to be asked
        of them seldom comes of a second call at once.
        """
        free = [row for row in self.rows if row.is_free(user, now) and row.party != done]
        in_order = sorted(free, key=lambda row: (row.answered_at is not None, row.task.owner_id != user.id))
        now_open = (row for row in in_order if row.from_at is None or row.from_at <= now)
        return next(now_open, None) or next((row for row in in_order if row.answered_at is None), None)


def call_desk(court: Court, now: datetime) -> CallDesk:
    """Whom this court is to call, with all that the page says of it; seven statements."""
    tasks = Task.objects.filter(court=court, kind__in=BY_TELEPHONE, closed_at=None)
    rows = tasks.select_related("envelope__party__case__court", "party__case__court", "case", "owner")
    by_party: dict[UUID, list[Task]] = {}
    for task in rows.order_by("due_at", "id"):
        if task.about is not None:
            by_party.setdefault(task.about.id, []).append(task)
    shown = list(by_party.values())[:MOST]
    numbers = _numbers([of[0].about for of in shown if of[0].about])
    lines = {dial.party_id: dial for dial in _under_way(by_party)}
    found = [_row(of, numbers, lines, now) for of in shown]
    found.sort(key=lambda row: (not row.is_due(now), row.task.due_at, row.task.id))
    return CallDesk(found, len(by_party) - len(shown))


@transaction.atomic
def begin_call(row: CallRow, user: User, now: datetime) -> None:
    """Take on what asks for this call, so that nobody else rings the same person; HeldByAnother, Refused."""
    for task in row.tasks:
        take_task(task, user, now)


def begin_next(court: Court, user: User, now: datetime, done: Party | None = None) -> Party | None:
    """Take on the next call that nobody else has; None where nobody waits."""
    desk = call_desk(court, now)
    passed: set[UUID] = set()
    while row := CallDesk([r for r in desk.rows if r.party.id not in passed], 0).next_for(user, now, done):
        try:
            begin_call(row, user, now)
        except (TakenByAnother, Refused):
            passed.add(row.party.id)
        else:
            return row.party
    return None


def _numbers(people: Sequence[Party]) -> dict[UUID, list[CallNumber]]:
    usable = Address.objects.filter(party__in=people, retired_at=None, kind__in=telephone_kinds())
    addresses = list(
        usable.exclude(address_class="rejected").select_related("party__case__court").order_by("recorded_at", "id")
    )
    tries = tries_of_numbers(addresses)
    found: dict[UUID, list[CallNumber]] = {}
    for each in addresses:
        found.setdefault(each.party_id, []).append(CallNumber(each, tries[each.id], each.recorded_at))
    return found


def _under_way(people: Iterable[UUID]) -> Iterable[Dial]:
    return Dial.objects.filter(party__in=list(people), ended_at=None).select_related("caller")


def _row(
    tasks: Sequence[Task], numbers: dict[UUID, list[CallNumber]], lines: dict[UUID, Dial], now: datetime
) -> CallRow:
    party = tasks[0].about
    assert party is not None  # noqa: S101 - those without were left out
    zone = ZoneInfo(party.case.court.zone)
    dated = [task.due_at for task in tasks if task.reason in DATED and task.due_at == task.named_at]
    named_at = _named(tasks, min(dated)) if dated else None
    earliest = max(now, named_at) if named_at else now
    known = CallRow(party, tasks, numbers.get(party.id, ()), lines.get(party.id), named_at, None)
    if known.answered_at is not None:  # whoever spoke a moment ago is not rung again before the pause is over
        earliest = max(earliest, known.answered_at + timedelta(minutes=calling_rules().minutes_apart))
    own = [CallNumber(n.address, n.tries, may_ring_from(n.tries, earliest, zone)) for n in known.numbers]
    ringing = [number.from_at for number in own if not number.tries.is_exhausted]
    return replace(known, numbers=own, from_at=min(ringing) if ringing else None)


def _named(tasks: Sequence[Task], named_at: datetime) -> datetime | None:
    """The hour that was named, unless something else that asks for a call has to be done before it."""
    others = [task.due_at for task in tasks if not (task.reason in DATED and task.due_at == task.named_at)]
    return named_at if min(others, default=named_at) >= named_at else None
