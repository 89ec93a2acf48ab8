"""What somebody asks: which paper, served when, in what case, and what stops or extends the period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from songda.core.law import PeriodContext, Suspension, profile_of
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage
from songda.core.law.periods.calculator import papers_that_start_periods
from songda.core.law.rulebook.telling import terms_of
from songda.core.words import Phrase, say

YEARS = range(1990, 2101)
MOST_DAYS = 999
DOMICILES = ("cn", "hk", "tw", "foreign")
_WORDS: Mapping[str, type[StrEnum]] = MappingProxyType({"branch": Branch, "procedure": Procedure, "stage": Stage})
_NOT_ASKED = MappingProxyType(
    {"branch": Branch.CIVIL, "procedure": Procedure.ORDINARY, "stage": Stage.FIRST_INSTANCE, "domicile": "cn"}
)
_DAYS = ("served", "objection", "dismissed")
_NUMBERS = ("days", "extended")
_CHOSEN = ("paper", *_NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be answered; `extended` is the number of days by which the court extended the period."""

    served: date
    context: PeriodContext
    extended: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, field by field; `wrong` says of a field why it cannot be so; without a question where one is."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    question: Question | None

    @property
    def is_asked(self) -> bool:
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


def read_asked(given: Mapping[str, str], jurisdiction: str, language: str) -> Asked:
    """What stands in an address or a form; anything that is not a field of this form is left aside."""
    typed = {
        name: word.strip() for name, word in given.items() if name in (*_CHOSEN, *_DAYS, *_NUMBERS) and word.strip()
    }
    if not typed:
        return Asked({}, {}, None)
    reading = _Reading(typed, jurisdiction)
    question = reading.question()
    wrong = {name: phrase.sentence(language) for name, phrase in reading.wrong.items()}
    return Asked(typed, wrong, None if wrong else question)


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
        word = self.typed.get(name, _NOT_ASKED.get(name, ""))
        known = DOMICILES if name == "domicile" else _WORDS.get(name, papers_that_start_periods(self.jurisdiction))
        if word not in tuple(known):
            self._note(name, "choice" if word else "no_paper")
        return word
