"""What to do next for one envelope: try a way, wait, hand over to people, or nothing more.

The order of the tries and every reason for handing over is here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from songda.core.delivery.states import IN_FLIGHT, State

CHANNEL_OF = {"mobile": "sms", "email": "email"}
_CLASS_ORDER = {"confirmed": 0, "provided": 0, "found": 1, "unknown": 2}
_BY_PEOPLE = frozenset({"serve_otherwise", "find_address", "call"})  # tasks that a try by people answers
_KIND_ORDER = {"mobile": 0, "email": 1}


@dataclass(frozen=True)
class AddressFact:
    """An address that the court knows: id, kind (mobile, email, …) and class at this moment."""

    id: str
    kind: str
    address_class: str


@dataclass(frozen=True)
class AttemptFact:
    """An attempt made for this envelope."""

    address_id: str
    state: State
    arrived_at: datetime | None = None
    expires_at: datetime | None = None
    is_ruled_out: bool = False  # a judge found that it does not count


@dataclass(frozen=True)
class EnvelopeFacts:
    """All that the next step depends on.

    `is_open` tells whether the law opens electronic service for every paper in it; `closed_reason` why not.
    """

    addresses: tuple[AddressFact, ...]
    attempts: tuple[AttemptFact, ...] = ()
    is_served: bool = False
    is_open: bool = True
    closed_reason: str = ""
    has_consent: bool = True
    is_disowned: bool = False
    unread_window: timedelta = timedelta(days=2)
    handed_until: datetime | None = None  # people have sent it off or published it; look again then


@dataclass(frozen=True)
class Try:
    """Send over this channel to this address; `call_due` asks a clerk to call as well."""

    channel: str
    address_id: str
    call_due: bool = False


@dataclass(frozen=True)
class Wait:
    """Look again at this moment; None: only when something happens."""

    until: datetime | None


@dataclass(frozen=True)
class HandOver:
    """A person must act: the kind of task and the word of its reason."""

    task: str
    reason: str


@dataclass(frozen=True)
class Served:
    """Every paper is served; nothing more to do."""


Step = Try | Wait | HandOver | Served


def next_step(facts: EnvelopeFacts, now: datetime) -> Step:
    """The one next step. Pure: same facts and moment, same answer."""
    step = _engine_step(facts, now)
    if isinstance(step, HandOver) and step.task in _BY_PEOPLE and facts.handed_until and now < facts.handed_until:
        return Wait(facts.handed_until)
    return step


def _engine_step(facts: EnvelopeFacts, now: datetime) -> Step:
    if facts.is_served:
        return Served()
    if facts.is_disowned:
        return HandOver("find_address", "not_me")
    if not facts.is_open:
        return HandOver("serve_otherwise", facts.closed_reason or "not_open")
    if any(attempt.state in IN_FLIGHT for attempt in facts.attempts):
        return _wait_for_reports(facts.attempts)
    if arrival := _last_arrival(facts.attempts):
        return _after_arrival(arrival, facts, now)
    return _try_next_address(facts)


def _wait_for_reports(attempts: Iterable[AttemptFact]) -> Wait:
    ends = [a.expires_at for a in attempts if a.state in IN_FLIGHT and a.expires_at is not None]
    return Wait(max(ends, default=None))


def _last_arrival(attempts: Iterable[AttemptFact]) -> datetime | None:
    arrived = (a for a in attempts if a.state == State.ARRIVED and not a.is_ruled_out)
    return max((a.arrived_at for a in arrived if a.arrived_at), default=None)


def _after_arrival(arrival: datetime, facts: EnvelopeFacts, now: datetime) -> Step:
    patience = arrival + facts.unread_window
    return HandOver("call", "unread") if now >= patience else Wait(patience)


def in_order(addresses: Iterable[AddressFact]) -> list[AddressFact]:
    """The addresses that electronic service may try, the first to be tried first."""
    usable = (a for a in addresses if a.kind in CHANNEL_OF and a.address_class in _CLASS_ORDER)
    return sorted(usable, key=_preference)


def _try_next_address(facts: EnvelopeFacts) -> Step:
    tried = {attempt.address_id for attempt in facts.attempts}
    left = [address for address in in_order(facts.addresses) if address.id not in tried]
    if left:
        best = left[0]
        return Try(CHANNEL_OF[best.kind], best.id, call_due=not facts.has_consent)
    if any(attempt.is_ruled_out for attempt in facts.attempts):
        return HandOver("serve_otherwise", "ruled_out")
    return HandOver("serve_otherwise", "unreachable") if tried else HandOver("find_address", "no_address")


def _preference(address: AddressFact) -> tuple[int, int, str]:
    return _CLASS_ORDER[address.address_class], _KIND_ORDER[address.kind], address.id
