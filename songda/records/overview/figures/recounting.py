"""Makes counts anew from the log and compares: a random month of a court every night, everything on demand.

The sealed leaves of the log answer alone too: no day count, no other table is asked.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min

from songda.core.figures.fold import Story
from songda.core.figures.fold.versions import COUNTED_BY
from songda.core.figures.parts import Cell
from songda.core.figures.periods import STEPS, Period, step_of
from songda.records.overview.figures.asking import COURT, CountedSum, Question, Table, answer, check, dimensions_of
from songda.records.overview.figures.changes import (
    Clocks,
    Counts,
    CourtCell,
    add_counts,
    counts_of,
    facts_of_cases,
    write_facts,
)
from songda.records.overview.figures.counting import (
    cases_with_events_in,
    is_outdated,
    lock_place,
    stories_of,
    stories_of_all,
)
from songda.records.overview.figures.models import CountedFact, CountedUpTo, DayCount, Recount

SHOWN = 50  # of the wrong counts, that are kept by name
EVERY = timedelta(hours=20)
BATCH = 500  # cases at a time


def counts_from_log(entries: int, court: UUID | None = None) -> Counts:
    """The day counts as the first so many entries of the log give them, out of the sealed leaves alone."""
    return _counts(stories_of_all(entries), Clocks(), court)


@transaction.atomic
def recount_month(court: UUID, month: Period, now: datetime) -> Recount:
    """Count a month of a court anew from the cases of which anything is told in it; compare, keep what was found."""
    entries = lock_place().entries
    clocks = Clocks()
    zone = clocks.of(str(court))
    start = datetime.combine(month.first, time(), zone)
    end = datetime.combine(month.last + timedelta(days=1), time(), zone)
    counts = _counts(stories_of(cases_with_events_in(start, end), entries), clocks, court)
    return _compare(court, month, counts, entries, now)


@transaction.atomic
def recount_all(now: datetime) -> list[Recount]:
    """Count everything anew from the log, compare, and put the right counts in the place of the kept ones.

    Nothing is counted meanwhile. One recount is kept for each court.
    """
    entries, clocks, counts = lock_place().entries, Clocks(), Counter[CourtCell]()
    CountedFact.objects.all().delete()
    for stories in _batches(stories_of_all(entries)):
        facts = list(facts_of_cases(stories).values())
        write_facts((), facts)
        counts.update(counts_of(facts, clocks))
    done = [_compare(UUID(court), _whole_of(court, counts), counts, entries, now) for court in _courts(counts)]
    DayCount.objects.all().delete()
    add_counts(counts)
    Recount.objects.filter(mended_at=None).update(mended_at=now)
    CountedUpTo.objects.update(counted_by=COUNTED_BY)
    return done


def recount_some(now: datetime, chance: random.Random) -> Recount | None:
    """The nightly one: a month of a court that has counts, drawn by lot; None where there is nothing to count."""
    courts = sorted(DayCount.objects.values_list("court", flat=True).distinct())
    if not courts:
        return None
    court = chance.choice(courts)
    days = DayCount.objects.filter(court=court).aggregate(first=Min("day"), last=Max("day"))
    return recount_month(court, chance.choice(months(days["first"], days["last"])), now)


def renew(now: datetime) -> int:
    """Make every count anew where another version of the code made them; how many had to change. 0 where none did."""
    return sum(one.wrong_count for one in recount_all(now)) if is_outdated() else 0


def is_recount_due(now: datetime) -> bool:
    """Whether the last one is long enough ago, or another version of the code made the counts."""
    if is_outdated():
        return True
    last = Recount.objects.order_by("-at").values_list("at", flat=True).first()
    return last is None or now - last > EVERY


def flaws(court: UUID, period: Period) -> list[Recount]:
    """The recounts that found wrong counts in a period, and that nobody has mended since; for the page to say so."""
    rows = Recount.objects.filter(court=court, first__lte=period.last, last__gte=period.first, mended_at=None)
    return list(rows.filter(wrong_count__gt=0).order_by("-at"))


def months(first: date, last: date) -> list[Period]:
    """The months from that of the first day to that of the last."""
    found: list[Period] = []
    start = first.replace(day=1)
    while start <= last:
        following = (start + timedelta(days=32)).replace(day=1)
        found.append(Period(start, following - timedelta(days=1)))
        start = following
    return found


def _counts(stories: Iterable[Story], clocks: Clocks, court: UUID | None) -> Counts:
    counts: Counts = Counter()
    for some in _batches(stories):
        own = [story for story in some if court is None or story.court == str(court)]
        counts.update(counts_of(facts_of_cases(own).values(), clocks))
    return counts


def _batches(stories: Iterable[Story]) -> Iterator[list[Story]]:
    left = iter(stories)
    while batch := list(islice(left, BATCH)):
        yield batch


def _compare(court: UUID, period: Period, counts: Counts, entries: int, now: datetime) -> Recount:
    details = {
        place.cell: n
        for place, n in counts.items()
        if place.court == str(court) and period.first <= place.cell.day <= period.last and n
    }
    rows = DayCount.objects.filter(court=court, day__gte=period.first, day__lte=period.last).exclude(n=0)
    kept = {Cell(*row[:4]): row[4] for row in rows.values_list("part", "dimension", "day", "key", "n")}
    wrong = sorted(cell for cell in {*details, *kept} if details.get(cell, 0) != kept.get(cell, 0))
    return Recount.objects.create(
        court=court,
        first=period.first,
        last=period.last,
        entries=entries,
        at=now,
        cells=len(details),
        wrong_count=len(wrong),
        wrong=[
            [*cell[:2], cell.day.isoformat(), cell.key, kept.get(cell, 0), details.get(cell, 0)]
            for cell in wrong[:SHOWN]
        ],
    )


def _courts(counts: Counts) -> list[str]:
    kept = DayCount.objects.values_list("court", flat=True).distinct()
    return sorted({place.court for place in counts} | {str(court) for court in kept})


def _whole_of(court: str, counts: Counts) -> Period:
    days = [place.cell.day for place in counts if place.court == court]
    days += DayCount.objects.filter(court=court).values_list("day", flat=True).distinct()
    return Period(min(days), max(days))


def ask_log(question: Question, counts: Counts) -> Table:
    """The same answer as `ask` gives, from counts that were made of the log just now. Raises as `ask` does."""
    check(question)
    courts = {str(court) for court in question.courts}
    parts = {part for one in question.defined for part in one.parts}
    dimensions = dimensions_of(question)
    sums: dict[tuple[str, str, str, str], list[int]] = {}
    for (court, cell), n in counts.items():
        if n and court in courts and cell.part in parts and cell.dimension in dimensions:
            place = (cell.part, cell.dimension, cell.key, _place(question.by, court, cell.day))
            both = sums.setdefault(place, [0, 0])
            both[0] += n * _is_within(question.period, cell.day)
            both[1] += n * _is_within(question.compare or question.period, cell.day)
    return answer(question, [CountedSum(*place, *both) for place, both in sums.items() if any(both)])


def _is_within(period: Period, day: date) -> bool:
    return period.first <= day <= period.last


def _place(by: str | None, court: str, day: date) -> str:
    if by == COURT:
        return court
    return step_of(day, by) if by in STEPS else ""
