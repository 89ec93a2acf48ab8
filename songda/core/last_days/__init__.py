"""When is my last day: what is asked, its answer in words, and the answer as a file for a calendar."""

from songda.core.last_days.asked import Asked, Choice, Question, choices, read_asked
from songda.core.last_days.file import file_of
from songda.core.last_days.telling import LastDay, last_days, question_in_words

__all__ = [
    "Asked",
    "Choice",
    "LastDay",
    "Question",
    "choices",
    "file_of",
    "last_days",
    "question_in_words",
    "read_asked",
]
