"""Work that is done row by row: a row for which it fails waits, longer each time, and holds no other up.

Whoever chooses rows leaves out those that wait (`may_be_tried`); the table is empty where nothing fails.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.expressions import Combinable

from songda.core.delivery.incidents import IncidentKind, Work
from songda.core.delivery.states import next_try_in_quarantine
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident
from songda.records.ground.incidents.models import StuckRow
from songda.records.ground.queue import Failed

log = logging.getLogger(__name__)
M = TypeVar("M")
R = TypeVar("R")
GONE_AFTER = timedelta(days=1)


def may_be_tried(work: Work, now: datetime, row: str = "pk") -> Combinable:
    """Of a query's rows those that do not wait; `row` names the column with the id."""
    return ~Exists(StuckRow.objects.filter(work=work, row=OuterRef(row), again_at__gt=now))


def do_each(work: Work, rows: Sequence[M], act: Callable[[M], R], now: datetime) -> tuple[list[R], list[Failed[M]]]:
    """Do the work for each of these rows, or ids: what it gave, and those for which it failed, which wait from then."""
    done, failed = try_each(rows, act)
    note_tried(work, [id_of(row) for row in rows], failed, now)
    return done, failed


def try_each(rows: Sequence[M], act: Callable[[M], R]) -> tuple[list[R], list[Failed[M]]]:
    """What `act` gave for each row, and the rows for which it failed; the caller notes them.

    `act` is atomic by itself. Not caught: what is wrong with the database or the store, which is no row's fault.
    """
    done: list[R] = []
    failed: list[Failed[M]] = []
    for row in rows:
        try:
            done.append(act(row))
        except (OperationalError, InterfaceError, OSError):
            raise
        except Exception as wrong:  # noqa: BLE001 - whatever is wrong with a row, the next one is done
            failed.append(Failed(row, wrong))
    return done, failed


def id_of(row: object) -> UUID:
    """The id of a row, or the id that it is."""
    found = row if isinstance(row, UUID) else getattr(row, "pk", None)
    assert isinstance(found, UUID)  # noqa: S101 - the tables of such rows have ids of this kind
    return found


@transaction.atomic
def note_tried(work: Work, tried: Sequence[UUID], failed: Sequence[Failed[M]], now: datetime) -> None:
    """Let the failed ones wait, and forget those that went well; an incident lasts as long as any waits."""
    wrong = {id_of(one.row): one for one in failed}
    known = {one.row: one for one in StuckRow.objects.filter(work=work, row__in=list(tried)).select_for_update()}
    for row, one in wrong.items():
        log.error("%s fails for %s (%s); it is tried again", work.value, row, one.kind)
        since = known[row].since if row in known else now
        again = next_try_in_quarantine(since, now)
        said = {"wrong": one.kind[:100], "again_at": again}
        StuckRow.objects.update_or_create(said | {"tries": F("tries") + 1}, said | {"since": since}, work=work, row=row)
    mended = [one.pk for row, one in known.items() if row not in wrong]
    if mended:
        StuckRow.objects.filter(pk__in=mended).delete()
    if wrong or mended:
        _note_incident(work, now)


def _note_incident(work: Work, now: datetime) -> None:
    waiting = StuckRow.objects.filter(work=work)
    if count := waiting.count():
        kinds = ", ".join(sorted(set(waiting.values_list("wrong", flat=True))))
        begin_incident(Trouble(IncidentKind.WORK_STUCK, work.value, kinds), count, now)
    else:
        end_incident(IncidentKind.WORK_STUCK, now, work.value)


@transaction.atomic
def forget_untried(now: datetime) -> None:
    """Forget rows that were due a day ago and that nobody tried: they were taken out, replaced or erased meanwhile."""
    gone = StuckRow.objects.filter(again_at__lte=now - GONE_AFTER)
    works = set(gone.values_list("work", flat=True))
    gone.delete()
    for work in sorted(works):
        _note_incident(Work(work), now)
