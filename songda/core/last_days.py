"""Which periods a paper starts and their last days: the question, the answer in words, and a file for a calendar."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from songda.core.calendar_file import calendar_file, plain
from songda.core.language import COURT_LANGUAGE
from songda.core.law import Deadline, Length, PeriodContext, Suspension, last_day, profile_of
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage
from songda.core.law.periods.calculator import StartedPeriod, papers_that_start_periods, periods_of_paper
from songda.core.law.profile import Profile
from songda.core.law.rulebook.rule_words import terms_of
from songda.core.law.rulebook.wording_of_law import CitedText, cited_text
from songda.core.words import Phrase, find, say

YEARS = range(1990, 2101)
MOST_DAYS = 999
DOMICILES = ("cn", "hk", "tw", "foreign")
_WORDS: Mapping[str, type[StrEnum]] = MappingProxyType({"branch": Branch, "procedure": Procedure, "stage": Stage})
_DEFAULTS = MappingProxyType(
    {"branch": Branch.CIVIL, "procedure": Procedure.ORDINARY, "stage": Stage.FIRST_INSTANCE, "domicile": "cn"}
)
_DAYS = ("served", "objection", "dismissed")
_NUMBERS = ("days", "extended")
_CHOSEN = ("paper", *_DEFAULTS)
KEPT_BY_POSTING = frozenset(
    {
        "answer",
        "jurisdiction_objection",
        "appeal",
        "answer_to_appeal",
        "reconsideration",
        "pay_or_object",
        "enforcement_reconsideration",
        "third_party_suit",
        "opinion_on_retrial",
        "relief",
    }
)  # periods within which a paper is filed with a court; to pay, and to hand in evidence, is more than that

ENDING_WITH_THE_CASE = frozenset(
    {"answer", "jurisdiction_objection", "evidence", "agency_evidence", "answer_to_appeal", "opinion_on_retrial"}
)  # what is done within them serves this very proceeding; what a judgment starts runs on behind it

_STARTING = frozenset({"complaint_copy", "counterclaim_copy", "appeal_copy"})
_NAMING = frozenset({"notice_to_respond", "participation_notice", "evidence_notice"})
# Kinds that ask for something which only the proceeding needs; once it is closed they ask for nothing.
ASKING_IN_THE_CASE = _STARTING | _NAMING | {"summons", "hearing_notice", "bench_notice", "evidence_material"}


def periods_shared(kind: str, other: str) -> bool:
    """Whether a paper of a kind is told the periods that `other`, served with it, starts.

    The claim's copy goes out with the notice to respond and the evidence notice, which name its period or set one of
    their own (Civil Procedure Law 128, 129, its interpretation 99): whoever opens one of them sees all of them.
    """
    return (kind in _NAMING and other in _STARTING | {"evidence_notice"}) or (
        kind in _STARTING and other == "evidence_notice"
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be answered; `extended` is the number of days by which the court extended the period."""

    served: date
    context: PeriodContext
    extended: int = 0


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """What was typed, field by field; `wrong` says of a field why it cannot be so; without a question where one is."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    question: Question | None

    @property
    def is_filled(self) -> bool:
        """Whether anything was asked at all: the empty form complains of nothing."""
        return bool(self.typed)


@dataclass(frozen=True, slots=True)
class Choice:
    """The words of one field with their names."""

    name: str
    words: tuple[tuple[str, str], ...]


def choices(jurisdiction: str, language: str) -> Mapping[str, Choice]:
    """What can be chosen in each field, as the reader's language calls it."""
    terms = terms_of(profile_of(jurisdiction), language)
    known: dict[str, tuple[StrEnum, ...]] = {name: tuple(kinds) for name, kinds in _WORDS.items()}
    known = {"paper": papers_that_start_periods(jurisdiction), **known}
    words = {name: tuple((word.value, terms.name(name, word.value)) for word in kinds) for name, kinds in known.items()}
    words["domicile"] = tuple((place, say(f"last_days.domicile.{place}", language)) for place in DOMICILES)
    return {name: Choice(name, named) for name, named in words.items()}


