"""Writes the mail: plain text, one recipient, nothing that a mailbox could hide or block."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from songda.channels.contract import Message
from songda.channels.email.address import MailAddress
from songda.channels.email.marks import Marks
from songda.core.identifiers import is_mailbox


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
    letter["Subject"] = _one_line(message.subject)
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


def _one_line(subject: str) -> str:
    return " ".join(subject.split())
