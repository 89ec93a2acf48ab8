"""What to do next for one envelope: try a way, wait, hand over to people, or nothing more.

The order of the tries and every reason for handing over is here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from songda.core.delivery.overtaken import Overtaken as Why
from songda.core.delivery.routes import Route
from songda.core.delivery.states import IN_FLIGHT, State
from songda.core.law.facts import Channel

_CLASS_ORDER = {"confirmed": 0, "provided": 0, "found": 1, "unknown": 2}
FIND_OUT_DEATH = "find_out_death"  # a task of the person, not of one envelope: opened with what came back
_BY_PEOPLE = frozenset({"serve_otherwise", "find_address", "call"})  # tasks that a try by people answers


@dataclass(frozen=True)
class AddressFact:
    """An address that the court knows: id, kind (mobile, email, …) and class at this moment."""

    id: str
    kind: str
    address_class: str


@dataclass(frozen=True)
class AttemptFact:
    """An attempt made for this envelope; `unread_window` where its channel has one of its own."""

    address_id: str
    channel: str
    state: State
    arrived_at: datetime | None = None
    expires_at: datetime | None = None
    is_ruled_out: bool = False  # a judge found that it does not count
    is_denied: bool = False  # it went to a number that is said to be somebody else's
    is_outgrown: bool = False  # nothing was known of the number then; since then it is known to be theirs
    unread_window: timedelta | None = None


@dataclass(frozen=True)
class EnvelopeFacts:
    """All that the next step depends on.

    `routes` are those that the law opens for every paper in it; `is_open` tells whether electronic service is open at
    all, `closed_reason` why not. `is_disowned`: whoever holds the link is somebody else, so that nothing more goes out
    with it; `has_new_address` and `is_ordered_anew` tell what was done about that since.
    """

    addresses: tuple[AddressFact, ...]
    routes: tuple[Route, ...] = ()
    attempts: tuple[AttemptFact, ...] = ()
    is_served: bool = False
    is_said_dead: bool = False  # a carrier says so, and nobody has found out yet
    overtaken: Why | None = None  # whatever is not served must not go on
    is_open: bool = True
    closed_reason: str = ""
    has_consent: bool = True
    is_disowned: bool = False
    has_new_address: bool = False  # that can be used
    is_ordered_anew: bool = False  # every paper in it, with a link of its own
    spoken_at: datetime | None = None  # when a clerk last had them on the telephone
    unread_window: timedelta = timedelta(days=2)
    more_time: timedelta = timedelta()  # for whoever needs longer to read
    is_called_first: bool = False  # there is a number that the court only found, and calls before it sends there
    deeds_until: datetime | None = None  # people have sent it off or published it; look again then


class Way(NamedTuple):
    """One address and one route that reaches it."""

    address: AddressFact
    route: Route


@dataclass(frozen=True)
class Try:
    """Send over this channel to this address; `call_due` asks a clerk to call as well."""

    channel: str
    counts_as: Channel  # what the law sees in it
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


@dataclass(frozen=True)
class Overtaken:
    """What is left of it must not go on: it was corrected, calls to no hearing any more, or is for nobody."""

    why: Why


Step = Try | Wait | HandOver | Served | Overtaken


def next_step(facts: EnvelopeFacts, now: datetime) -> Step:
    """The one next step. Pure: same facts and moment, same answer."""
    step = _engine_step(facts, now)
    if facts.is_said_dead and not isinstance(step, Served | Overtaken):
        return HandOver(FIND_OUT_DEATH, "said_deceased")
    if isinstance(step, HandOver) and step.task in _BY_PEOPLE and facts.deeds_until and now < facts.deeds_until:
        return Wait(facts.deeds_until)
    return step


def _engine_step(facts: EnvelopeFacts, now: datetime) -> Step:
    if facts.is_served or facts.overtaken is not None:
        return Served() if facts.is_served or facts.overtaken is None else Overtaken(facts.overtaken)
    if facts.is_disowned:
        return _after_denial(facts)
    if not facts.is_open:
        return HandOver("serve_otherwise", facts.closed_reason or "not_open")
    to_them = [attempt for attempt in facts.attempts if _counts(attempt)]
    if any(attempt.state in IN_FLIGHT for attempt in to_them):
        return _wait_for_reports(to_them)
    if arrival := _last_arrival(to_them):
        return _after_arrival(arrival, facts, now)
    return _try_next_way(facts)


def _after_denial(facts: EnvelopeFacts) -> Step:
    """The link is in a stranger's hand: another address is served by an order, and a link, of its own."""
    if facts.is_ordered_anew:
        return Wait(None)
    if not facts.has_new_address:
        return HandOver("find_address", "not_me")
    return HandOver("serve_otherwise", "order_anew" if facts.is_open else facts.closed_reason or "not_open")


def _counts(attempt: AttemptFact) -> bool:
    """What went to a stranger, or to a number that nobody knew whose it was, is none that could serve them."""
    return not (attempt.is_denied or attempt.is_outgrown)


def _wait_for_reports(attempts: Iterable[AttemptFact]) -> Wait:
    ends = [a.expires_at for a in attempts if a.state in IN_FLIGHT and a.expires_at is not None]
    return Wait(max(ends, default=None))


def _last_arrival(attempts: Iterable[AttemptFact]) -> tuple[datetime, AttemptFact] | None:
    counting = (a for a in attempts if a.state == State.ARRIVED and not a.is_ruled_out)
    arrived = [(a.arrived_at, a) for a in counting if a.arrived_at]
    return max(arrived, key=lambda pair: pair[0], default=None)


def _after_arrival(arrival: tuple[datetime, AttemptFact], facts: EnvelopeFacts, now: datetime) -> Step:
    """Whoever was spoken with since then has the same time to read it as from its arrival."""
    at, attempt = arrival
    patience = max(at, facts.spoken_at or at) + (attempt.unread_window or facts.unread_window) + facts.more_time
    return HandOver("call", "unread") if now >= patience else Wait(patience)


def ways_in_order(addresses: Iterable[AddressFact], routes: Iterable[Route]) -> list[Way]:
    """The ways that electronic service may try, the first to be tried first."""
    usable = [a for a in addresses if a.address_class in _CLASS_ORDER]
    ways = [Way(address, route) for address in usable for route in routes if route.reaches_kind(address.kind)]
    return sorted(ways, key=_preference)


def _try_next_way(facts: EnvelopeFacts) -> Step:
    """A number that was denied, or of which nothing was known, is tried anew once it is known to be theirs."""
    tried = {(attempt.address_id, attempt.channel) for attempt in facts.attempts if _counts(attempt)}
    left = [w for w in ways_in_order(facts.addresses, facts.routes) if (w.address.id, w.route.name) not in tried]
    if left:
        best = left[0]
        return Try(best.route.name, best.route.counts_as, best.address.id, call_due=not facts.has_consent)
    if facts.is_called_first:
        return HandOver("call", "found_first_called")
    if any(attempt.is_denied for attempt in facts.attempts):
        return HandOver("find_address", "not_me")
    if any(attempt.is_ruled_out for attempt in facts.attempts):
        return HandOver("serve_otherwise", "ruled_out")
    return HandOver("serve_otherwise", "unreachable") if tried else HandOver("find_address", "no_address")


def _preference(way: Way) -> tuple[int, int, str, str]:
    return _CLASS_ORDER[way.address.address_class], way.route.rank, way.address.id, way.route.name
