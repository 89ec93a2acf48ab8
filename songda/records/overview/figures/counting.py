"""Adds to the day counts what the evidence log tells: exactly, in chunks, once, whatever is repeated or breaks off.

A case is read again whenever something of it is told; what it counted for before is taken off, what it counts for now
is added, in one transaction with the place that was reached in the log.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.figures.fold.versions import COUNTED_BY
from songda.records.ground.evidence.models import Entry
from songda.records.overview.figures.changes import Clocks, difference, told_facts
from songda.records.overview.figures.models import CountedUpTo
from songda.records.overview.figures.reading import cases_after, stories_of
from songda.records.overview.figures.revising import late_changes, note_revisions
from songda.records.overview.figures.rows import add_counts, kept_facts, write_facts

CHUNK = 5_000  # entries of the log at a time


def count_new(now: datetime, chunk: int = CHUNK) -> int:
    """Count the next entries of the log; how many there were. 0: everything is counted, or is to be counted anew first.

    To what another version of the code counted nothing is added: see `recounting.renew`.
    """
    with transaction.atomic():
        place = lock_place()
        if _is_outdated(place):
            return 0
        reached, cases, first = cases_after(place.entries, chunk)
        if reached == place.entries:
            return 0
        if first is not None:
            _count_cases(cases, reached, first)
        CountedUpTo.objects.filter(id=place.id).update(entries=reached, at=now, counted_by=COUNTED_BY)
        return reached - place.entries


def entries_counted() -> int:
    """How many entries of the log are in the day counts."""
    return CountedUpTo.objects.values_list("entries", flat=True).first() or 0


def is_outdated() -> bool:
    """Whether the day counts were made by another version of the code, and have to be made anew."""
    place = CountedUpTo.objects.first()
    return place is not None and _is_outdated(place)


def _is_outdated(place: CountedUpTo) -> bool:
    return place.entries > 0 and place.counted_by != COUNTED_BY


def entries_of_log() -> int:
    """How many entries the log has: what is not counted yet is the difference."""
    last = Entry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def lock_place() -> CountedUpTo:
    """Whoever counts holds this row: two at once would count twice."""
    CountedUpTo.objects.bulk_create([CountedUpTo()], ignore_conflicts=True)
    return CountedUpTo.objects.select_for_update().get(id=1)


def _count_cases(case_ids: Sequence[UUID], entries: int, first: datetime) -> None:
    before, after = kept_facts(case_ids), told_facts(stories_of(case_ids, entries))
    changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    gone = [before[name] for name in changed if name in before]
    new = [after[name] for name in changed if name in after]
    clocks = Clocks()
    add_counts(difference(gone, new, clocks))
    note_revisions(late_changes(gone, new, clocks, first), first, clocks)
    write_facts(gone, new)
