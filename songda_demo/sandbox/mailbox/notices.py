"""Writes what a mail system reports about a mail to the one who sent it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any, Final

from songda_demo.sandbox.mailbox.fates import Notice

RELAY: Final = "relay.sandbox.example"


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
        """How it is kept."""
        return {**asdict(self), "due_at": self.due_at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Return":
        """As it was kept."""
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
