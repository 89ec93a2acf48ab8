"""Closed lists of dialling and recording."""

from songda.trust.sound import REFUSALS

DIAL_KINDS = ("talk", "notice")

# Why no recording came of a call that the telephone system placed; besides, whatever may be wrong with a sound file.
NEVER_CAME, RECORDER_FAILED, OF_ANOTHER_CALL = "never_came", "recorder_failed", "of_another_call"
UNTAPED = tuple(sorted({NEVER_CAME, RECORDER_FAILED, OF_ANOTHER_CALL, *REFUSALS}))

# Why a call in which somebody spoke has no recording, or one that is shorter than the talk.
ABSENCES = (
    "not_wanted",  # the person did not want to be recorded
    "rung_off_at_once",
    "recorder_failed",
    "recorder_late",  # it was started after the talk had begun
    "no_recorder",
    "on_another_medium",  # kept elsewhere, and said where in words
)
