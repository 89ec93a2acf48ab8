"""Why the messages of an envelope did not arrive, and what is left: another number, a call, a letter, other ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.channels.registry import route_of
from songda.core.delivery.failures import NO_REPORT, UNTOLD
from songda.core.delivery.states import IN_FLIGHT, State
from songda.core.law.facts import Channel
from songda.core.words import FALLBACK, Phrase, names_of
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.findings.recipient_view import services_of
from songda.records.delivery.orders.models import Envelope
from songda.records.matter.parties.models import Address
from songda.records.overview.boards.preview import preview

BY_PEOPLE = (Channel.MAIL, Channel.DIRECT, Channel.LEFT, Channel.ENTRUSTED, Channel.TRANSFER)
_LOST = frozenset({"failed", "said_failed", "bounced"})  # kinds of receipts


@dataclass(frozen=True)
class WaysLeft:
    """What can still be done: addresses that may be wrong, and ways by people that the law opens for every paper."""

    tried: tuple[Address, ...]
    by_people: tuple[str, ...]


def why_failed(attempt: Attempt) -> Phrase | None:
    """Why it did not arrive, in words; None where it did, or is still on its way. It comes with its receipts."""
    word = _reason(attempt)
    if word is None:
        return None
    return Phrase(f"attempts.failure.{word if word in names_of('attempts.failure', FALLBACK) else UNTOLD}")


def _reason(attempt: Attempt) -> str | None:
    route = route_of(attempt.channel)
    match attempt.state:
        case State.EXPIRED:
            return NO_REPORT
        case State.REJECTED:
            return route.why_failed(attempt.code) if route else UNTOLD
        case State.FAILED:
            codes = [receipt.code for receipt in attempt.receipts.all() if receipt.kind in _LOST]
            words = [route.why_failed(code) for code in codes] if route else []
            return next((word for word in words if word != UNTOLD), UNTOLD)
        case _:
            return None


def ways_left(envelope: Envelope, attempts: Sequence[Attempt], now: datetime) -> WaysLeft | None:
    """None while nothing has failed yet, or once every paper is served or was taken back."""
    services = services_of(envelope)
    own = [attempt for attempt in attempts if attempt.purpose == "service"]
    served = all(view.finding is not None and view.finding.status == "effective" for view in services)
    if not services or served or not _has_failed(envelope, own):
        return None
    papers = [view.paper for view in services]
    rows = preview(envelope.case, papers, [envelope.party], now)
    opened = [{method.channel for method in row.methods if method.allowed} for row in rows]
    in_use = {attempt.address.id: attempt.address for attempt in own if attempt.address.retired_at is None}
    ways = tuple([way.value for way in BY_PEOPLE if all(way in each for each in opened)])
    return WaysLeft(tuple(in_use.values()), ways)


def not_spoken_of(envelope: Envelope, attempts: Sequence[Attempt]) -> tuple[Address, ...]:
    """Where the link had gone too, when somebody said "not me" of another address: nothing is known of these."""
    if envelope.disowned_at is None:
        return ()
    went = [attempt for attempt in attempts if attempt.purpose == "service" and attempt.submitted_at is not None]
    gone = {attempt.address.id: attempt.address for attempt in went}
    return tuple(address for address in gone.values() if address.disowned_at is None)


def _has_failed(envelope: Envelope, attempts: Sequence[Attempt]) -> bool:
    if envelope.disowned_at is not None:
        return True
    states = {State(attempt.state) for attempt in attempts} - {State.CANCELLED}
    return bool(states) and not states & (IN_FLIGHT | {State.ARRIVED})
