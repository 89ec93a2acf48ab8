"""What is changed in a case to stand on the other side of a condition of its row."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from songda.core.law.profile.rows import Row
from tests.core.law.borders.case import PLAIN, Case
from tests.core.law.borders.finding import ELSEWHERE, subject_of, words_of

_DAY = timedelta(days=1)
_MANNERS = {"left": "how", "returned": "cause", "published": "where"}
_NUMBERS = {
    "guard": ("hearing", range(5)),
    "lapse": ("issued", range(28, 34)),
    "limit": ("days_set_in_paper", (6, 7, 8, 9, 10, 14, 15, 16)),
}
_BETWEEN_SOURCES = (date(2000, 1, 1), date(2026, 10, 1))
Variation = tuple[str, list[str]]


def variations(kind: str, row: Row, case: Case, *, only_days: bool) -> Iterator[Variation]:
    """A subject, and the words that take the place of what the case says of it."""
    if not only_days:
        for subject in dict.fromkeys(each.subject for each in row.conditions):
            yield _others(subject_of(subject), case)
        yield from _of_its_own(kind, row, case)
    yield "on", _days(row)


def further(case: Case) -> Iterator[Variation]:
    """Whatever else may be changed, one word each: first what is not plain is made so, then all that can be said."""
    plain = PLAIN | ELSEWHERE.get(case["law"], {})
    subjects = [subject for subject in case if subject not in {"law", "on"}]
    yield from ((subject, [plain[subject]]) for subject in subjects if case[subject] != plain[subject])
    yield from ((subject, [word]) for subject in subjects for word in _others(subject, case)[1])


def _others(subject: str, case: Case) -> Variation:
    return subject, [word for word in words_of(subject, case["law"]) if word != case[subject]]


def _days(row: Row) -> list[str]:
    """Around the first and the last day on which the row is law."""
    edges = [day for day in (row.since, row.until) if _BETWEEN_SOURCES[0] < day < _BETWEEN_SOURCES[1]]
    return [str(day) for edge in edges for day in (edge - _DAY, edge)]


def _of_its_own(kind: str, row: Row, case: Case) -> Iterator[Variation]:
    """What the fields of the row look at besides its conditions."""
    if kind in {"effect", "conduct", "guard", "excluded", "ruling"}:
        yield _others("events", case)
    if kind in {"effect", "conduct", "guard", "excluded"}:
        yield _others("by", case)
    for event, subject in _MANNERS.items():
        if event in getattr(row, "events", ()):
            yield _others(subject, case)
    if getattr(row, "taken_back_by", None):
        yield "then", words_of("events", case["law"])
    if kind == "effect":
        yield "consent", ["-"]
        yield "answer", ["refused"]
    if kind == "consent":
        yield "consent_by", [word for word in words_of("to", case["law"]) if word != case["consent_by"]]
        yield "answer", ["refused", "refused_before", "withdrew"]
    yield from _of_numbers(kind, row, case)


def _of_numbers(kind: str, row: Row, case: Case) -> Iterator[Variation]:
    if kind in _NUMBERS:
        subject, numbers = _NUMBERS[kind]
        yield subject, [str(days) for days in numbers]
    if kind == "capacity":
        yield "born_on", ["2004-05-02", "2004-05-03", "2004-05-04", "2006-05-02", "2006-05-03"]
        yield "own_labour", ["true"]
    if kind == "exhaustion":
        yield "tried", list(_ladders([tier.ways for tier in getattr(row, "tiers", ())], case["tried"]))
        yield "silence", [str(days) for days in range(91, 94)]
    if kind == "substitute_address":
        yield "used", ["-", "365", "366"]
    if kind == "substitute_address" or getattr(row, "at_substitute_address", False):
        yield _others("source", case)
    if getattr(row, "waits_for_other_signatures", False):
        yield "signed_by_others", ["all", "some"]


def _ladders(tiers: Sequence[Sequence[object]], tried: str) -> Iterator[str]:
    """The ladder without one of its tiers, with another way of one, and none at all."""
    ways = tried.split(",")
    yield "-"
    for place, tier in enumerate(tiers):
        yield ",".join(way for other, way in enumerate(ways) if other != place)
        for way in [*tier, "phone"]:
            if str(way) not in ways:
                yield ",".join(str(way) if other == place else kept for other, kept in enumerate(ways))
