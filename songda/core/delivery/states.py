"""What is known of an attempt: one table of states, and one pure function that derives a state from receipts.

Receipts come late, twice and in any order. So the state is never moved by "the newest message wins"; it is derived
from the set of all receipts, and the same set gives the same state whatever the order in which it was learned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile


class Purpose(StrEnum):
    """What an attempt is for."""

    SERVICE = "service"
    CODE = "code"  # a one-time code that proves who somebody is
    HOLDER = "holder"  # a one-time code that proves in whose hand the number is, and nothing else
    ADDRESS = "address"  # a one-time code to an address that is only being offered
    CALL = "call"  # that the court will call, or what was agreed in a call: it serves nothing
    NOTICE = "notice"  # that a public notice names them: it says no more and serves nothing
    LINK = "link"  # the message with the link once more, for whoever lost it: it serves nothing
    ACCOUNT = "account"  # that an account was connected, or is no more: it serves nothing
    HEARING = "hearing"  # that a hearing is not as the summons says; it names no time and serves nothing


class State(StrEnum):
    """The states of an attempt."""

    PENDING = "pending"  # planned, not yet touched
    SUBMITTING = "submitting"  # claimed and committed, bytes may be on the wire
    ACCEPTED = "accepted"  # the provider has it
    REJECTED = "rejected"  # the provider refused it
    UNKNOWN = "unknown"  # we do not know whether the provider has it; never sent again by itself
    ARRIVED = "arrived"  # every part reached the recipient's system
    FAILED = "failed"  # a part will not arrive
    EXPIRED = "expired"  # no report within the window: silence is an outcome too
    CANCELLED = "cancelled"  # not sent, since it was no longer needed


MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.SUBMITTING, State.CANCELLED}),
    State.SUBMITTING: frozenset(
        {State.PENDING, State.ACCEPTED, State.REJECTED, State.UNKNOWN, State.ARRIVED, State.FAILED}
    ),
    State.ACCEPTED: frozenset({State.ARRIVED, State.FAILED, State.EXPIRED}),
    # Back to pending only by the word of the very worker that held it, and that wrote nothing: for all others the
    # message may have left. A late answer of the provider is knowledge, either way.
    State.UNKNOWN: frozenset(
        {State.PENDING, State.ACCEPTED, State.REJECTED, State.ARRIVED, State.FAILED, State.EXPIRED}
    ),
    State.ARRIVED: frozenset({State.FAILED, State.EXPIRED}),  # the latter where its report, read anew, proves nothing
    State.FAILED: frozenset({State.ARRIVED}),
    State.EXPIRED: frozenset({State.ARRIVED, State.FAILED}),
    State.REJECTED: frozenset({State.ARRIVED, State.FAILED}),  # refused by a provider that reports on it all the same
    State.CANCELLED: frozenset(),
}
IN_FLIGHT = frozenset({State.PENDING, State.SUBMITTING, State.ACCEPTED, State.UNKNOWN})
OPEN_TO_RECEIPTS = frozenset(state for state, after in MOVES.items() if State.ARRIVED in after) | {State.ARRIVED}


@dataclass(frozen=True)
class PartReceipt:
    """A receipt for one part: `kind` is a ReportKind word, `happened_at` the provider's time.

    `report`: the hash of the report that it stood in, by which one that was told again is known.
    """

    part: int
    kind: str
    happened_at: datetime
    report: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the receipts say together; a time is None where it did not happen."""

    state: State | None  # None: the receipts decide nothing yet
    arrived_at: datetime | None = None
    failed_at: datetime | None = None
    bounced_at: datetime | None = None


_SEVERITY = {"accepted": 0, "relayed": 0, "unrecognised": 0, "arrived": 1, "said_failed": 2, "failed": 2, "bounced": 3}
_FAILURES = frozenset(kind for kind, severity in _SEVERITY.items() if severity >= 2)


def derive(parts_total: int, receipts: Iterable[PartReceipt]) -> Outcome:
    """The state of an attempt from all its receipts, whatever the order in which they were learned.

    Of each part the latest report counts; at the same moment the worse one does, so that nothing counts as arrived
    on contradictory evidence. What was said of it again changes no day: the first report of what counts names it, and
    the same report that comes again, without a time of its own, is as old as it was when it came first. A
    failure that is only said undoes no arrival. The message has arrived when every part has, at the time of its last
    part; a part that it does not have stands for none of its own. Until then one failure is enough: it has not arrived.
    """
    decisive = _each_once(receipt for receipt in receipts if _SEVERITY[receipt.kind])
    standing = [
        each for part in {r.part for r in decisive} for each in _standing([r for r in decisive if r.part == part])
    ]
    broken = [r for r in standing if r.kind in _FAILURES]
    arrived = {r.part: r.happened_at for r in reversed(standing) if 1 <= r.part <= parts_total}
    if not broken and len(arrived) == parts_total:
        return Outcome(State.ARRIVED, arrived_at=max(arrived.values()))
    broken = broken or [r for r in decisive if r.kind in _FAILURES]
    return _broken(broken) if broken else Outcome(None)


def _each_once(receipts: Iterable[PartReceipt]) -> list[PartReceipt]:
    """Of the same words in the same report the first; where no report is named, all."""
    first: dict[object, PartReceipt] = {}
    for one in receipts:
        key = (one.part, one.kind, one.report) if one.report else one
        if key not in first or one.happened_at < first[key].happened_at:
            first[key] = one
    return list(first.values())


def _standing(of_part: Sequence[PartReceipt]) -> list[PartReceipt]:
    """What counts of one part: its last reports that say the same, arrival or failure, the first of them first."""
    has_arrived = any(receipt.kind == "arrived" for receipt in of_part)
    counting = [receipt for receipt in of_part if not (has_arrived and receipt.kind == "said_failed")]
    in_order = sorted(counting, key=lambda receipt: (receipt.happened_at, _SEVERITY[receipt.kind]))
    last = in_order[-1].kind in _FAILURES
    same = list(takewhile(lambda receipt: (receipt.kind in _FAILURES) == last, reversed(in_order)))
    return same[::-1]


def _broken(broken: Sequence[PartReceipt]) -> Outcome:
    bounces = [r.happened_at for r in broken if r.kind == "bounced"]
    failed_at = min(r.happened_at for r in broken)
    return Outcome(State.FAILED, failed_at=failed_at, bounced_at=min(bounces, default=None))


# What was not sent is tried again, for ever: what never left says nothing about a recipient.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
FIRST_QUARANTINE = timedelta(minutes=1)
LONGEST_QUARANTINE = timedelta(hours=6)
LEASE = timedelta(seconds=60)  # whoever has not renewed it for so long, on the database's clock, counts as dead
LEASE_MARGIN = timedelta(seconds=10)  # whoever could not renew it writes nothing more so long before it ends
HELD_BACK = timedelta(seconds=30)  # what a person orders goes out so much later, and can be taken back until then
HEAD_START = timedelta(hours=1)  # what somebody waits for is due so long before it was planned: ahead of the many


def next_try_at(planned_at: datetime, now: datetime) -> datetime:
    """The next moment to try; the pause grows with the age of the attempt."""
    return now + min(LONGEST_PAUSE, max(FIRST_PAUSE, (now - planned_at) / 2))


def next_try_in_quarantine(since: datetime, now: datetime) -> datetime:
    """When something that was set aside at `since` is tried again; each wait is as long as all those before it."""
    return now + min(LONGEST_QUARANTINE, max(FIRST_QUARANTINE, now - since))
