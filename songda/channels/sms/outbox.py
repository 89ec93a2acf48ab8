"""The queue of parts waiting to go out, at what pace, and the window of those that wait for the SMS centre's answer.

Each message is followed while its parts are submitted; in the end it says what is known of it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from songda import clock
from songda.channels.contract import GIVEN_BACK, Outcome, Part, Sent
from songda.channels.sms import smpp
from songda.channels.sms.address import IdForm, id_from_answer
from songda.channels.sms.smpp import HEADER, SUBMIT_SM


class Wire(Protocol):
    """What the outbox needs of a connection."""

    @property
    def is_choked(self) -> bool:
        """Whether the network takes no more just now."""

    def next_sequence(self) -> int:
        """A number that no open question on this connection bears."""

    def write(self, octets: bytes) -> None:
        """Puts bytes on the wire."""


MOST_TRIES = 8  # of a part that is refused for now after its sisters were taken


@dataclass(slots=True, eq=False)
class Segment:
    """One part of a message, ready to be written."""

    body: bytes
    number: int
    submission: "Submission"
    tries: int = 0


@dataclass(slots=True, eq=False)
class Submission:
    """What has become so far of one message's parts."""

    ref: str
    total: int
    on_end: Callable[["Submission"], None]
    may_write: Callable[[], bool] = field(default=lambda: True)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    taken: list[Part] = field(default_factory=list)
    refused: int | None = None  # the status of a part that was refused for good
    lost: str | None = None  # why nothing is known of a part that was written
    unwritten: str | None = None  # why a part was never written
    put_off: int = smpp.THROTTLED  # the status with which a part was refused for now
    throttled: list[Segment] = field(default_factory=list)  # refused for now, nothing of them was sent
    open_parts: int = 0

    def __post_init__(self) -> None:
        self.open_parts = self.total

    def note_written(self, at: datetime) -> None:
        if self.started_at is None:
            self.started_at = at

    def note_answer(self, segment: Segment, status: int, provider_id: str, at: datetime) -> None:
        """The centre answered for a part."""
        if status == smpp.OK:
            self.taken.append(Part(segment.number, provider_id))
        elif smpp.is_temporary(status):
            self.put_off = status
            self.throttled.append(segment)
        else:
            self.refused = status
        self._close_one(at)

    def note_lost(self, why: str, at: datetime) -> None:
        """A part was written and nothing will be heard of it."""
        self.lost = why
        self._close_one(at)

    def note_unwritten(self, why: str, at: datetime) -> None:
        """A part never went out."""
        self.unwritten = why
        self._close_one(at)

    def to_repeat(self) -> list[Segment]:
        """Parts to write again: refused for now while others of the same message were taken."""
        if self.open_parts or not self.taken or self.refused is not None or self.lost or self.unwritten:
            return []
        again = self.throttled
        if not again or any(segment.tries >= MOST_TRIES for segment in again):
            return []
        self.throttled, self.open_parts = [], len(again)
        return again

    def _close_one(self, at: datetime) -> None:
        self.open_parts -= 1
        self.ended_at = at

    def result(self, at: datetime) -> Sent:
        """The end of it."""
        outcome, code, detail = self._verdict()
        started = self.started_at or at
        return Sent(
            ref=self.ref,
            outcome=outcome,
            code=code,
            detail=detail,
            started_at=started,
            ended_at=max(started, self.ended_at or at),
            parts=tuple(sorted(self.taken, key=lambda part: part.number)),
            parts_total=self.total,
        )

    def _verdict(self) -> tuple[Outcome, str, str]:
        if len(self.taken) == self.total:
            return Outcome.ACCEPTED, "0", ""
        if self.lost:
            return Outcome.UNKNOWN, self.lost, self._count("no answer came for the others")
        if self.refused is not None:
            return Outcome.REJECTED, smpp.name_of(self.refused), self._count("the others were refused")
        if self.taken:
            reason = self.unwritten or smpp.name_of(self.put_off)
            return Outcome.UNKNOWN, reason, self._count("the others could not follow")
        if self.throttled:
            return Outcome.RETRY_LATER, smpp.name_of(self.put_off), "refused for now; nothing was taken"
        return Outcome.NOT_SENT, self.unwritten or "not-written", "nothing was written"

    def _count(self, rest: str) -> str:
        return f"{len(self.taken)} of {self.total} parts were taken; {rest}"


