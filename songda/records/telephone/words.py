"""Closed lists of dialling and recording."""

DIAL_KINDS = ("talk", "notice")

# Why a call in which somebody spoke has no recording, or one that is shorter than the talk.
ABSENCES = (
    "not_wanted",  # the person did not want to be recorded
    "rung_off_at_once",
    "recorder_failed",
    "recorder_late",  # it was started after the talk had begun
    "no_recorder",
    "on_another_medium",  # kept elsewhere, and said where in words
)
