"""Reads what was asked on the command line, and asks the day counts or the log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from songda.core.figures import FIGURES, UnknownFigureError, figure
from songda.core.figures.periods import STEPS, Period, WrongPeriodError
from songda.core.figures.savings import Saving
from songda.core.words import say
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Checkpoint
from songda.records.ground.evidence.signed import signed_from
from songda.records.overview.figures.asking import COURT, Question, Table, WrongQuestionError, ask
from songda.records.overview.figures.costs import saved
from songda.records.overview.figures.counting import Revised, entries_counted, entries_of_log, revisions
from songda.records.overview.figures.models import DayCount, Recount
from songda.records.overview.figures.recounting import ask_log, counts_from_log, flaws


class WrongAskedError(Exception):
    """Something that was asked has no answer: `option` names the place, `reason` a word of `figures.wrong`."""

    def __init__(self, option: str, reason: str, value: str = "", known: Sequence[str] = ()) -> None:
        super().__init__(f"{option}: {reason}")
        self.option, self.reason, self.value, self.known = option, reason, value, known

    def sentence(self, language: str) -> str:
        """Where it is wrong, and why."""
        why = say(f"figures.wrong.{self.reason}", language, value=self.value, known=", ".join(self.known))
        return f"{self.option}: {why}"


@dataclass(frozen=True)
class Asked:
    """What was typed; days as text, courts by their codes."""

    first: str
    last: str
    names: tuple[str, ...] = ()
    courts: tuple[str, ...] = ()
    by: str | None = None
    compare_first: str = ""
    compare_last: str = ""
    is_from_log: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer for one court, or for some of one tree that are added."""

    courts: tuple[Court, ...]
    table: Table
    revised: Sequence[Revised]
    flaws: Sequence[Recount]
    savings: Sequence[Saving]
    entries: int
    entries_of_log: int
    checkpoint: Checkpoint | None
    is_from_log: bool


def answers(asked: Asked, today: date) -> list[Answer]:
    """One answer for the courts that are named; where none is, one for each court. Raises `WrongAskedError`."""
    period = _period(asked.first, asked.last, "--from", "--to", today)
    compare = None
    if asked.compare_first or asked.compare_last:
        compare = _period(asked.compare_first, asked.compare_last, "--compare-from", "--compare-to", today)
    names = tuple(_known(name) for name in asked.names) or tuple(_fitting(asked.by))
    groups = _groups(asked.courts)
    entries = entries_counted()
    if not entries:
        raise WrongAskedError("songda figures", "nothing_counted")
    source = _source(asked, entries)
    return [_answer(Question(names, period, (), asked.by, compare), group, source, entries, asked) for group in groups]


Source = Callable[[Question], Table]


def _source(asked: Asked, entries: int) -> Source:
    if not asked.is_from_log:
        return ask
    counts = counts_from_log(entries)
    return lambda question: ask_log(question, counts)


def _answer(question: Question, courts: Sequence[Court], source: Source, entries: int, asked: Asked) -> Answer:
    ids = tuple(court.id for court in courts)
    whole = Question(question.figures, question.period, ids, question.by, question.compare)
    try:
        table = source(whole)
    except WrongQuestionError as wrong:
        raise WrongAskedError(f"--{wrong.place}", wrong.reason, wrong.value, dimensions(question.figures)) from None
    parts = sorted({part for name in question.figures for part in figure(name).parts})
    period = question.period
    return Answer(
        tuple(courts),
        table,
        [] if asked.is_from_log else revisions(parts, ids, period.first, period.last),
        [] if asked.is_from_log else [flaw for one in ids for flaw in flaws(one, period)],
        saved(source, ids, period),
        entries,
        entries_of_log(),
        signed_from(entries),
        asked.is_from_log,
    )


def dimensions(names: Sequence[str]) -> list[str]:
    """What all of these figures can be split by."""
    shared = [name for name in figure(names[0]).dimensions if all(name in figure(one).dimensions for one in names)]
    return [*shared, COURT, *STEPS]


def _fitting(by: str | None) -> list[str]:
    """All figures; where they are to be split by something, those that can be."""
    if by is None or by == COURT or by in STEPS:
        return list(FIGURES)
    fitting = [name for name, one in FIGURES.items() if by in one.dimensions]
    if not fitting:
        every = sorted({name for one in FIGURES.values() for name in one.dimensions})
        raise WrongAskedError("--by", "unknown_dimension", by, [*every, COURT, *STEPS])
    return fitting


def _known(name: str) -> str:
    try:
        figure(name)
    except UnknownFigureError:
        raise WrongAskedError("--figure", "unknown_figure", name, list(FIGURES)) from None
    return name


def _period(first: str, last: str, first_place: str, last_place: str, today: date) -> Period:
    places = {"from": first_place, "to": last_place}
    days = (_day(first, first_place), _day(last, last_place))
    try:
        return Period.read(*days, today)
    except WrongPeriodError as wrong:
        raise WrongAskedError(places[wrong.place], wrong.reason) from None


def _day(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongAskedError(place, "no_day", text) from None


def _groups(codes: Sequence[str]) -> list[tuple[Court, ...]]:
    """The courts to be answered for: those that are named, together; else each that has counts, for itself."""
    if not codes:
        counted = set(DayCount.objects.values_list("court", flat=True).distinct())
        return [(court,) for court in Court.objects.order_by("code") if court.id in counted]
    known = {court.code: court for court in Court.objects.order_by("code")}
    for code in codes:
        if code not in known:
            raise WrongAskedError("--court", "unknown_court", code, list(known))
    courts = tuple(known[code] for code in dict.fromkeys(codes))
    above = {court.id: court.above_id for court in known.values()}
    for court in courts:
        if _top(court.id, above) != _top(courts[0].id, above):
            raise WrongAskedError("--court", "other_tree", court.code)
    return [courts]


def _top(court: UUID, above: dict[UUID, UUID | None]) -> UUID:
    """The court that stands above all others of its tree."""
    seen = {court}
    while (higher := above.get(court)) is not None and higher not in seen:
        seen.add(court := higher)
    return court
