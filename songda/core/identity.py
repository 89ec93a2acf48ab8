"""How sure we are that a visitor is the recipient, and which papers need how much of it."""

from enum import IntEnum


class Assurance(IntEnum):
    """Levels, each including the one before."""

    NONE = 0  # holds the link, nothing more
    NAME_AND_NUMBER = 1  # named themselves and gave their full identity number
    NUMBER_AND_CODE = 2  # and read a one-time code sent to the address that the message went to
    REAL_NAME = 3  # and a real-name provider, a call or the counter confirmed the person


MAX_TRIES = 5  # wrong identities or codes before the link is locked and a clerk is asked
LOCK_HOURS = 24
CODE_MINUTES = 10
CODES_PER_HOUR = 3


def needed_to_read(*, status_case: bool, paper_kind: str) -> Assurance:
    """The level that opens a paper; a status case's papers never open for less than a one-time code."""
    del status_case, paper_kind  # today one level for all; the parameters are what a court will differ by
    return Assurance.NUMBER_AND_CODE


def is_locked(tries: int) -> bool:
    """Whether the visitor has used up their tries."""
    return tries >= MAX_TRIES
