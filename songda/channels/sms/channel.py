"""The text message as a way of reaching a person: hands messages to an SMS centre and brings its reports."""

import asyncio
from collections.abc import Sequence

from songda.channels.contract import GIVEN_BACK, NO_SLIP, Message, Outcome, Receipt, Sent, Sink, Slip
from songda.channels.intake import Intake
from songda.channels.sms.address import SmppAddress
from songda.channels.sms.batch import Batch, unsent
from songda.channels.sms.encryption import encryption_of
from songda.channels.sms.keeper import Keeper
from songda.channels.sms.outbox import Outbox
from songda.channels.sms.pace import Pace
from songda.channels.sms.receipts import ReceiptReader
from songda.channels.sms.submission import Segment
from songda.channels.sms.writer import SubmitWriter

BIND_WAIT_S = 5.0
CLOSE_S = 4.0  # for the answers to what was written, when we end


class SmsChannel:
    """SMS over SMPP 3.4; ChannelError where the line's encryption cannot be made of what its address names."""

    name = "sms"

    def __init__(self, address: SmppAddress) -> None:
        self._address = address
        self._encryption = encryption_of(address)
        self._writer = SubmitWriter(address.numbers, address.validity_hours, tags_parts=address.tags_parts)
        self._reader = ReceiptReader(address.numbers, address.id_form)
        self._outbox = Outbox(address.window, Pace(address.per_second), address.id_form)
        self._intake = Intake(self.name, address.system_id)
        self._keeper: Keeper | None = None

    async def open(self, sink: Sink) -> None:
        """Logs in and stays logged in; a centre that cannot be reached yet is dialled again and again."""
        self._intake.open(sink)
        keeper = Keeper(self._address, self._outbox, self._intake, self._encryption)
        await keeper.start()
        self._keeper = keeper

    @property
    def trouble(self) -> str | None:
        """Why nothing can go out now."""
        return self._keeper.trouble if self._keeper else "not open"

    def share(self, workers: int) -> None:
        """So many workers keep to the agreed speed together."""
        self._outbox.share(workers)

    async def submit(self, messages: Sequence[Message], slip: Slip = NO_SLIP) -> list[Sent]:
        """Submits the messages; one `Sent` each, in the same order."""
        try:
            is_bound = await self._is_bound()
        except asyncio.CancelledError:
            _sent_nowhere(messages, slip, GIVEN_BACK)
            raise
        if not is_bound:
            return _sent_nowhere(messages, slip, "not-connected")
        batch = Batch(messages, slip)
        self._put(batch, messages)
        try:
            return await batch.finished()
        except asyncio.CancelledError:
            self._outbox.drop_waiting(GIVEN_BACK, batch.__contains__)
            raise

    def _put(self, batch: Batch, messages: Sequence[Message]) -> None:
        segments: list[Segment] = []
        urgent: list[Segment] = []
        for place, message in enumerate(messages):
            try:
                bodies = self._writer.bodies(message)
            except ValueError as wrong:
                batch.refuse(place, str(wrong))
                continue
            submission = batch.expect(place, len(bodies))
            lane = urgent if message.is_urgent else segments
            lane += [Segment(body, number, submission) for number, body in enumerate(bodies, 1)]
        self._outbox.put(segments, urgent)

    async def close(self) -> None:
        """Gives back what was not written, waits a little for the answers to what was, logs off."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        self._outbox.drop_waiting(GIVEN_BACK, lambda submission: submission.started_at is None)
        await self._outbox.drain(within_s=min(self._address.answer_s, CLOSE_S))
        await self._intake.drain()
        await keeper.stop()

    def read_report(self, body: bytes) -> list[Receipt]:
        """What a delivered message says of one of ours."""
        return self._reader.read(body)

    async def _is_bound(self) -> bool:
        if self._keeper is None:
            return False
        try:
            async with asyncio.timeout(BIND_WAIT_S):
                await self._keeper.bound.wait()
        except TimeoutError:
            return False
        return True


def _sent_nowhere(messages: Sequence[Message], slip: Slip, code: str) -> list[Sent]:
    nowhere = [unsent(each, Outcome.NOT_SENT, code, "no connection") for each in messages]
    for sent in nowhere:
        slip.note(sent)
    return nowhere
