"""Why a mail did not arrive: by its enhanced status code (RFC 3463), else by the answer to it (RFC 5321)."""

from collections.abc import Mapping
from typing import Final

from songda.core.delivery.failures import by_beginning

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
