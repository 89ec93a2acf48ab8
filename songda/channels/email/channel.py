"""E-mail as a way of reaching a person: hands mails to a mail server and brings the reports about them."""

import asyncio
import contextlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from typing import Final

from songda import clock
from songda.channels.contract import GIVEN_BACK, NO_SLIP, Message, Outcome, Receipt, Sent, Sink, Slip
from songda.channels.email.address import MailAddress
from songda.channels.email.conversation import Conversation, Envelope
from songda.channels.email.listener import Listener
from songda.channels.email.reports import Marks, ReportReader
from songda.channels.intake import Intake
from songda.channels.one_by_one import CLOSED, NOBODY_KNOWS, CalledOff, Verdict, submit_each
from songda.core.identifiers import is_mailbox

CLOSE_S: Final = 4.0  # for the answers to what was written, when we end


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
        self._conversations: list[Conversation] = []
        self._is_open = False
        self._trouble: str | None = None

    async def open(self, sink: Sink) -> None:
        """Listens for reports; the mail server is dialled with the first mail."""
        self._intake.open(sink)
        if self._address.bounce is not None:
            self.listener = Listener(self._address, self._reader, self._intake)
            await self.listener.open()
        self._idle = asyncio.LifoQueue()
        self._conversations = [Conversation(self._address) for _ in range(self._address.window)]
        for conversation in self._conversations:
            self._idle.put_nowait(conversation)
        self._is_open = True

    @property
    def trouble(self) -> str | None:
        """Why nothing can go out now."""
        return self._trouble if self._is_open else "not open"

    def share(self, workers: int) -> None:
        """No speed is agreed with a mail server."""

    async def submit(self, messages: Sequence[Message], slip: Slip = NO_SLIP) -> list[Sent]:
        """Submits the mails over a few connections; one `Sent` each, in the same order."""
        return await submit_each(messages, self._address.window, partial(self._send, slip), slip)

    async def close(self) -> None:
        """Waits for what is in flight, keeps what came back, hangs up."""
        if not self._is_open:
            return
        self._is_open = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                for _ in range(self._address.window):
                    await (await self._idle.get()).close()
        for conversation in self._conversations:  # whoever still waits for an answer hears at once that none comes
            conversation.drop()
        if self.listener is not None:
            await self.listener.close()
        await self._intake.drain()

    def read_report(self, body: bytes) -> list[Receipt]:
        """What a mail says of one of ours."""
        return self._reader.read(body)

    async def _send(self, slip: Slip, message: Message) -> Verdict:
        try:
            letter = write_letter(message, self._address, clock.now())
        except ValueError as wrong:
            return Verdict(Outcome.REJECTED, "unsendable", str(wrong))
        return await self._talk(self._envelope(message, letter), partial(slip.may_write, message.ref))

    def _envelope(self, message: Message, letter: bytes) -> Envelope:
        return Envelope(
            mark=self._marks.write(message.ref),
            return_to=self._marks.return_address(self._address.sender, message.ref),
            to=message.to,
            wire=as_wire(letter),
        )

    def _has_closed(self) -> bool:
        return not self._is_open

    async def _talk(self, envelope: Envelope, may_write: Callable[[], bool]) -> Verdict:
        if self._has_closed():
            return CLOSED
        try:
            conversation = await self._idle.get()
        except asyncio.CancelledError:
            raise CalledOff(CLOSED) from None
        try:
            if self._has_closed():
                return CLOSED
            verdict = await conversation.send(envelope, may_write)
        except asyncio.CancelledError:
            conversation.drop()
            raise CalledOff(NOBODY_KNOWS if conversation.has_written else CLOSED) from None
        finally:
            self._idle.put_nowait(conversation)
        is_away = verdict.outcome is Outcome.NOT_SENT and verdict.code != GIVEN_BACK
        self._trouble = f"no connection: {verdict.detail}" if is_away else None
        return verdict


def check_recipient(to: str) -> None:
    """ValueError unless this is one plain address."""
    if not is_mailbox(to):
        raise ValueError("the address is not an e-mail address")


def write_letter(message: Message, address: MailAddress, at: datetime) -> bytes:
    """The bytes of the mail; ValueError if the message cannot be sent. Its name tells nothing of its secret mark."""
    marks = Marks(address.secret)
    check_recipient(message.to)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = _named(address)
    letter["To"] = message.to
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{marks.message_id(message.ref)}@{address.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Disposition-Notification-To"] = marks.return_address(address.sender, message.ref)
    letter.set_content(message.text, cte="base64" if not message.text.isascii() else None)
    return letter.as_bytes()


def as_wire(letter: bytes) -> bytes:
    """The mail as it follows DATA: dots at line starts doubled, a lone dot at the end."""
    body = letter if letter.endswith(b"\r\n") else letter + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", body) + b".\r\n"


def _named(address: MailAddress) -> Address:
    user, _, domain = address.sender.partition("@")
    return Address(address.sender_name, user, domain)
