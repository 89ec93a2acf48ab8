"""The answer in words: every period that the paper starts, its last day, how it was counted, and where that stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from songda.core.language import COURT_LANGUAGE
from songda.core.last_days.asked import Question
from songda.core.law import Deadline, Length, PeriodContext, last_day, profile_of
from songda.core.law.periods.calculator import Started, periods_of_paper
from songda.core.law.profile import Profile
from songda.core.law.rulebook.wording_of_law import CitedText, cited_text
from songda.core.words import say

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """One period in words: `day` None where it has none now; `text` the law's own words, where they are kept.

    `rest_days` are the days off around the end that moved it.
    """

    name: str
    day: date | None = None
    is_provisional: bool = False
    steps: tuple[str, ...]
    text: CitedText | None = None
    cite: str = ""
    rest_days: tuple[date, ...] = ()


def question_in_words(question: Question, language: str = COURT_LANGUAGE) -> str:
    """What was asked, for whoever reads the answer on paper."""
    profile = profile_of(question.context.jurisdiction)
    paper = profile.wording.word("paper", str(question.context.paper), language)
    return say("last_days.asked", language, paper=paper, day=question.served)


def last_days(question: Question, language: str = COURT_LANGUAGE) -> tuple[LastDay, ...]:
    """Every period that the paper starts, the earliest end first."""
    started = periods_of_paper(question.served, question.context)
    told = [_told(each, question, language) for each in started]
    return tuple(sorted(told, key=lambda each: (each.day is None, each.day or date.max)))


def _told(started: Started, question: Question, language: str) -> LastDay:
    profile = profile_of(question.context.jurisdiction)
    name, first = profile.wording.word("period", started.kind, language), started.deadline
    if first is None:
        why_none = [started.why_none.sentence(language)] if started.why_none else []
        return LastDay(name=name, steps=tuple(why_none))
    end, steps = _extended(first, question, language)
    return LastDay(
        name=name,
        day=end.last_day,
        is_provisional=first.provisional or end.provisional,
        steps=steps,
        text=None if first.rule is None else cited_text(first.rule.id, profile, language),
        cite="" if first.rule is None else profile.wording.cite(first.rule, language),
        rest_days=_rest_days_before(end.last_day, profile),
    )


def _extended(first: Deadline, question: Question, language: str) -> tuple[Deadline, tuple[str, ...]]:
    """The end after the court's extension, which goes on from the last day that there was."""
    steps = first.reasons(language)
    if not question.extended:
        return first, steps
    context = PeriodContext(jurisdiction=question.context.jurisdiction)
    end = last_day(first.last_day, Length(days=question.extended), context)
    told = say("last_days.extended", language, amount=question.extended, day=first.last_day, end=end.last_day)
    return end, (*steps, told)


def _rest_days_before(day: date, profile: Profile) -> tuple[date, ...]:
    """The rest days right before a day, in their order."""
    found = []
    while profile.calendar.is_rest_day(day - _DAY):
        day -= _DAY
        found.append(day)
    return tuple(reversed(found))
