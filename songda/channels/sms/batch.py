"""The messages of one submission together: keeps their order and tells when all are settled."""

import asyncio
from collections.abc import Sequence
from functools import partial

from songda import clock
from songda.channels.contract import NO_SLIP, Message, Outcome, Sent, Slip
from songda.channels.sms.submission import Submission


class Batch:
    """Collects one `Sent` for each message."""

    def __init__(self, messages: Sequence[Message], slip: Slip = NO_SLIP) -> None:
        self._messages = messages
        self._slip = slip
        self._results: list[Sent | None] = [None] * len(messages)
        self._places: dict[Submission, int] = {}
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def __contains__(self, submission: Submission) -> bool:
        return submission in self._places

    def expect(self, place: int, parts: int) -> Submission:
        """A message that goes out in so many parts."""
        ref = self._messages[place].ref
        submission = Submission(ref, parts, self._settle, partial(self._slip.may_write, ref))
        self._places[submission] = place
        return submission

    def refuse(self, place: int, why: str) -> None:
        """A message that cannot be sent at all."""
        self._end(place, unsent(self._messages[place], Outcome.REJECTED, "unsendable", why))

    async def finished(self) -> list[Sent]:
        """Waits for the last message; the results are in the order of the messages."""
        if None in self._results:
            await self._done
        return [sent for sent in self._results if sent is not None]

    def _settle(self, submission: Submission) -> None:
        self._end(self._places.pop(submission), submission.result(clock.now()))
        if not self._places and not self._done.done():
            self._done.set_result(None)

    def _end(self, place: int, sent: Sent) -> None:
        self._results[place] = sent
        self._slip.note(sent)


def unsent(message: Message, outcome: Outcome, code: str, detail: str) -> Sent:
    """A message of which not one byte went out."""
    at = clock.now()
    return Sent(message.ref, outcome, code, detail, started_at=at, ended_at=at)
