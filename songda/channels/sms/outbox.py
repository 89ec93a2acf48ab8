"""The queue of parts waiting to go out, and the window of those that wait for the SMS centre's answer."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from songda import clock
from songda.channels.contract import GIVEN_BACK
from songda.channels.sms import statuses
from songda.channels.sms.ids import IdForm, id_from_answer
from songda.channels.sms.pace import Pace
from songda.channels.sms.pdu import HEADER, SUBMIT_SM
from songda.channels.sms.submission import Segment, Submission


class Wire(Protocol):
    """What the outbox needs of a connection."""

    @property
    def is_choked(self) -> bool:
        """Whether the network takes no more just now."""

    def next_sequence(self) -> int:
        """A number that no open question on this connection bears."""

    def write(self, octets: bytes) -> None:
        """Puts bytes on the wire."""


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
        if statuses.is_temporary(status):
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
