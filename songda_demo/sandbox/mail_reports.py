"""What becomes of a mail in the sandbox, by the part before the @; the reports on it, written and brought.

A report is brought to where the mail came from, again and again until somebody takes it.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any, Final

from aiosmtplib import SMTP, SMTPException

from songda import clock
from songda_demo.sandbox.store import Memory

RELAY: Final = "relay.sandbox.example"
log = logging.getLogger(__name__)
FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 10.0


@dataclass(frozen=True)
class Notice:
    """One report on a mail: after how many seconds, which action and status, and by whose mail system."""

    after_s: float
    action: str
    status: str
    by_recipient: bool = True  # by the recipient's own mail system; otherwise by the court's relay
    says: str = ""


@dataclass(frozen=True)
class MailFate:
    """How the mail system treats mails to an address."""

    zh: str
    en: str
    notices: tuple[Notice, ...] = ()
    refusal: str = ""  # the answer to the recipient's name, instead of taking the mail
    first_refusal: str = ""  # the same, but only the first time
    reaches_mailbox: bool = True
    hangs_up: bool = False


_ARRIVED: Final = Notice(0.5, "delivered", "2.0.0", says="delivered to mailbox")


ORDINARY: Final = MailFate("正常送达", "arrives, and the recipient's system says so", (_ARRIVED,))


MAIL_FATES: Final[Mapping[str, MailFate]] = {
    "full": MailFate(
        "邮箱已满", "mailbox full", (Notice(0.5, "failed", "5.2.2", says="mailbox full"),), reaches_mailbox=False
    ),
    "nobody": MailFate("地址不存在，当即拒收", "no such address, refused at once", refusal="550 5.1.1 no such user"),
    "bounce": MailFate(
        "收下后退信",
        "taken by the relay, then returned",
        (Notice(0.5, "failed", "5.1.1", by_recipient=False, says="no such user here"),),
        reaches_mailbox=False,
    ),
    "slow": MailFate(
        "延迟送达",
        "delayed, then arrives",
        (Notice(1.0, "delayed", "4.4.1", by_recipient=False, says="host is busy"), Notice(12.0, "delivered", "2.0.0")),
    ),
    "late-bounce": MailFate(
        "到达后又退信",
        "arrives, and comes back later",
        (_ARRIVED, Notice(15.0, "failed", "5.2.1", says="mailbox disabled")),
    ),
    "relay": MailFate(
        "转交后无回执",
        "handed on to a system that gives no reports",
        (Notice(0.5, "relayed", "2.0.0", by_recipient=False, says="250 2.0.0 Ok: queued"),),
    ),
    "silent": MailFate("到达但无回执", "arrives, but no report ever comes"),
    "busy": MailFate("先被暂缓", "put off at first", (_ARRIVED,), first_refusal="451 4.7.1 greylisted, come again"),
    "cut": MailFate("收下后断线", "arrives, but the line is cut before the answer", (_ARRIVED,), hangs_up=True),
}


def mail_fate_of(address: str) -> MailFate:
    """What becomes of mails to this address."""
    return MAIL_FATES.get(address.partition("@")[0].lower(), ORDINARY)


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that the mail system took."""

    return_to: str
    to: str
    envelope_id: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """A report on its way back, due at a moment."""

    id: int
    due_at: datetime
    to: str
    mail: str

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "due_at": self.due_at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Return":
        return cls(**{**kept, "due_at": datetime.fromisoformat(kept["due_at"])})


def write_notice(taken: Taken, notice: Notice, at: datetime) -> str:
    """The whole report (RFC 3464)."""
    domain = taken.to.partition("@")[2]
    reporter = f"mx.{domain}" if notice.by_recipient else RELAY
    mail = MIMEMultipart("report", report_type="delivery-status")
    mail["From"] = f"MAILER-DAEMON@{reporter}"
    mail["To"] = taken.return_to
    mail["Subject"] = f"Delivery status: {notice.action}"
    mail["Date"] = format_datetime(at)
    mail["Auto-Submitted"] = "auto-replied"
    mail.attach(MIMEText(f"{notice.action}: {notice.says or notice.status}\n"))
    mail.attach(_status(taken, notice, reporter, at))
    mail.attach(MIMEText(f"Message-ID: {taken.message_id}\n", "rfc822-headers"))
    return mail.as_string()


def _status(taken: Taken, notice: Notice, reporter: str, at: datetime) -> MIMEBase:
    whole, one = Message(), Message()
    whole["Reporting-MTA"] = f"dns; {reporter}"
    if taken.envelope_id:
        whole["Original-Envelope-Id"] = taken.envelope_id
    whole["Arrival-Date"] = format_datetime(taken.at)
    one["Original-Recipient"] = one["Final-Recipient"] = f"rfc822; {taken.to}"
    one["Action"] = notice.action
    one["Status"] = notice.status
    one["Diagnostic-Code"] = f"smtp; {notice.says or notice.status}"
    one["Last-Attempt-Date"] = format_datetime(at)
    status = MIMEBase("message", "delivery-status")
    status.set_payload([whole, one])
    return status


class Returns:
    """Sends the reports that are due to the court's letter box; without one, reports are not made."""

    def __init__(self, letter_box: tuple[str, int] | None, store: Memory, pace: float) -> None:
        self._letter_box = letter_box
        self._store = store
        self._pace = pace
        self._due: asyncio.Queue[Return] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._last = 0
        self._over = asyncio.Event()

    def start(self) -> None:
        """Takes up what had not been taken before the last stop, and goes on."""
        if self._letter_box is None:
            return
        for kept in self._store.all("return"):
            self._put(Return.from_json(kept))
        self._task = asyncio.get_running_loop().create_task(self._bring(self._letter_box))

    async def stop(self) -> None:
        """Brings nothing more; what is left is kept for the next start."""
        self._over.set()  # a library on the way may take the cancelling for a trouble of its own
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def plan(self, taken: Taken, notice: Notice) -> None:
        """A report on this mail, so long from now."""
        if self._letter_box is None:
            return
        due_at = taken.at + timedelta(seconds=notice.after_s * self._pace)
        mail = write_notice(taken, notice, due_at)
        report = Return(self._last + 1, due_at, taken.return_to, mail)
        self._store.put("return", report.id, report)
        self._put(report)

    def _put(self, report: Return) -> None:
        self._last = max(self._last, report.id)
        wait = max(0.0, (report.due_at - clock.now()).total_seconds())
        asyncio.get_running_loop().call_later(wait, self._due.put_nowait, report)

    async def _bring(self, letter_box: tuple[str, int]) -> None:
        while not self._over.is_set():
            report, pause = await self._due.get(), FIRST_PAUSE_S
            while not await _is_taken(letter_box, report):
                if self._over.is_set():
                    return
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE_S, pause * 2)
            self._store.drop("return", report.id)


async def _is_taken(letter_box: tuple[str, int], report: Return) -> bool:
    host, port = letter_box
    client = SMTP(hostname=host, port=port, local_hostname=RELAY, start_tls=False, timeout=10.0)
    try:
        async with client:
            await client.sendmail("", [report.to], report.mail)
    except (SMTPException, OSError) as wrong:
        log.info("a mail report is not taken yet (%s)", type(wrong).__name__)
        return False
    return True
