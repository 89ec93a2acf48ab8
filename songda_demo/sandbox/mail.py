"""A pretend mail system: it takes mails over SMTP and shows them in mailboxes, one for every address."""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from songda import clock
from songda.channels.intake import stop_letting_in
from songda_demo.sandbox.mail_reports import MailFate, Returns, Taken, mail_fate_of
from songda_demo.sandbox.store import Memory

_PARAMETER = re.compile(r"\s+(RET|ENVID|NOTIFY|ORCPT)=(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in a mailbox."""

    id: int
    to: str
    sender: str
    subject: str
    text: str
    at: datetime
    message_id: str

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Letter":
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"])})


class Mailboxes:
    """At most so many mails are kept in all; the oldest go first."""

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._letters: dict[int, Letter] = {}
        self._last = 0

    def read(self, to: str, raw: bytes, at: datetime) -> Letter:
        """The mail in these bytes, not yet put into the mailbox."""
        mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
        body = mail.get_body(("plain",))
        self._last += 1
        return Letter(
            id=self._last,
            to=to.lower(),
            sender=str(mail.get("from", "")),
            subject=str(mail.get("subject", "")),
            text=body.get_content() if body is not None else "",
            at=at,
            message_id=str(mail.get("message-id", "")),
        )

    def put(self, letter: Letter) -> None:
        """A mail arrives in its mailbox."""
        self.restore(letter)
        if len(self._letters) > self._most:
            del self._letters[next(iter(self._letters))]

    def restore(self, letter: Letter) -> None:
        """Puts back a mail that was kept on disk."""
        self._last = max(self._last, letter.id)
        self._letters[letter.id] = letter

    def addresses(self) -> Mapping[str, int]:
        """Every address with how many mails it has, the latest first."""
        counts: dict[str, int] = {}
        for letter in reversed(self._letters.values()):
            counts[letter.to] = counts.get(letter.to, 0) + 1
        return counts

    def letters_of(self, address: str) -> list[Letter]:
        """The mails of an address, oldest first."""
        return [letter for letter in self._letters.values() if letter.to == address.lower()]


class Speaker(SMTP):
    """Takes the parameters for reports off before the library, which does not know them, sees them."""

    def __init__(self, system: Any, **options: Any) -> None:
        super().__init__(system, hostname="mx.sandbox.example", ident="songda sandbox", enable_SMTPUTF8=True, **options)
        self.envelope_id = ""
        self.wants_all_reports = False

    @property
    def return_path(self) -> str:
        """Where reports go; empty for a report itself."""
        sender = self.envelope.mail_from if self.envelope is not None else None
        return "" if sender in (None, "<>") else str(sender)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - named by the library
        bare, parameters = _taken_off(arg)
        self.envelope_id = parameters.get("ENVID", "")
        self.wants_all_reports = False
        await super().smtp_MAIL(bare)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - named by the library
        """A recipient is named."""
        bare, parameters = _taken_off(arg)
        self.wants_all_reports |= "SUCCESS" in parameters.get("NOTIFY", "").upper()
        await super().smtp_RCPT(bare)

    def hang_up(self) -> None:
        """Cuts the line without an answer."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


def _taken_off(arg: str | None) -> tuple[str | None, dict[str, str]]:
    if arg is None:
        return None, {}
    parameters = {found[1].upper(): found[2] for found in _PARAMETER.finditer(arg)}
    return _PARAMETER.sub("", arg), parameters


@dataclass
class MailSystem:
    """A running mail system; use as `async with MailSystem(...) as mail`. Port 0: any free one, see `port`."""

    port: int = 0
    letter_box: tuple[str, int] | None = None  # where the court takes reports
    pace: float = 1.0
    store: Memory = field(default_factory=Memory)
    most_letters: int = 2000
    host: str = "127.0.0.1"
    taken: int = 0

    def __post_init__(self) -> None:
        self.mailboxes = Mailboxes(self.most_letters)
        self._returns = Returns(self.letter_box, self.store, self.pace)
        self._refused_once: set[str] = set()
        self._server: asyncio.Server | None = None
        self._speakers: WeakSet[Speaker] = WeakSet()

    async def start(self) -> None:
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        for kept in self.store.all("letter"):
            self.mailboxes.restore(Letter.from_json(kept))
        self._returns.start()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._speaker, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Closes the port and hangs up on everybody."""
        await self._returns.stop()
        if self._server is not None:
            await stop_letting_in(self._server)
            for speaker in list(self._speakers):
                speaker.hang_up()
            await self._server.wait_closed()

    def _speaker(self) -> Speaker:
        speaker = Speaker(self, loop=asyncio.get_running_loop())
        self._speakers.add(speaker)
        return speaker

    async def __aenter__(self) -> "MailSystem":
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.stop()

    # What the SMTP server library calls, under the names that it gives

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Tells that reports can be asked for."""
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """A recipient is named."""
        fate = mail_fate_of(address)
        if fate.refusal:
            return fate.refusal
        if fate.first_refusal and address not in self._refused_once:
            self._refused_once.add(address)
            return fate.first_refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Speaker, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        fates = [(to, mail_fate_of(to)) for to in envelope.rcpt_tos]
        for to, fate in fates:
            self._take(to, fate, raw, server)
        self.store.keep()  # before the answer goes out: a mail that was taken must survive a kill
        if any(fate.hangs_up for _, fate in fates):
            server.hang_up()
        return f"250 2.0.0 Ok: queued as S{self.taken:07X}"

    def _take(self, to: str, fate: MailFate, raw: bytes, server: Speaker) -> None:
        self.taken += 1
        at = clock.now()
        letter = self.mailboxes.read(to, raw, at)
        if fate.reaches_mailbox:
            self.mailboxes.put(letter)
            self.store.put("letter", letter.id, letter)
        sender = server.return_path
        if not sender:
            return
        taken = Taken(sender, to, server.envelope_id, letter.message_id, at)
        for notice in fate.notices:
            if notice.action == "failed" or server.wants_all_reports:
                self._returns.plan(taken, notice)
