"""What may be away or full, so that work stands still until it is back; and what follows when a database was put back.

A restore shows by its signs; of each message that may have gone out people decide. What was away for everybody is
evidence: a malfunction, certified for whoever missed a period meanwhile.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class IncidentKind(StrEnum):
    """One trouble is one incident, however many papers wait for its end."""

    PROVIDER_AWAY = "provider_away"  # of one channel, which is its subject
    STAMPS_AWAY = "stamps_away"  # the time-stamp authority
    STORE_FULL = "store_full"  # no room where sealed files are kept, or it cannot be written to
    STORE_AWAY = "store_away"  # the store of sealed files gives no answer, or not to us
    DATABASE_AWAY = "database_away"
    RESTORED = "restored"  # the database was put back to an earlier day: quarantine until people have decided
    JOURNAL_AWAY = "journal_away"  # no hand-over can be written down outside the database, so nothing goes out
    HOME_AWAY = "home_away"  # one of two homes of the journal, on the machine that is its subject; the other goes on
    ROW_UNSHOWN = "row_unshown"  # a page says in the place of a row that it cannot show it
    ACCOUNT_DIFFERS = "account_differs"  # what opens somebody's account is not as the log tells
    WORK_STUCK = "work_stuck"  # of one kind of work, its subject: it fails for some rows, and all others go on


class Work(StrEnum):
    """Work that the worker does row by row; what fails for one row is put off for it alone."""

    SET_LETTER = "set_letter"
    BIND_BATCH = "bind_batch"
    SEAL_LETTER = "seal_letter"
    PROPOSE_COPY = "propose_copy"
    LET_GO_LETTER = "let_go_letter"
    CALL_OFF_STOP = "call_off_stop"
    CALL_BACK = "call_back"
    DROP_DRAFT = "drop_draft"
    FOLLOW_NOTICE = "follow_notice"
    NOTE_DAYS = "note_days"
    END_NOTICE = "end_notice"
    CERTIFY = "certify"
    LOOK_FOR_PERIODS = "look_for_periods"
    END_LOOKUP = "end_lookup"
    JUDGE_LETTER = "judge_letter"
    STAMP = "stamp"
    SEAL_PAPER = "seal_paper"
    TELL_CARRIER = "tell_carrier"
    ESCALATE = "escalate"
    REDATE = "redate"
    REASSIGN = "reassign"
    COUNT = "count"


RESTORED_UNKNOWN: Final = (
    "restored"  # the code of a try of which only the journal outside, or nobody, knows whether it went out
)
SEND_AGAIN: Final = "restored_again"  # the code of one that people decided to send all the same
TAKEN_AS_SENT: Final = "restored_sent"  # the code of one that people decided to take as sent


class RestoreSign(StrEnum):
    """By what a restore is recognised."""

    OTHER_DATABASE = "other_database"  # a dump was read into another database than the one that was written to
    BEHIND_MARK = "behind_mark"  # the log ends before its high-water mark, or differs from it
    BEHIND_JOURNAL = "behind_journal"  # the journal tells of hand-overs that the database does not know
    NOTHING_OUTSIDE = "nothing_outside"  # mark and journal are gone
    TOLD = "told"  # somebody said so


class HandedOver(StrEnum):
    """What is known of a message of which the database does not know what became of it."""

    WRITTEN_DOWN = "written_down"  # the journal tells that it was about to go out
    NEVER = "never"  # the journal is whole, and does not tell of it: not one byte of it went out
    UNKNOWN = "unknown"  # nobody can say


class RestoreChoice(StrEnum):
    """What people decide about messages that may have gone out."""

    SEND_AGAIN = "send_again"
    TAKE_AS_SENT = "take_as_sent"
    CANCEL = "cancel"


def choices_for(known: HandedOver) -> tuple[RestoreChoice, ...]:
    """What may be decided: nothing that the journal tells of is sent a second time."""
    return tuple(
        each for each in RestoreChoice if each is not RestoreChoice.SEND_AGAIN or known is not HandedOver.WRITTEN_DOWN
    )


class Away(StrEnum):
    """What was away, as whoever needs it sees it."""

    PAGES = "pages"  # nobody could open or read anything
    SENDING = "sending"  # nothing went out
    FILES = "files"  # papers could be seen and not opened or filed


class NoticedHow(StrEnum):
    """How it came to be known."""

    WATCH = "watch"  # by the system's own watch
    PERSON = "person"  # somebody said so


class WeighingOutcome(StrEnum):
    """What a judge decides of a period that ran meanwhile."""

    EXTENDED = "extended"
    RUNS_ON = "runs_on"


# What a trouble that the watch noted means for others; the rest concerns nobody outside.
MEANS = {
    IncidentKind.DATABASE_AWAY: Away.PAGES,
    IncidentKind.STORE_FULL: Away.FILES,
    IncidentKind.STORE_AWAY: Away.FILES,
    IncidentKind.JOURNAL_AWAY: Away.SENDING,
    IncidentKind.RESTORED: Away.SENDING,
}
SHORTEST = timedelta(minutes=5)  # what was over sooner stopped nobody who tried again
LONGEST_BACK = timedelta(days=365)
LONGEST_WORDS = 200
