"""What changes in the day counts when facts change, and how such rows are written, many at a time."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from songda.core.figures.facts import FIRST, Fact, Unit
from songda.core.figures.fold import Story
from songda.core.figures.parts import Cell, count
from songda.records.court.staff.models import Court
from songda.records.overview.figures.models import CountedFact

# Whoever writes here holds the row of CountedUpTo, so nobody else inserts meanwhile.
_ADD = """
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s::json)
        AS given(court uuid, part text, dimension text, day date, key text, n bigint)
), known AS (
    UPDATE figures_daycount AS kept SET n = kept.n + given.n FROM given
    WHERE (kept.court, kept.part, kept.dimension, kept.day, kept.key)
        = (given.court, given.part, given.dimension, given.day, given.key)
    RETURNING kept.court, kept.part, kept.dimension, kept.day, kept.key
)
INSERT INTO figures_daycount (court, part, dimension, day, key, n)
SELECT * FROM given WHERE NOT EXISTS (
    SELECT FROM known WHERE (known.court, known.part, known.dimension, known.day, known.key)
        = (given.court, given.part, given.dimension, given.day, given.key))
"""
_WRITE = """
INSERT INTO figures_countedfact (unit, key, court, "case", since, moments, keys, amounts)
SELECT * FROM json_to_recordset(%s::json) AS given(unit text, key text, court uuid, "case" uuid, since timestamptz,
    moments jsonb, keys jsonb, amounts jsonb)
ON CONFLICT (unit, key) DO UPDATE SET court = excluded.court, "case" = excluded."case", since = excluded.since,
    moments = excluded.moments, keys = excluded.keys, amounts = excluded.amounts
"""
_FORGET = """
DELETE FROM figures_countedfact AS kept USING json_to_recordset(%s::json) AS given(unit text, key text)
WHERE (kept.unit, kept.key) = (given.unit, given.key)
"""
# The moments come as texts: a column of time is read in Python, which takes longer than all else here.
_KEPT = """
SELECT unit, key, court::text, "case"::text, json_build_array(moments, keys, amounts)::text
FROM figures_countedfact WHERE "case" = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class KeptFact:
    """A fact, with the court and the case that it is of."""

    court: str
    case: str
    fact: Fact


class CourtCell(NamedTuple):
    """A cell of one court."""

    court: str
    cell: Cell


Name = tuple[str, str]  # unit and id of a fact
Counts = Counter[CourtCell]


@dataclass
class Clocks:
    """The clock of each court: a day is a day there. A court that is known from the log alone has the house's."""

    fallback: tzinfo = field(default_factory=lambda: ZoneInfo(settings.TIME_ZONE))

    @cached_property
    def by_court(self) -> Mapping[str, tzinfo]:
        """By the court's id."""
        return {str(court): ZoneInfo(zone) for court, zone in Court.objects.values_list("id", "zone")}

    def of(self, court: str) -> tzinfo:
        """That of one court."""
        return self.by_court.get(court, self.fallback)

    def day(self, court: str, at: datetime) -> date:
        """The day of a moment there."""
        return at.astimezone(self.of(court)).date()


def facts_of_cases(stories: Iterable[Story]) -> dict[Name, KeptFact]:
    """The facts that the log tells of cases."""
    return {
        (fact.unit.value, fact.id): KeptFact(story.court, story.case_id, fact)
        for story in stories
        if story.court is not None
        for fact in story.facts
    }


def counts_of(kept: Iterable[KeptFact], clocks: Clocks) -> Counts:
    """The day counts of these facts."""
    by_court: dict[str, list[Fact]] = {}
    for one in kept:
        by_court.setdefault(one.court, []).append(one.fact)
    return Counter(
        {
            CourtCell(court, cell): n
            for court, facts in by_court.items()
            for cell, n in count(facts, clocks.of(court)).items()
        }
    )


def difference(gone: Iterable[KeptFact], new: Iterable[KeptFact], clocks: Clocks) -> Counts:
    """What must be added to the day counts, below nothing where it is to be taken off."""
    counts = counts_of(new, clocks)
    counts.subtract(counts_of(gone, clocks))
    return Counter({place: n for place, n in counts.items() if n})


def add_counts(counts: Counts) -> None:
    """Add to the day counts; inside the caller's transaction."""
    rows = [
        {"court": court, "part": part, "dimension": dimension, "day": day.isoformat(), "key": key, "n": n}
        for (court, (part, dimension, day, key)), n in counts.items()
    ]
    _run(_ADD, rows)


def kept_facts(case_ids: Sequence[UUID]) -> dict[Name, KeptFact]:
    """The facts of these cases as they stand in the day counts."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [list(case_ids)])
        return {
            (unit, key): KeptFact(court, case, _fact(unit, key, *json.loads(values)))
            for unit, key, court, case, values in cursor.fetchall()
        }


def fact_of(row: CountedFact) -> Fact:
    """The fact that a row keeps."""
    return _fact(row.unit, row.key, row.moments, row.keys, row.amounts)


def _fact(unit: str, key: str, moments: Mapping[str, str], keys: Mapping[str, str], amounts: Mapping[str, int]) -> Fact:
    return Fact(Unit(unit), key, {name: datetime.fromisoformat(at) for name, at in moments.items()}, keys, amounts)


def write_facts(gone: Iterable[KeptFact], new: Sequence[KeptFact]) -> None:
    """Keep the new facts, and forget those that are no more."""
    names = {(one.fact.unit, one.fact.id) for one in new}
    left = [one.fact for one in gone if (one.fact.unit, one.fact.id) not in names]
    _run(_FORGET, [{"unit": fact.unit.value, "key": fact.id} for fact in left])
    _run(_WRITE, [_row(one) for one in new])


def _row(one: KeptFact) -> Mapping[str, object]:
    fact = one.fact
    return {
        "unit": fact.unit.value,
        "key": fact.id,
        "court": one.court,
        "case": one.case,
        "since": fact.moments[FIRST[fact.unit]].isoformat(),
        "moments": {name: at.isoformat() for name, at in fact.moments.items()},
        "keys": fact.keys,
        "amounts": fact.amounts,
    }


def _run(statement: str, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(rows, ensure_ascii=False)])
