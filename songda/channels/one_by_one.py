"""Hands messages over one by one, over several lines at a time: for providers that answer each before the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from songda import clock
from songda.channels.contract import GIVEN_BACK, Message, Outcome, Part, Sent, Slip


@dataclass(frozen=True)
class Verdict:
    """What is known of one hand-over; `provider_id` is what the provider calls a message that it took."""

    outcome: Outcome
    code: str
    detail: str = ""
    provider_id: str = ""


CLOSED: Final = Verdict(Outcome.NOT_SENT, GIVEN_BACK, "closed")
NOBODY_KNOWS: Final = Verdict(Outcome.UNKNOWN, "no-answer", "called off before the answer")
HandOver = Callable[[Message], Awaitable[Verdict]]


class CalledOff(asyncio.CancelledError):
    """A hand-over was called off; `verdict` says what is known of the message that was in hand."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict


async def submit_each(messages: Sequence[Message], lines: int, hand_over: HandOver, slip: Slip) -> list[Sent]:
    """One `Sent` each, in the same order; urgent ones go first. Where it is called off, `slip` is told of every one.

    `hand_over` brings one message, and raises CalledOff where it is called off; else nobody knows what became of it.
    """
    results: list[Sent | None] = [None] * len(messages)
    waiting = deque(sorted(enumerate(messages), key=lambda each: not each[1].is_urgent))

    async def work_off() -> None:
        while waiting:
            place, message = waiting.popleft()
            began_at = clock.now()
            try:
                sent = results[place] = _sent(message, await hand_over(message), began_at)
            except asyncio.CancelledError as called_off:
                known = called_off.verdict if isinstance(called_off, CalledOff) else NOBODY_KNOWS
                slip.note(_sent(message, known, began_at))
                raise
            slip.note(sent)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(len(messages), lines)):
                group.create_task(work_off())
    finally:
        for _, message in waiting:  # called off: these were never begun
            slip.note(_sent(message, CLOSED, clock.now()))
    return [sent for sent in results if sent is not None]


def _sent(message: Message, verdict: Verdict, began_at: datetime) -> Sent:
    is_taken = verdict.outcome is Outcome.ACCEPTED
    return Sent(
        ref=message.ref,
        outcome=verdict.outcome,
        code=verdict.code,
        detail=verdict.detail,
        started_at=began_at,
        ended_at=clock.now(),
        parts=(Part(1, verdict.provider_id, verdict.code),) if is_taken else (),
    )
