"""The row of e-mail, how its transport is opened, and what makes its reports worth believing."""

import socket
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from songda.channels.contract import Channel
from songda.channels.email.address import GREETING, SHORTEST_SECRET, read_mail_address
from songda.channels.entry import Entry, Weakness, option_of
from songda.core.delivery.address_kinds import EMAIL
from songda.core.delivery.routes import Route, by_beginning
from songda.core.law.facts import Channel as Way

ANSWER_S: Final = 3.0
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def _open(url: str) -> Channel:
    from songda.channels.email.channel import EmailChannel

    return EmailChannel(read_mail_address(url))


async def _sign_in(url: str) -> None:
    from songda.channels.email.conversation import Conversation

    await Conversation(read_mail_address(url)).sign_in()


def _weaknesses(url: str) -> Iterator[Weakness]:
    """Whoever can send a mail can invent a report about one, unless ours bear a mark that they cannot know."""
    line = urlsplit(url)
    is_open = line.scheme == "smtp" and not line.username and option_of("tls", "")(url) != "demanded"
    if is_open and line.hostname not in LOOPBACK:
        yield Weakness(
            f"Mails to {line.hostname} travel in clear when the server offers no encryption.",
            "Say smtps:// or add tls=demanded to SONGDA_SMTP_URL.",
        )
    if len(option_of("secret", "")(url)) < SHORTEST_SECRET:
        yield Weakness(
            "Mails bear no secret mark: anybody could report that one arrived.",
            f"Add secret=… of at least {SHORTEST_SECRET} random characters to SONGDA_SMTP_URL.",
        )


def _listener_missing(url: str) -> Iterator[Weakness]:
    """Where a letter box is named some worker has it open: else bounces come back to nobody."""
    place = option_of("bounce", "")(url)
    if place and not _is_answered(place):
        yield Weakness(
            f"No worker listens for mail reports at {place}: bounces come back to nobody.",
            "Run `songda worker` on the machine that bounce= of SONGDA_SMTP_URL names; see which program has the port.",
        )


def _is_answered(place: str) -> bool:
    """Whether the letter box there greets as ours does."""
    host, _, port = place.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), ANSWER_S) as caller:
            caller.settimeout(ANSWER_S)
            return GREETING.encode() in caller.recv(200)
    except (OSError, ValueError):
        return False


CODES: Final[Mapping[str, str]] = {
    "5.1.1": "no_such_mailbox",
    "5.1.2": "no_such_domain",
    "5.1.3": "no_such_mailbox",
    "5.1.6": "mailbox_moved",
    "5.1.10": "no_such_mailbox",
    "5.2.0": "mailbox_disabled",
    "5.2.1": "mailbox_disabled",
    "5.2.2": "mailbox_full",
    "5.2.3": "message_too_large",
    "5.3.4": "message_too_large",
    "5.4.1": "no_such_domain",
    "5.4.4": "no_such_domain",
    "5.7": "barred",
    "4.2.2": "mailbox_full",
    "4.4.1": "host_silent",
    "4.4.7": "host_silent",
    "550": "no_such_mailbox",
    "551": "mailbox_moved",
    "552": "mailbox_full",
    "553": "no_such_mailbox",
    "554": "refused",
}


def why_failed(code: str) -> str:
    """The reason that a code such as `failed:5.2.2` gives."""
    return by_beginning(CODES, code.rpartition(":")[2])


ENTRY = Entry(
    route=Route("email", counts_as=Way.EMAIL, reaches=(EMAIL,), rank=2, why_failed=why_failed),
    setting="SONGDA_SMTP_URL",
    open_channel=_open,
    sender=option_of("from"),
    missing="No mail server is named: no e-mail can be sent.",
    weaknesses=_weaknesses,
    lacks=_listener_missing,
    sign_in=_sign_in,
)
