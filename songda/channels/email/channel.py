"""E-mail as a way of reaching a person: hands mails to a mail server and brings the reports about them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final

from songda import clock
from songda.channels.contract import Message, Outcome, Part, Receipt, Sent, Sink
from songda.channels.email.address import MailAddress
from songda.channels.email.conversation import Conversation, Envelope, Verdict
from songda.channels.email.letter import as_wire, write_letter
from songda.channels.email.listener import Listener
from songda.channels.email.marks import Marks
from songda.channels.email.reports import ReportReader
from songda.channels.intake import Intake

CLOSED: Final = Verdict(Outcome.NOT_SENT, "not-connected", "closed")


class EmailChannel:
    """E-mail over SMTP."""

    name = "email"

    def __init__(self, address: MailAddress) -> None:
        self.listener: Listener | None = None
        self._address = address
        self._marks = Marks(address.secret)
        self._reader = ReportReader(self._marks)
        self._intake = Intake(self.name, address.host)
        self._idle: asyncio.LifoQueue[Conversation] = asyncio.LifoQueue()
        self._is_open = False

    async def open(self, sink: Sink) -> None:
        """Listens for reports; the mail server is dialled with the first mail."""
        self._intake.open(sink)
        if self._address.bounce is not None:
            self.listener = Listener(self._address, self._reader, self._intake)
            await self.listener.open()
        while self._idle.qsize() < self._address.window:
            self._idle.put_nowait(Conversation(self._address))
        self._is_open = True

    async def submit(self, messages: Sequence[Message]) -> list[Sent]:
        """Submits the mails over a few connections; one `Sent` each, in the same order."""
        results: list[Sent | None] = [None] * len(messages)
        waiting = deque(enumerate(messages))
        async with asyncio.TaskGroup() as group:
            for _ in range(min(len(messages), self._address.window)):
                group.create_task(self._work_off(waiting, results))
        return [sent for sent in results if sent is not None]

    async def close(self) -> None:
        """Waits for what is in flight, keeps what came back, hangs up."""
        if not self._is_open:
            return
        self._is_open = False
        conversations = [await self._idle.get() for _ in range(self._address.window)]
        for conversation in conversations:
            await conversation.close()
            self._idle.put_nowait(conversation)
        if self.listener is not None:
            await self.listener.close()
        await self._intake.drain()

    def read_report(self, body: bytes) -> list[Receipt]:
        """What a mail says of one of ours."""
        return self._reader.read(body)

    async def _work_off(self, waiting: deque[tuple[int, Message]], results: list[Sent | None]) -> None:
        while waiting:
            place, message = waiting.popleft()
            results[place] = await self._send(message)

    async def _send(self, message: Message) -> Sent:
        at = clock.now()
        try:
            letter = write_letter(message, self._address, at)
        except ValueError as wrong:
            verdict = Verdict(Outcome.REJECTED, "unsendable", str(wrong))
        else:
            verdict = await self._talk(self._envelope(message, letter))
        is_taken = verdict.outcome is Outcome.ACCEPTED
        return Sent(
            ref=message.ref,
            outcome=verdict.outcome,
            code=verdict.code,
            detail=verdict.detail,
            started_at=at,
            ended_at=clock.now(),
            parts=(Part(1, verdict.queue_id, verdict.code),) if is_taken else (),
        )

    def _envelope(self, message: Message, letter: bytes) -> Envelope:
        return Envelope(
            mark=self._marks.write(message.ref),
            return_to=self._marks.return_address(self._address.sender, message.ref),
            to=message.to,
            wire=as_wire(letter),
        )

    async def _talk(self, envelope: Envelope) -> Verdict:
        if not self._is_open:
            return CLOSED
        conversation = await self._idle.get()
        try:
            return await conversation.send(envelope) if self._is_open else CLOSED
        except asyncio.CancelledError:
            conversation.drop()
            raise
        finally:
            self._idle.put_nowait(conversation)
