"""How sure we are that a visitor is the recipient, and which papers need how much of it."""

from enum import IntEnum, StrEnum


class Assurance(IntEnum):
    """Levels, each including the one before."""

    NONE = 0  # holds the link, nothing more
    NAME_AND_NUMBER = 1  # named themselves and gave their full identity number
    NUMBER_AND_CODE = 2  # and read a one-time code sent to the address that the message went to
    REAL_NAME = 3  # and a real-name provider, a call or the counter confirmed the person


class PersonalProofKind(StrEnum):
    """What lifts a visitor to the last level."""

    CARD = "card"  # seen at the counter, compared with the face
    CODE = "code"  # one-time, given at the counter to somebody whose card was seen
    QUESTION = "question"  # agreed on in a call with the person


MAX_TRIES = 5  # wrong identities or codes before the link is locked and a clerk is asked
LOCK_HOURS = 24
CODE_MINUTES = 10
CODES_PER_HOUR = 3
NEXT_DIGITS = 8  # of a code whose wrong tries end that code alone: the next hour brings others to guess at
OPENING_CODES_PER_HOUR = 8  # of a locked link: others may ask for some, and the person must still get theirs
# A code that is good in any visit is too long to be guessed, and good as long as the next may have to be waited for.
OPENING_DIGITS = 12
OPENING_MINUTES = 60
OPENINGS_A_DAY = 3  # how often one with the code in hand may fail to know the person
CARD_MINUTES = 30  # so long a card that was seen at the counter is good for what is done there
COUNTER_CODE_MINUTES = 30
COUNTER_CODE_DIGITS = 8
AGREED_AFTER_CALL_HOURS = 24  # a question is put on record no later than this after the call
LONGEST_QUESTION = 80
SHORTEST_ANSWER, LONGEST_ANSWER = 2, 40


def needed_to_read(*, status_case: bool) -> Assurance:
    """The level that opens a paper: of a case about somebody's status only for the person themselves."""
    return Assurance.REAL_NAME if status_case else Assurance.NUMBER_AND_CODE


def is_locked(tries: int) -> bool:
    """Whether the visitor has used up their tries."""
    return tries >= MAX_TRIES
