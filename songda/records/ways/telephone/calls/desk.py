"""The call desk of a court: whom to call, how often each number was tried, when it may ring again, and who is at it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min

from songda.channels.registry import telephone_kinds
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court, User
from songda.records.matter.parties.models import Address, Party
from songda.records.service.calls.models import AGAIN, Call
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.handing import TakenByAnother, take_task
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.dialling import NumberTries, calling_rules, may_ring_from, tries_of_numbers
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.following import about
from songda.telephony import LineState

BY_TELEPHONE = ("call", "confirm_person", "tell_of_hearing")
# Calls for which an hour was named; before it nobody is called.
DATED = (*AGAIN, "notice_unheard")
NOTHING_TO_SAY = (LineState.DESK_DID_NOT_ANSWER, LineState.GIVEN_UP)
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
    `untold` is a call that ended and of which nobody has said what came of it.
    """

    party: Party
    tasks: Sequence[Task]
    numbers: Sequence[CallNumber]
    line: Dial | None
    named_at: datetime | None
    from_at: datetime | None
    untold: Dial | None = None

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

    def is_free(self, user: User) -> bool:
        """Whether this member of staff may call without taking it from anybody, or ringing twice at once."""
        return self.line is None and self.task.owner_id in {None, user.id}

    def may_ring(self, now: datetime) -> bool:
        """Whether one of their numbers may ring now, and no call is under way."""
        return self.line is None and self.from_at is not None and self.from_at <= now

    def waits_for(self, user: User) -> bool:
        """Whether they themselves have still to say what came of a call with this person."""
        return self.untold is not None and self.untold.caller_id == user.id


@dataclass(frozen=True)
class CallDesk:
    """The people to be called, those that can be called first before those whose hour has not come."""

    rows: Sequence[CallRow]
    left_off: int

    def next_for(self, user: User, now: datetime, done: Party | None = None) -> CallRow | None:
        """Whom they call next: of those that are free and may be rung now; None where nobody may be.

        First comes whoever was called and of whose call the user has not yet said what came of it. Those who answered
        already come after all others, even where the user has their call: what is left to be asked of them seldom
        comes of a second call at once.
        """
        free = [row for row in self.rows if row.is_free(user) and row.party != done]
        told = [row for row in free if row.may_ring(now)]
        in_order = sorted(told, key=lambda row: (row.answered_at is not None, row.task.owner_id != user.id))
        return next((row for row in free if row.waits_for(user)), None) or next(iter(in_order), None)

    def later_for(self, user: User, now: datetime) -> datetime | None:
        """From when they may call somebody again; None where nobody is left whom they could."""
        coming = (row.from_at for row in self.rows if row.is_free(user) and row.from_at and row.from_at > now)
        return min(coming, default=None)


def call_desk(court: Court, now: datetime) -> CallDesk:
    """Whom this court is to call, with all that the page says of it; nine statements."""
    tasks = Task.objects.filter(court=court, kind__in=BY_TELEPHONE, closed_at=None)
    rows = tasks.select_related("envelope__party__case__court", "party__case__court", "case", "owner")
    by_party: dict[UUID, list[Task]] = {}
    for task in rows.order_by("due_at", "id"):
        if task.about is not None:
            by_party.setdefault(task.about.id, []).append(task)
    shown = list(by_party.values())[:MOST]
    numbers = _numbers([of[0].about for of in shown if of[0].about])
    lines = {dial.party_id: dial for dial in _under_way(by_party)}
    untold = untold_dials(by_party)
    found = [_row(of, numbers, lines, untold, now) for of in shown]
    found.sort(key=lambda row: (not row.is_due(now), row.task.due_at, row.task.id))
    return CallDesk(found, len(by_party) - len(shown))


def held_back(court: Court, now: datetime) -> int:
    """How many recipients were ordered to be served a moment ago, which can still be undone: they may come up next."""
    held = Envelope.objects.filter(next_step_at__gt=now, held_until__gt=now, recalled_at=None, closed_at=None)
    return held.filter(case__court=court).count()


def hour_agreed_with(party: Party, now: datetime) -> datetime | None:
    """The hour at which they are to be called, as long as it has not come."""
    tasks = Task.objects.filter(about(party), kind__in=BY_TELEPHONE, closed_at=None, reason__in=AGAIN)
    return tasks.filter(named_at__gt=now).aggregate(at=Min("named_at"))["at"]  # type: ignore[no-any-return]


def untold_dials(people: Collection[UUID]) -> dict[UUID, Dial]:
    """By person the newest call over the court's line that ended and of which nobody has said what came of it.

    Where the caller rang off before an answer, or did not pick up their own telephone, there is nothing to say; where
    a call was recorded afterwards, it was said with that one.
    """
    ended = Dial.objects.filter(party__in=list(people), kind="talk").exclude(ended_at=None)
    newest = ended.order_by("party_id", "-asked_at").distinct("party_id").select_related("caller")
    dials = {dial.party_id: dial for dial in newest if dial.line not in NOTHING_TO_SAY}
    calls = Call.objects.filter(party__in=list(dials), struck_at=None)
    recorded = dict(calls.values("party").values_list("party_id", Max("recorded_at")))
    return {
        party: dial
        for party, dial in dials.items()
        if party not in recorded or (dial.ended_at and recorded[party] < dial.ended_at)
    }


@transaction.atomic
def begin_call(row: CallRow, user: User, now: datetime) -> None:
    """Take on what asks for this call, so that nobody else rings the same person; HeldByAnother, Refused."""
    for task in row.tasks:
        take_task(task, user, now)


def begin_next(court: Court, user: User, now: datetime, done: Party | None = None) -> CallRow | None:
    """Take on the next call that nobody else has; None where nobody may be rung now."""
    desk = call_desk(court, now)
    passed: set[UUID] = set()
    while row := CallDesk([r for r in desk.rows if r.party.id not in passed], 0).next_for(user, now, done):
        try:
            begin_call(row, user, now)
        except (TakenByAnother, Refused):
            passed.add(row.party.id)
        else:
            return row
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
    tasks: Sequence[Task],
    numbers: dict[UUID, list[CallNumber]],
    lines: dict[UUID, Dial],
    untold: dict[UUID, Dial],
    now: datetime,
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
    left = untold.get(party.id)
    is_of_these = left is not None and left.asked_at >= min(task.opened_at for task in tasks)
    return replace(known, numbers=own, from_at=min(ringing) if ringing else None, untold=left if is_of_these else None)


def _named(tasks: Sequence[Task], named_at: datetime) -> datetime | None:
    """The hour that was named, unless something else that asks for a call has to be done before it."""
    others = [task.due_at for task in tasks if not (task.reason in DATED and task.due_at == task.named_at)]
    return named_at if min(others, default=named_at) >= named_at else None
