"""What a storm left behind: messages that were lost, doubled, stuck, or in doubt without a reason."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from songda import clock
from songda.core.delivery.states import LEASE
from songda_tools.storm.town import Town

_MESSAGES = """
SELECT c.number, count(a.id), min(a.state), extract(epoch FROM min(a.claimed_at))::float8,
       count(f.service_id) FILTER (WHERE f.status = 'effective'),
       (SELECT count(*) FROM certificates_certificate k JOIN orders_service x ON x.id = k.service_id
        WHERE x.envelope_id = e.id AND k.state = 'issued')
FROM orders_envelope e JOIN orders_order o ON o.id = e.order_id JOIN cases_case c ON c.id = e.case_id
JOIN orders_service s ON s.envelope_id = e.id
LEFT JOIN attempts_attempt a ON a.envelope_id = e.id AND a.purpose = 'service'
LEFT JOIN findings_finding f ON f.service_id = s.id
WHERE o.placed_by LIKE 'client:%%' GROUP BY c.number, e.id ORDER BY c.number
"""
_MOVING = """
SELECT (SELECT count(*) FROM attempts_attempt WHERE purpose = 'service' AND state IN ('pending', 'submitting'))
     + (SELECT count(*) FROM attempts_rawreport WHERE read_at IS NULL AND unread_since IS NULL)
     + (SELECT count(*) FROM evidence_unsequenced)
     + (SELECT count(*) FROM findings_finding WHERE certificate_due_at IS NOT NULL)
     + (SELECT count(*) FROM certificates_certificate WHERE state = 'stamp_pending')
     + (SELECT count(*) FROM orders_envelope WHERE ask_law_at IS NOT NULL OR next_step_at <= %s)
"""
_PROGRESS = """
SELECT (SELECT count(*) FROM evidence_event), (SELECT coalesce(max(size), 0) FROM evidence_checkpoint),
       (SELECT count(*) FROM certificates_certificate WHERE state = 'issued')
"""
_NUMBERS = """
SELECT (SELECT coalesce(sum(last), 0) FROM certificates_serialcount)
     - (SELECT count(*) FROM certificates_certificate) - (SELECT count(*) FROM certificates_heldserial)
"""
_UNREPORTED = "SELECT count(*) FROM attempts_attempt WHERE purpose = 'service' AND state = 'accepted'"


@dataclass(frozen=True)
class Counts:
    """How many of the messages came to what."""

    messages: int
    arrived: int
    silent: int  # accepted by the centre, and no report ever comes from such numbers
    unknown: int
    lost: int
    twice: int
    stuck: int
    unknown_without_reason: int
    numbers_left_out: int = 0  # of certificates: borne by none, and held for none

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled, stuck, in doubt without a reason, or left out."""
        return not (self.lost or self.twice or self.stuck or self.unknown_without_reason or self.numbers_left_out)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "is_good": self.is_good}


def progress(town: Town) -> tuple[object, ...]:
    """What changes as long as anything moves."""
    return town.look(_PROGRESS)[0]


def is_quiet(town: Town, silent: int) -> bool:
    """Whether nothing is on its way: only so many numbers that never report are still waited for."""
    ((moving,),) = town.look(_MOVING, [clock.now()])  # of the house: tests live on another day
    ((unreported,),) = town.look(_UNREPORTED)
    return int(str(moving)) == 0 and int(str(unreported)) <= silent


@dataclass(frozen=True)
class Message:
    """One order: how many attempts, the state of the only one and when it was claimed, what followed, texts there."""

    attempts: int
    state: str | None
    claimed_at: float | None
    effective: int
    certificates: int
    texts: int
    whole_texts: int
    is_silent: bool

    @property
    def is_twice(self) -> bool:
        """It was tried twice, or two texts reached the telephone."""
        return self.attempts > 1 or self.texts > 1

    @property
    def is_lost(self) -> bool:
        """Nobody tries to send it, or it counts as sent and is nowhere."""
        told_sent = self.state in ("accepted", "arrived")
        return not self.attempts or (told_sent and not self.whole_texts)

    @property
    def is_stuck(self) -> bool:
        """It could have been settled and was not."""
        if self.state == "arrived":
            return not (self.effective and self.certificates)
        if self.state == "unknown":
            return bool(self.whole_texts) and not self.is_silent
        return not (self.state == "accepted" and self.is_silent)


def count(town: Town, messages: int, is_silent: Callable[[int], bool], blows: Sequence[tuple[float, float]]) -> Counts:
    """Look at every message; `blows`: when each began and was mended, in seconds of the epoch."""
    rows = town.look(_MESSAGES)
    found = [_message(town, place, row[1:], is_silent=is_silent(place)) for place, row in enumerate(rows)]
    unknown = [one for one in found if one.state == "unknown"]
    ((left_out,),) = town.look(_NUMBERS)
    return Counts(
        messages=messages,
        arrived=sum(one.state == "arrived" for one in found),
        silent=sum(one.state == "accepted" and one.is_silent for one in found),
        unknown=len(unknown),
        lost=messages - len(found) + sum(one.is_lost for one in found),
        twice=sum(one.is_twice for one in found),
        stuck=sum(one.is_stuck for one in found),
        unknown_without_reason=sum(not has_reason(one, blows) for one in unknown),
        numbers_left_out=int(str(left_out)),
    )


def _message(town: Town, place: int, row: tuple[Any, ...], *, is_silent: bool) -> Message:
    attempts, state, claimed_at, effective, certificates = row
    texts = town.texts(place)
    whole = sum(bool(text["is_whole"]) for text in texts)
    return Message(attempts, state, claimed_at, effective, certificates, len(texts), whole, is_silent)


def has_reason(one: Message, blows: Sequence[tuple[float, float]]) -> bool:
    """A byte may have left: something struck while it was in a worker's hands, or within the lease that it then had."""
    lease = LEASE.total_seconds()
    return one.claimed_at is not None and any(
        began - lease <= one.claimed_at <= mended + lease for began, mended in blows
    )
