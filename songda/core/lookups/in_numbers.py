"""When look-ups are made in numbers: whoever asks for them or approves them then proves once more who they are."""

from datetime import timedelta

FEW = 3  # as many as a clerk needs for the parties of one case
WITHIN = timedelta(hours=1)


def is_in_numbers(before: int) -> bool:
    """Whether one more is one of many, after so many that the same person asked for or approved within the hour."""
    return before >= FEW