def read_typed_question(given: Mapping[str, str], jurisdiction: str, language: str) -> TypedQuestion:
    """What stands in an address or a form; anything that is not a field of this form is left aside."""
    typed = {
        name: word.strip() for name, word in given.items() if name in (*_CHOSEN, *_DAYS, *_NUMBERS) and word.strip()
    }
    if not typed:
        return TypedQuestion({}, {}, None)
    reading = _Reading(typed, jurisdiction)
    question = reading.question()
    wrong = {name: phrase.sentence(language) for name, phrase in reading.wrong.items()}
    return TypedQuestion(typed, wrong, None if wrong else question)


class _Reading:
    """Reads one field after the other and notes what is wrong with each."""

    def __init__(self, typed: Mapping[str, str], jurisdiction: str) -> None:
        self.typed, self.jurisdiction = typed, jurisdiction
        self.wrong: dict[str, Phrase] = {}

    def question(self) -> Question | None:
        """The question, as far as all of it could be read."""
        served, objection, dismissed = (self._day(name) for name in _DAYS)
        days, extended = (self._number(name) for name in _NUMBERS)
        chosen = {name: self._chosen(name) for name in _CHOSEN}
        if dismissed and (not objection or dismissed < objection):
            self._note("dismissed", "before_objection")
        if "served" not in self.typed:
            self._note("served", "no_day")
        if self.wrong or served is None:
            return None
        context = PeriodContext(
            branch=Branch(chosen["branch"]),
            procedure=Procedure(chosen["procedure"]),
            stage=Stage(chosen["stage"]),
            paper=PaperKind(chosen["paper"]),
            domicile=chosen["domicile"],
            jurisdiction=self.jurisdiction,
            days_set_in_paper=days,
            suspension=Suspension(objection, dismissed) if objection else None,
        )
        return Question(served, context, extended or 0)

    def _note(self, name: str, code: str) -> None:
        self.wrong.setdefault(name, Phrase(f"last_days.wrong.{code}"))

    def _day(self, name: str) -> date | None:
        if name not in self.typed:
            return None
        try:
            day = date.fromisoformat(self.typed[name])
        except ValueError:
            self._note(name, "day")
            return None
        if day.year not in YEARS:
            self._note(name, "year")
        return day

    def _number(self, name: str) -> int | None:
        word = self.typed.get(name, "")
        if not word:
            return None
        if not (word.isascii() and word.isdigit() and len(word) <= len(str(MOST_DAYS)) and int(word)):
            self._note(name, "number")
            return None
        return int(word)

    def _chosen(self, name: str) -> str:
        word = self.typed.get(name, _DEFAULTS.get(name, ""))
        known = DOMICILES if name == "domicile" else _WORDS.get(name, papers_that_start_periods(self.jurisdiction))
        if word not in tuple(known):
            self._note(name, "choice" if word else "no_paper")
        return word


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
    answers = [_last_day(each, question, language) for each in started]
    return tuple(sorted(answers, key=lambda each: (each.day is None, each.day or date.max)))


def posting(branch: str, kinds: Collection[str], language: str = COURT_LANGUAGE) -> str:
    """That what is posted on the last day is in time, with its article; empty where nothing is filed within them."""
    return "" if KEPT_BY_POSTING.isdisjoint(kinds) else find(f"periods.posting.{branch}", language) or ""


def _last_day(started: StartedPeriod, question: Question, language: str) -> LastDay:
    profile = profile_of(question.context.jurisdiction)
    name, first = profile.wording.word("period", started.kind, language), started.deadline
    if first is None:
        why_none = [started.why_none.sentence(language)] if started.why_none else []
        return LastDay(name=name, steps=tuple(why_none))
    end, steps = _extended(first, question, language)
    if question.context.jurisdiction == "cn" and (posted := posting(question.context.branch, {started.kind}, language)):
        steps = (*steps, posted)
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
    sentence = say("last_days.extended", language, amount=question.extended, day=first.last_day, end=end.last_day)
    return end, (*steps, sentence)


def _rest_days_before(day: date, profile: Profile) -> tuple[date, ...]:
    """The rest days right before a day, in their order."""
    found = []
    while profile.calendar.is_rest_day(day - _DAY):
        day -= _DAY
        found.append(day)
    return tuple(reversed(found))


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