SHORTEST_HALVING_S = 0.5  # answers to what was already on its way count as one "slow down"
QUICKENING = 1.25  # each quiet second
SLOWEST = 5.0  # where nothing was agreed


@dataclass
class Pace:
    """A token bucket; moments are seconds of any steady clock. `ceiling` 0: no limit until slowed down."""

    ceiling: float = 0.0
    rate: float = field(init=False)  # per second; 0: no limit
    _tokens: float = field(init=False)
    _seen_at: float = field(default=0.0, init=False)
    _slowed_at: float = field(default=-60.0, init=False)
    _counted_from: float = field(default=0.0, init=False)
    _counted: int = field(default=0, init=False)
    _recent: float = field(default=0.0, init=False)
    _agreed: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.rate = self.ceiling
        self._tokens = max(1.0, self.ceiling / 10)

    def share(self, workers: int) -> None:
        """So many keep to what was agreed together: each to an equal part of it."""
        if not self._agreed:
            self._agreed = self.ceiling
        ceiling = self._agreed / max(1, workers)
        if ceiling != self.ceiling:
            self.ceiling = ceiling
            self.rate = min(self.rate, ceiling) if workers > 1 else self.rate  # it quickens again by itself
            self._tokens = min(self._tokens, max(1.0, ceiling / 10))

    def allowed(self, wanted: int, at: float) -> int:
        """How many may go out now; they are counted as gone."""
        self._measure(at)
        if not self.rate:
            self._counted += wanted
            return wanted
        self._fill(at)
        granted = min(wanted, int(self._tokens))
        self._tokens -= granted
        self._counted += granted
        return granted

    def wait(self) -> float:
        """Seconds until the next may go out."""
        return max(0.0, (1.0 - self._tokens) / self.rate) if self.rate else 0.0

    def slow_down(self, at: float) -> None:
        """The provider refused for speed: half of what was agreed or achieved."""
        if at - self._slowed_at < SHORTEST_HALVING_S:
            return
        self._measure(at)
        self._slowed_at = self._seen_at = at
        slowest = self.ceiling / 10 or SLOWEST
        self.rate = max(slowest, (self.rate or max(self._recent, self._counted)) / 2)
        self._tokens = 0.0

    def _fill(self, at: float) -> None:
        passed = max(0.0, at - self._seen_at)
        self._seen_at = at
        if at - self._slowed_at > 1.0:
            self._quicken(passed)
        most = max(1.0, self.rate / 10)
        self._tokens = min(most, self._tokens + passed * self.rate)

    def _quicken(self, passed: float) -> None:
        self.rate *= QUICKENING ** min(passed, 10.0)
        if self.ceiling:
            self.rate = min(self.ceiling, self.rate)
        elif self.rate > 10_000:  # as good as no limit
            self.rate = 0.0

    def _measure(self, at: float) -> None:
        if at - self._counted_from >= 1.0:
            self._recent = self._counted / (at - self._counted_from)
            self._counted_from, self._counted = at, 0


