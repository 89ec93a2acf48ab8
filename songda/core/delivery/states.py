"""What is known of an attempt: one table of states, and one pure function that derives a state from receipts.

Receipts come late, twice and in any order. So the state is never moved by "the newest message wins"; it is derived
from the set of all receipts, and the same set gives the same state whatever the order in which it was learned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


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
    State.REJECTED: frozenset(),
    State.CANCELLED: frozenset(),
}
IN_FLIGHT = frozenset({State.PENDING, State.SUBMITTING, State.ACCEPTED, State.UNKNOWN})
OPEN_TO_RECEIPTS = frozenset(state for state, after in MOVES.items() if State.ARRIVED in after) | {State.ARRIVED}


@dataclass(frozen=True)
class PartReceipt:
    """A receipt for one part: `kind` is a ReportKind word, `happened_at` the provider's time."""

    part: int
    kind: str
    happened_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What the receipts say together; a time is None where it did not happen."""

    state: State | None  # None: the receipts decide nothing yet
    arrived_at: datetime | None = None
    failed_at: datetime | None = None
    bounced_at: datetime | None = None


_SEVERITY = {"accepted": 0, "relayed": 0, "unrecognised": 0, "arrived": 1, "said_failed": 2, "failed": 2, "bounced": 3}


def derive(parts_total: int, receipts: Iterable[PartReceipt]) -> Outcome:
    """The state of an attempt from all its receipts, whatever the order in which they were learned.

    Of each part the latest report counts; at the same moment the worse one does, so that nothing counts as arrived
    on contradictory evidence. A failure that is only said undoes no arrival. The message has arrived when every part
    has, at the time of its last part; a part that it does not have stands for none of its own.
    """
    latest = _latest_by_part(receipts)
    broken = [r for r in latest.values() if r.kind in {"said_failed", "failed", "bounced"}]
    arrived = [r for r in latest.values() if r.kind == "arrived" and 1 <= r.part <= parts_total]
    if broken:
        return _broken(broken)
    if len(arrived) == parts_total:
        return Outcome(State.ARRIVED, arrived_at=max(r.happened_at for r in arrived))
    return Outcome(None)


def _latest_by_part(receipts: Iterable[PartReceipt]) -> dict[int, PartReceipt]:
    latest: dict[int, PartReceipt] = {}
    listed = list(receipts)
    arrived = {receipt.part for receipt in listed if receipt.kind == "arrived"}
    for receipt in listed:
        if receipt.kind == "said_failed" and receipt.part in arrived:
            continue
        known = latest.get(receipt.part)
        if _SEVERITY[receipt.kind] and (known is None or _order(receipt) > _order(known)):
            latest[receipt.part] = receipt
    return latest


def _order(receipt: PartReceipt) -> tuple[datetime, int]:
    return receipt.happened_at, _SEVERITY[receipt.kind]


def _broken(broken: list[PartReceipt]) -> Outcome:
    first = min(r.happened_at for r in broken)
    bounces = [r.happened_at for r in broken if r.kind == "bounced"]
    return Outcome(State.FAILED, failed_at=first, bounced_at=min(bounces, default=None))


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
