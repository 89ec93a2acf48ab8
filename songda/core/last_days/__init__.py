"""When is my last day: what is asked, its answer in words, and the answer as a file for a calendar."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from songda.core.calendar_file import calendar_file, plain
from songda.core.last_days.asked import Asked, Choice, Question, choices, read_asked
from songda.core.last_days.telling import LastDay, last_days, question_in_words
from songda.core.words import say

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


def file_of(days: Sequence[LastDay], made_at: datetime, host: str, language: str) -> str:
    """The file (RFC 5545); `made_at` in UTC. A period without a last day is left out."""
    dated = [(each, each.day) for each in days if each.day is not None]
    name = f"{made_at:%Y%m%d%H%M%S}@{host}"
    lines = [
        line
        for number, (each, day) in enumerate(dated)
        for line in _event(each, day, f"{number}-{name}", made_at, language)
    ]
    return calendar_file("-//songda//last day//ZH", lines)


def _event(each: LastDay, day: date, name: str, made_at: datetime, language: str) -> Iterator[str]:
    """One whole day; who holds on to an earlier file keeps both, since its name has the moment in it."""
    title = plain(say("last_days.in_calendar", language, period=each.name))
    yield "BEGIN:VEVENT"
    yield f"UID:{name}"
    yield f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{title}"
    yield f"DESCRIPTION:{plain(' '.join((*each.steps, each.cite)))}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P3D", f"DESCRIPTION:{title}", "END:VALARM")
    yield "END:VEVENT"
