"""Follows one text message while its parts are submitted, and says in the end what is known of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from songda.channels.contract import Outcome, Part, Sent
from songda.channels.sms import statuses

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
    put_off: int = statuses.THROTTLED  # the status with which a part was refused for now
    throttled: list[Segment] = field(default_factory=list)  # refused for now, nothing of them was sent
    open_parts: int = 0

    def __post_init__(self) -> None:
        self.open_parts = self.total

    def note_written(self, at: datetime) -> None:
        """A part goes out."""
        if self.started_at is None:
            self.started_at = at

    def note_answer(self, segment: Segment, status: int, provider_id: str, at: datetime) -> None:
        """The centre answered for a part."""
        if status == statuses.OK:
            self.taken.append(Part(segment.number, provider_id))
        elif statuses.is_temporary(status):
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
            return Outcome.REJECTED, statuses.name_of(self.refused), self._count("the others were refused")
        if self.taken:
            reason = self.unwritten or statuses.name_of(self.put_off)
            return Outcome.UNKNOWN, reason, self._count("the others could not follow")
        if self.throttled:
            return Outcome.RETRY_LATER, statuses.name_of(self.put_off), "refused for now; nothing was taken"
        return Outcome.NOT_SENT, self.unwritten or "not-written", "nothing was written"

    def _count(self, rest: str) -> str:
        return f"{len(self.taken)} of {self.total} parts were taken; {rest}"
