"""What becomes of a mail in the sandbox: the part before the @ decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


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
