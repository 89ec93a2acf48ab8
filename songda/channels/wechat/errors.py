"""What the numbers mean that WeChat answers with: what became of the message, and whose fault it is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from songda.core.delivery.routes import by_beginning


class Fault(StrEnum):
    """What a number means for the message."""

    NONE = "none"  # taken
    TOKEN = "token"  # noqa: S105 - ours has run out: nothing was sent, and a new one mends it
    BUSY = "busy"  # nobody knows whether it was sent
    QUOTA = "quota"  # nothing was sent; later it will be
    RECIPIENT = "recipient"  # this account cannot be written to
    MESSAGE = "message"  # this message will never be taken
    COURT = "court"  # nothing is sent before the court mends something at WeChat's
    UNRECOGNISED = "unrecognised"


class NotWrittenError(Exception):
    """Nothing was taken; `code` says why in a word or a number of WeChat's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class LostError(Exception):
    """It was written, and no answer came that can be read."""


# Only numbers that WeChat's own tables explain: those of all interfaces (errCode), of sendTemplateMessage, of the two
# sendMessage of subscriptions, of getStableAccessToken. Of any other (43103 is one) nobody knows whether the message
# went out: it is never sent again by itself, and a person asks.
FAULTS: Final[Mapping[int, Fault]] = {
    0: Fault.NONE,
    -1: Fault.BUSY,
    **dict.fromkeys((40001, 40014, 42001), Fault.TOKEN),
    **dict.fromkeys((43108, 45009, 45011), Fault.QUOTA),
    **dict.fromkeys((40003, 43004, 43019, 43101, 50002), Fault.RECIPIENT),
    **dict.fromkeys((40249, 40250, 45002, 45168, 47001, 47003), Fault.MESSAGE),
    **dict.fromkeys((40013, 40037, 40125, 40164, 40165, 40243, 40251, 40252), Fault.COURT),
    **dict.fromkeys((41002, 41004, 41030, 43107, 43116, 48001, 48004), Fault.COURT),
    **dict.fromkeys((50001, 50004, 50007, *range(89501, 89508)), Fault.COURT),
}
# What a court must mend, as `songda check` and the page of disturbances say it.
COURT_FAULTS: Final[Mapping[int, str]] = {
    40013: "WeChat knows no such appid",
    40037: "the template is unknown, withdrawn or not approved",
    40125: "the secret is wrong",
    40164: "this machine's address is not on the account's IP list",
    40165: "the mini-program has no such page",
    40243: "the secret is frozen",
    50001: "the account has not allowed this interface",
    50004: "the account may fetch no tokens",
    50007: "the account is frozen",
    40251: "the account may send no more for now, since it broke WeChat's rules",
    40252: "WeChat reviews words of the template, and sends none meanwhile",
    41002: "no appid reaches WeChat",
    41004: "no secret reaches WeChat",
    41030: "the mini-program has no such page",
    43107: "the account's right to subscription messages is suspended",
    43116: "the template is restricted because it was misused",
    **dict.fromkeys(range(89501, 89506), "this machine's address waits for a yes of the account's administrator"),
    **dict.fromkeys((89506, 89507), "the account's administrator refused this machine's address"),
    48001: "the account has no right to this interface",
    48004: "this interface is forbidden to the account",
}
QUOTA_PAUSES_S: Final[Mapping[int, float]] = {
    43108: 5.0,
    45009: 600.0,
    45011: 60.0,
}  # two at once; the day's; the minute's

REASONS: Final[Mapping[str, str]] = {
    "40003": "account_unknown",
    "43004": "account_left",
    "43019": "account_blocked",
    "43101": "account_permission",
    "failed:user block": "account_blocked",
    "failed:system failed": "network_fault",
    "failed:freq limit": "account_full",
    "failed:43101": "account_permission",
    "failed:43004": "account_left",
    "unsendable": "refused",
    "40249": "refused",
    "40250": "refused",
    "45002": "refused",
    "45168": "refused",
    "4700": "refused",
}


def fault_of(code: int) -> Fault:
    """What the number means; one that nobody knows is never a guess."""
    return FAULTS.get(code, Fault.UNRECOGNISED)


def what_to_mend(code: int) -> str:
    """Why nothing goes out, for whoever can mend it."""
    return f"{COURT_FAULTS.get(code, 'WeChat refuses the court')} ({code})"


def why_failed(code: str) -> str:
    """The reason that an answer (`43101`) or a callback (`failed:user block`) gives."""
    return by_beginning(REASONS, code)
