"""What `songda figures` answers: asked of the day counts or the log, written for people, programs and spreadsheets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from songda.core.figures import FIGURES, Figure, Form, Parts, UnknownFigureError, figure, interval_of
from songda.core.figures.periods import STEPS, Period, WrongPeriodError
from songda.core.figures.savings import Saving
from songda.core.words import name_of, say
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Checkpoint
from songda.records.ground.evidence.signed import signed_from
from songda.records.overview.figure_reports.wording import interval_phrase, key_phrase, saved_phrase
from songda.records.overview.figures.asking import COURT, Question, Row, Table, WrongQuestionError, ask
from songda.records.overview.figures.costs import saved
from songda.records.overview.figures.counting import RevisedCount, entries_counted, entries_of_log, revisions
from songda.records.overview.figures.models import DayCount, Recount
from songda.records.overview.figures.recounting import ask_log, counts_from_log, flaws
from songda.trust.tables import Cell, csv_lines


class WrongRequestError(Exception):
    """Something that was asked has no answer: `option` names the place, `reason` a word of `figures.wrong`."""

    def __init__(self, option: str, reason: str, value: str = "", known: Sequence[str] = ()) -> None:
        super().__init__(f"{option}: {reason}")
        self.option, self.reason, self.value, self.known = option, reason, value, known

    def sentence(self, language: str) -> str:
        """Where it is wrong, and why."""
        why = say(f"figures.wrong.{self.reason}", language, value=self.value, known=", ".join(self.known))
        return f"{self.option}: {why}"


@dataclass(frozen=True)
class FigureRequest:
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
    revised: Sequence[RevisedCount]
    flaws: Sequence[Recount]
    savings: Sequence[Saving]
    entries: int
    entries_of_log: int
    checkpoint: Checkpoint | None
    is_from_log: bool


def answers(request: FigureRequest, today: date) -> list[Answer]:
    """One answer for the courts that are named; where none is, one for each court. Raises `WrongRequestError`."""
    period = _period(request.first, request.last, "--from", "--to", today)
    compare = None
    if request.compare_first or request.compare_last:
        compare = _period(request.compare_first, request.compare_last, "--compare-from", "--compare-to", today)
    names = tuple(_known(name) for name in request.names) or tuple(_fitting(request.by))
    groups = _groups(request.courts)
    entries = entries_counted()
    if not entries:
        raise WrongRequestError("songda figures", "nothing_counted")
    source = _source(request, entries)
    return [
        _answer(Question(names, period, (), request.by, compare), group, source, entries, request) for group in groups
    ]


Source = Callable[[Question], Table]


def _source(request: FigureRequest, entries: int) -> Source:
    if not request.is_from_log:
        return ask
    counts = counts_from_log(entries)
    return lambda question: ask_log(question, counts)


def _answer(
    question: Question, courts: Sequence[Court], source: Source, entries: int, request: FigureRequest
) -> Answer:
    ids = tuple(court.id for court in courts)
    whole = Question(question.figures, question.period, ids, question.by, question.compare)
    try:
        table = source(whole)
    except WrongQuestionError as wrong:
        raise WrongRequestError(f"--{wrong.place}", wrong.reason, wrong.value, dimensions(question.figures)) from None
    parts = sorted({part for name in question.figures for part in figure(name).parts})
    period = question.period
    return Answer(
        tuple(courts),
        table,
        [] if request.is_from_log else revisions(parts, ids, period.first, period.last),
        [] if request.is_from_log else [flaw for one in ids for flaw in flaws(one, period)],
        saved(source, ids, period),
        entries,
        entries_of_log(),
        signed_from(entries),
        request.is_from_log,
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
        raise WrongRequestError("--by", "unknown_dimension", by, [*every, COURT, *STEPS])
    return fitting


def _known(name: str) -> str:
    try:
        figure(name)
    except UnknownFigureError:
        raise WrongRequestError("--figure", "unknown_figure", name, list(FIGURES)) from None
    return name


def _period(first: str, last: str, first_place: str, last_place: str, today: date) -> Period:
    places = {"from": first_place, "to": last_place}
    days = (_day(first, first_place), _day(last, last_place))
    try:
        return Period.read(*days, today)
    except WrongPeriodError as wrong:
        raise WrongRequestError(places[wrong.place], wrong.reason) from None


def _day(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongRequestError(place, "no_day", text) from None


def _groups(codes: Sequence[str]) -> list[tuple[Court, ...]]:
    """The courts to be answered for: those that are named, together; else each that has counts, for itself."""
    if not codes:
        counted = set(DayCount.objects.values_list("court", flat=True).distinct())
        return [(court,) for court in Court.objects.order_by("code") if court.id in counted]
    known = {court.code: court for court in Court.objects.order_by("code")}
    for code in codes:
        if code not in known:
            raise WrongRequestError("--court", "unknown_court", code, list(known))
    courts = tuple(known[code] for code in dict.fromkeys(codes))
    above = {court.id: court.above_id for court in known.values()}
    for court in courts:
        if _top(court.id, above) != _top(courts[0].id, above):
            raise WrongRequestError("--court", "other_tree", court.code)
    return [courts]


def _top(court: UUID, above: dict[UUID, UUID | None]) -> UUID:
    """The court that stands above all others of its tree."""
    seen = {court}
    while (higher := above.get(court)) is not None and higher not in seen:
        seen.add(court := higher)
    return court


_COLUMNS = ("court", "figure", "by", "key", "numerator", "denominator", "percent", "before_numerator",
            "before_denominator", "different")  # fmt: skip


def as_json(answers: Sequence[Answer], language: str) -> Mapping[str, object]:
    """Everything that another program, or somebody years later, needs: figures, definitions, hashes, the checkpoint."""
    return {"answers": [_answer_json(answer, language) for answer in answers]}


def _answer_json(answer: Answer, language: str) -> Mapping[str, object]:
    question, point, other = answer.table.question, answer.checkpoint, answer.table.question.compare
    return {
        "courts": [{"code": court.code, "name": court.name_in(language)} for court in answer.courts],
        "from": question.period.first.isoformat(),
        "to": question.period.last.isoformat(),
        "by": question.by,
        "compared_with": [other.first.isoformat(), other.last.isoformat()] if other else None,
        "source": "log" if answer.is_from_log else "day_counts",
        "entries": answer.entries,
        "entries_of_log": answer.entries_of_log,
        "checkpoint": {"size": point.size, "root": bytes(point.root).hex()} if point else None,
        "figures": [_figure(one, answer, language) for one in question.defined],
        "savings": [_saving(one) for one in answer.savings],
        "wrong_counts": [_flaw(one) for one in answer.flaws],
    }


def _saving(one: Saving) -> Mapping[str, object]:
    assumed = {name: str(value) for name, value in one.assumed.items()}
    return {"name": one.name, "amount": str(one.amount), "assumed": assumed}


def _flaw(one: Recount) -> Mapping[str, object]:
    return {"from": one.first.isoformat(), "to": one.last.isoformat(), "count": one.wrong_count}


def _figure(one: Figure, answer: Answer, language: str) -> Mapping[str, object]:
    table = answer.table
    content = {
        "figure": one.version,
        "hash": one.hash,
        "title": one.title(language),
        "definition": one.words(language),
        **_row(table.total(one.name)),
    }
    if table.question.by:
        content["rows"] = [{"key": row.key, **_row(row)} for row in table.of(one.name)]
    revised = [revision for revision in answer.revised if revision.part in one.parts]
    if revised:
        content["revised"] = [
            {
                "day": revision.day.isoformat(),
                "on": revision.noted_on.isoformat(),
                "part": revision.part,
                "change": revision.change,
            }
            for revision in revised
        ]
    return content


def _row(row: Row) -> Mapping[str, object]:
    content: dict[str, object] = _parts(row.parts)
    if row.figure.form is Form.WAIT:
        content["hours"] = {"half": row.within(50), "nine_of_ten": row.within(90)}
    if row.before is not None:
        content["before"] = _parts(row.before)
        content["different"] = row.is_different
    if row.is_contradictory:
        content["contradictory"] = True
    return content


def _parts(parts: Parts) -> dict[str, object]:
    content: dict[str, object] = {"numerator": parts.numerator}
    if parts.ratio is not None:
        content |= {"denominator": parts.denominator, "percent": parts.ratio.percent}
        if (interval := interval_of(parts)) is not None:
            content["interval"] = [round(interval.low * 100, 2), round(interval.high * 100, 2)]
    return content


def as_csv(answers: Sequence[Answer]) -> str:
    """One line a row; a key that a spreadsheet would take for a formula begins with an apostrophe."""
    rows = [_csv_row(answer, row) for answer in answers for row in answer.table.rows]
    return csv_lines([_COLUMNS, *rows]).decode()


def _csv_row(answer: Answer, row: Row) -> list[Cell]:
    court, before = "+".join(one.code for one in answer.courts), row.before
    return [
        *(court, row.figure.version, answer.table.question.by or "", row.key),
        *(row.parts.numerator, row.parts.denominator, row.parts.ratio.percent if row.parts.ratio else None),
        *((before.numerator, before.denominator) if before else (None, None)),
        row.is_different,
    ]


def as_text(answers: Sequence[Answer], language: str) -> str:
    """For people: each figure with its parts, how sure it is, what it counts."""
    return "\n\n".join("\n".join(_lines(answer, language)) for answer in answers)


def _lines(answer: Answer, language: str) -> Iterator[str]:
    question = answer.table.question
    courts = ", ".join(court.name_in(language) for court in answer.courts)
    source = say(f"figures.command.source_{'log' if answer.is_from_log else 'counts'}", language)
    yield say(
        "figures.command.head", language, court=courts, first=str(question.period.first), last=str(question.period.last)
    )
    yield say("figures.command.counted", language, source=source, entries=answer.entries, all=answer.entries_of_log)
    for flaw in answer.flaws:
        yield say("figures.command.flaw", language, first=str(flaw.first), last=str(flaw.last), count=flaw.wrong_count)
    for one in question.defined:
        yield ""
        yield from _figure_lines(one, answer, language)
    yield ""
    for saving in answer.savings:
        assumed = "; ".join(f"{name_of('figures.unit_cost', name, language)} {n}" for name, n in saving.assumed.items())
        yield f"{name_of('figures.saving', saving.name, language)}: {saved_phrase(saving, language)} ({assumed})"


def _figure_lines(one: Figure, answer: Answer, language: str) -> Iterator[str]:
    everything = answer.table.total(one.name)
    yield f"{one.title(language)} [{one.version}]: {_shown(everything, language)}"
    words = one.words(language)
    key = "definition" if one.denominator else "definition_count"
    yield "  " + say(f"figures.command.{key}", language, **words)
    for row in answer.table.of(one.name):
        yield f"  {key_phrase(answer.table.question.by or '', row.key, language)}: {_shown(row, language)}"
    by_note: dict[str, int] = {}
    for revision in answer.revised:
        if revision.part == one.numerator:
            by_note[str(revision.noted_on)] = by_note.get(str(revision.noted_on), 0) + revision.change
    for on, change in by_note.items():
        yield "  " + say("figures.command.revised", language, on=on, change=f"{change:+d}")


def _shown(row: Row, language: str) -> str:
    shown = _sum(row.parts, language)
    if row.figure.form is Form.WAIT and row.within(50) is not None:
        most = row.within(90)
        shown += "; " + say("figures.command.within", language, half=row.within(50) or 0, most=str(most or ">8760"))
    if row.before is not None:
        shown += f" ({_sum(row.before, language)})"
    if row.is_contradictory:
        shown += "; " + say("figures.command.contradictory", language)
    return shown


def _sum(parts: Parts, language: str) -> str:
    if parts.ratio is None:
        return str(parts.numerator)
    shown = f"{parts.ratio} ({parts.numerator}/{parts.denominator}"
    if (interval := interval_of(parts)) is not None:
        shown += "; " + interval_phrase(interval, language)
    return shown + ")"
