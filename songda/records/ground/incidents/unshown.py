"""Rows that a page could not show: each is said in its own place there, and kept here for the administrator."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Model

from songda.core.delivery.incidents import IncidentKind
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident
from songda.records.ground.incidents.models import UnshownRow
from songda.records.ground.pages import SIZE, Page, page_of

log = logging.getLogger(__name__)
GONE_AFTER = timedelta(days=1)
RAISES = settings.ENVIRONMENT == "test"  # a row that cannot be shown fails the test that meets it


@dataclass(frozen=True)
class Unshown:
    """What cannot be shown: the table of the row, its key, and the kind of error, whose words may name people."""

    thing: str
    number: str
    wrong: str


def unshown(row: object, wrong: Exception) -> Unshown:
    """Of a row, or of anything made of one: the row that it is about."""
    about = _row_of(row)
    name = about._meta.label if about is not None else type(row).__name__
    return Unshown(name[:60], str(about.pk if about is not None else "")[:60], type(wrong).__name__[:100])


def _row_of(thing: object, depth: int = 2) -> Model | None:
    if isinstance(thing, Model):
        return thing
    if depth == 0 or isinstance(thing, str | bytes):
        return None
    parts = thing if isinstance(thing, list | tuple) else getattr(thing, "__dict__", {}).values()
    return next((found for part in list(parts)[:20] if (found := _row_of(part, depth - 1)) is not None), None)


def not_shown(row: object, wrong: Exception, now: datetime) -> Unshown:
    """Keep that a row cannot be shown.

    Raises the error where no row is at fault: the database is away, or the page's transaction is lost; and in tests.
    """
    is_lost = isinstance(wrong, OperationalError | InterfaceError)
    is_lost |= isinstance(wrong, DatabaseError) and connection.in_atomic_block
    if is_lost or RAISES:
        raise wrong
    said = unshown(row, wrong)
    note_unshown(said, now)
    return said


@transaction.atomic
def note_unshown(one: Unshown, now: datetime) -> None:
    """Put it on the administrator's page."""
    log.error("a row cannot be shown: %s %s (%s)", one.thing, one.number, one.wrong)
    known = UnshownRow.objects.filter(thing=one.thing, number=one.number)
    if not known.update(wrong=one.wrong, times=F("times") + 1, last_at=now):
        fresh = UnshownRow(thing=one.thing, number=one.number, wrong=one.wrong, since=now, last_at=now)
        UnshownRow.objects.bulk_create([fresh], ignore_conflicts=True)


def unshown_page(place: str = "", size: int = SIZE) -> Page[UnshownRow]:
    """A page of them, those met last first."""
    return page_of(UnshownRow.objects.all(), ("-last_at", "-id"), place, size)


@transaction.atomic
def watch_unshown(now: datetime) -> None:
    """Forget what nobody met for a day, since it was mended or went; an incident lasts as long as any is left."""
    UnshownRow.objects.filter(last_at__lte=now - GONE_AFTER).delete()
    if count := UnshownRow.objects.count():
        things = ", ".join(sorted(set(UnshownRow.objects.values_list("thing", flat=True))))
        begin_incident(Trouble(IncidentKind.ROW_UNSHOWN, detail=things), count, now)
    else:
        end_incident(IncidentKind.ROW_UNSHOWN, now)
