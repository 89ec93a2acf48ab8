"""The text message as a way of reaching a person: hands messages to an SMS centre and brings its reports."""

import asyncio
import ssl
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from songda import clock
from songda.channels.contract import GIVEN_BACK, NO_SLIP, ChannelError, Message, Outcome, Receipt, Sent, Sink, Slip
from songda.channels.intake import Intake
from songda.channels.sms.address import SmppAddress, SourceNumbers
from songda.channels.sms.line import Keeper
from songda.channels.sms.outbox import Outbox, Pace, Segment, Submission
from songda.channels.sms.receipts import ReceiptReader
from songda.channels.sms.segments import payloads
from songda.channels.sms.smpp import LAYOUTS, SUBMIT_SM, TLV_USER_MESSAGE_REFERENCE, Value, encode_body

BIND_WAIT_S = 5.0
CLOSE_S = 4.0  # for the answers to what was written, when we end


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

    async def sign_in(self) -> None:
        """Logs in and off again, beside whoever is logged in; ChannelError, OSError or TimeoutError."""
        await Keeper(self._address, self._outbox, self._intake, self._encryption).try_log_in()

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


def encryption_of(address: SmppAddress) -> ssl.SSLContext | None:
    """What a line to this address demands; None where it is plain. ChannelError where a file of it cannot be used.

    With a CA file nobody else may vouch for the centre; its name is always compared with that of the address.
    """
    if not address.is_encrypted:
        return None
    context = ssl.create_default_context(cafile=_readable("ca", address.ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if address.cert_file is not None:
        try:
            context.load_cert_chain(address.cert_file, _readable("key", address.key_file))
        except OSError as wrong:
            raise _unusable("cert", address.cert_file, wrong) from wrong
    return context


def _readable(option: str, path: str | None) -> str | None:
    if path is None:
        return None
    try:
        Path(path).read_bytes()
    except OSError as wrong:
        raise _unusable(option, path, wrong) from wrong
    return path


def _unusable(option: str, path: str, wrong: OSError) -> ChannelError:
    why = wrong.strerror or type(wrong).__name__
    return ChannelError(f"SMS centre's address: {option}={path} cannot be used ({why})", permanent=True)


INTERNATIONAL = 1
NATIONAL_NETWORK = 3  # a short or service number
ISDN = 1
HAS_HEADER = 0x40
UCS2 = 8
WANTS_RECEIPT = 1


class SubmitWriter:
    """Turns messages into the bodies of submits."""

    def __init__(self, numbers: SourceNumbers, validity_hours: int, *, tags_parts: bool = True) -> None:
        self._numbers = numbers
        self._tags_parts = tags_parts
        self._validity = _relative_time(validity_hours) if validity_hours else b""

    def bodies(self, message: Message) -> list[bytes]:
        """One body for each part; ValueError for an address or a text that cannot be sent."""
        to = message.to.removeprefix("+")
        if not (to.isascii() and to.isdigit() and 3 <= len(to) <= 20):
            raise ValueError("the number is not a telephone number")
        if not message.text:
            raise ValueError("there is no text")
        pieces = payloads(message.text, int(message.ref) & 0xFF)
        if len(pieces) == 1:
            return [self._body(message, pieces[0], 0)]
        return [self._body(message, payload, number) for number, payload in enumerate(pieces, 1)]

    def _body(self, message: Message, payload: bytes, part: int) -> bytes:
        fields: dict[str, Value] = {
            "source_addr_ton": NATIONAL_NETWORK,
            "source_addr_npi": ISDN,
            "source_addr": self._numbers.write(message.ref).encode(),
            "dest_addr_ton": INTERNATIONAL if message.to.startswith("+") else 0,
            "dest_addr_npi": ISDN,
            "destination_addr": message.to.removeprefix("+").encode(),
            "esm_class": HAS_HEADER if part else 0,
            "validity_period": self._validity,
            "registered_delivery": WANTS_RECEIPT,
            "data_coding": UCS2,
            "short_message": payload,
        }
        tlvs = {TLV_USER_MESSAGE_REFERENCE: part.to_bytes(2, "big")} if part and self._tags_parts else {}
        return encode_body(LAYOUTS[SUBMIT_SM], fields, tlvs)


def _relative_time(hours: int) -> bytes:
    days, rest = divmod(hours, 24)
    months, days = divmod(days, 30)
    return b"00%02d%02d%02d0000000R" % (months, days, rest)