class Outbox:
    """Writes as many parts as window and pace allow, and tells every message what became of its parts."""

    def __init__(self, window: int, pace: Pace, id_form: IdForm = IdForm.SAME) -> None:
        self._window = window
        self._pace = pace
        self._id_form = id_form
        self._waiting: deque[Segment] = deque()
        self._in_flight: dict[int, tuple[Segment, float]] = {}  # by sequence number, oldest first
        self._wire: Wire | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._idle: asyncio.Future[None] | None = None

    async def drain(self, within_s: float) -> None:
        """Returns when nothing waits any more, or after so many seconds."""
        if not self._waiting and not self._in_flight:
            return
        self._idle = asyncio.get_running_loop().create_future()
        await asyncio.wait({self._idle}, timeout=within_s)

    def attach(self, wire: Wire) -> None:
        """A bound connection is there."""
        self._wire = wire
        self.pump()

    def detach(self, why: str) -> None:
        """The connection is gone: what was written is unknown, what was not is not sent."""
        self._wire = None
        at = clock.now()
        in_flight, self._in_flight = self._in_flight, {}
        for segment, _ in in_flight.values():
            segment.submission.note_lost(why, at)
            self._settle(segment.submission)
        self.drop_waiting(why, lambda _: True)

    def put(self, segments: Sequence[Segment], urgent: Sequence[Segment] = ()) -> None:
        """More to send; what is urgent goes before all that waits."""
        self._waiting.extendleft(reversed(urgent))
        self._waiting.extend(segments)
        self.pump()

    def share(self, workers: int) -> None:
        """So many send at the agreed speed together."""
        self._pace.share(workers)

    def drop_waiting(self, why: str, which: Callable[[Submission], bool]) -> None:
        """Gives up what has not been written of these messages."""
        at = clock.now()
        dropped = [each for each in self._waiting if which(each.submission)]
        self._waiting = deque(each for each in self._waiting if not which(each.submission))
        for segment in dropped:
            segment.submission.note_unwritten(why, at)
            self._settle(segment.submission)

    def give_up_older(self, than: float, why: str) -> None:
        """Ends the wait for answers to what was written before a moment of the loop's clock."""
        at = clock.now()
        late = []
        for sequence, (_, written_at) in self._in_flight.items():
            if written_at >= than:
                break
            late.append(sequence)
        for sequence in late:
            segment, _ = self._in_flight.pop(sequence)
            segment.submission.note_lost(why, at)
            self._settle(segment.submission)
        if late:
            self.pump()

    def note_answer(self, sequence: int, status: int, provider_id: str, at: datetime) -> None:
        """The centre answered; an answer that nobody waits for any more changes nothing."""
        found = self._in_flight.pop(sequence, None)
        if found is None:
            return
        segment = found[0]
        if smpp.is_temporary(status):
            self._pace.slow_down(asyncio.get_running_loop().time())
        segment.submission.note_answer(segment, status, id_from_answer(provider_id, self._id_form), at)
        self._settle(segment.submission)

    def _settle(self, submission: Submission) -> None:
        if submission.open_parts:
            return
        again = submission.to_repeat()
        if again:
            self._waiting.extendleft(reversed(again))
        else:
            submission.on_end(submission)
            self._note_idle()

    def _note_idle(self) -> None:
        if self._idle and not self._idle.done() and not self._waiting and not self._in_flight:
            self._idle.set_result(None)

    def pump(self) -> None:
        """Writes what may be written now."""
        if self._wire is None or self._wire.is_choked:
            return
        wanted = min(self._window - len(self._in_flight), len(self._waiting))
        if wanted <= 0:
            return
        loop = asyncio.get_running_loop()
        granted = self._pace.allowed(wanted, loop.time())
        if granted:
            self._write(self._wire, granted, loop.time())
        if granted < wanted and self._timer is None:
            self._timer = loop.call_later(self._pace.wait(), self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self.pump()

    def _write(self, wire: Wire, count: int, at: float) -> None:
        today = clock.now()
        pieces: list[bytes] = []
        for _ in range(min(count, len(self._waiting))):  # what is given back may be tried again or not
            segment = self._waiting.popleft()
            if not segment.submission.may_write():
                segment.submission.note_unwritten(GIVEN_BACK, today)
                self._settle(segment.submission)
                continue
            sequence = wire.next_sequence()
            self._in_flight[sequence] = (segment, at)
            segment.tries += 1
            segment.submission.note_written(today)
            pieces += (HEADER.pack(16 + len(segment.body), SUBMIT_SM, 0, sequence), segment.body)
        if pieces:
            wire.write(b"".join(pieces))
