"""Keeps what audits found, says when the next one is due, and reads the log's older checkpoints to begin from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from songda.clock import new_id
from songda.core.evidence.flaws import Flaw, flaw
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Audit, Entry, Event
from songda.records.ground.evidence.signed import checkpoint_of, newest_before
from songda.records.ground.pages import SIZE, Page, page_of

KEPT = 200  # flaws; when there are more, the log is broken as a whole
NIGHT = range(1, 5)  # hours of the court's day
REST = timedelta(hours=12)
LONGEST_REST = timedelta(hours=26)
LOCK = 0x41_55_44_49  # any number that nothing else in this database locks


@transaction.atomic
def keep_audit(span: tuple[int, int], flaws: Sequence[Flaw], count: int, times: tuple[datetime, datetime]) -> Audit:
    """Keep the result of an audit over the entries `span`, with one event; `count` when `flaws` are only the first."""
    kept = Audit(
        id=new_id(),
        started_at=times[0],
        ended_at=times[1],
        first=span[0],
        size=span[1],
        flaw_count=count,
        flaws=[one.to_json() for one in flaws[:KEPT]],
    )
    kept.save(force_insert=True)
    data = {"first": kept.first, "size": kept.size, "flaws": kept.flaw_count}
    record([NewEvent("log.audited", f"audit:{kept.id}", None, times[1], "engine", data)], times[1])
    return kept


def last_audit() -> Audit | None:
    """The newest audit; None while there was none."""
    return Audit.objects.order_by("-started_at").first()


def audit_page(place: str = "", size: int = SIZE) -> Page[Audit]:
    """A page of audits, the newest first."""
    return page_of(Audit.objects.all(), ("-started_at", "-id"), place, size)


def audit_with(audit_id: UUID) -> Audit | None:
    """The audit with this id."""
    return Audit.objects.filter(id=audit_id).first()


def flaws_of(audit: Audit) -> list[Flaw]:
    """The flaws that an audit kept."""
    return [flaw(one["kind"], one["which"], one["code"], **one["about"]) for one in audit.flaws]


def is_audit_due(now: datetime) -> bool:
    """Once a night; by day only when a night was missed. A log is first audited when it is half a day old."""
    newest = last_audit()
    since = newest.started_at if newest else _first_event_at()
    if since is None:
        return False
    is_night = timezone.localtime(now).hour in NIGHT
    return now - since >= (REST if is_night else LONGEST_REST)


@contextmanager
def sole_audit() -> Iterator[bool]:
    """Whether no other audit runs; while this one does, others are told that one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
        try:
            yield bool(row and row[0])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def size_before(moment: datetime) -> int | None:
    """How many entries the newest checkpoint signed before a moment covers; None when there is none."""
    found = newest_before(moment)
    return found.size if found else None


def is_signed(size: int) -> bool:
    """Whether a checkpoint over exactly so many entries is there."""
    return size == 0 or checkpoint_of(size) is not None


def _first_event_at() -> datetime | None:
    first = Event.objects.filter(Exists(Entry.objects.filter(index=0, event_id=OuterRef("id"))))
    return first.values_list("recorded_at", flat=True).first()
