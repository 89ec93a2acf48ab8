"""Disturbances: begun and ended with one entry each, however often and by however many workers they are noticed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from songda.core.delivery.incidents import IncidentKind
from songda.core.evidence.canonical import Json
from songda.exchange import plain_text
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.models import Incident
from songda.records.ground.pages import SIZE, Page, page_of

LONGEST_DETAIL = 200


@dataclass(frozen=True)
class Trouble:
    """What is away or full; `detail` names no person and no password, and may quote whoever gave no better answer."""

    kind: IncidentKind
    subject: str = ""
    detail: str = ""

    @property
    def short(self) -> str:
        """The detail as it is kept."""
        return plain_text(self.detail)[:LONGEST_DETAIL]


@transaction.atomic
def begin_incident(trouble: Trouble, waiting: int, now: datetime) -> bool:
    """Note that it is so; whether this was the first to notice."""
    known = Incident.objects.filter(kind=trouble.kind, subject=trouble.subject, ended_at=None)
    if known.update(waiting=Greatest(F("waiting"), waiting), detail=trouble.short):
        return False
    fresh = Incident(kind=trouble.kind, subject=trouble.subject, detail=trouble.short, waiting=waiting, begun_at=now)
    if not Incident.objects.bulk_create([fresh], ignore_conflicts=True):
        return False
    record([_event("incident.begun", trouble, now, {"detail": trouble.short})], now)
    return True


def end_incident(kind: IncidentKind, now: datetime, subject: str = "") -> bool:
    """It is over; whether it had been noted."""
    known = Incident.objects.filter(kind=kind, subject=subject, ended_at=None)
    return known.exists() and _end(known, Trouble(kind, subject), now)


@transaction.atomic
def _end(known: QuerySet[Incident], trouble: Trouble, now: datetime) -> bool:
    open_now = known.select_for_update().first()
    if open_now is None:
        return False
    known.update(ended_at=now)
    data: dict[str, Json] = {"begun_at": open_now.begun_at.isoformat(), "waiting": open_now.waiting}
    record([_event("incident.ended", trouble, now, data)], now)
    return True


@transaction.atomic
def note_past_incident(trouble: Trouble, begun_at: datetime, now: datetime) -> None:
    """What could not be noted while it lasted, such as that there was no database."""
    begin_incident(trouble, 0, begun_at)
    end_incident(trouble.kind, now, trouble.subject)


def _event(name: str, trouble: Trouble, at: datetime, data: dict[str, Json]) -> NewEvent:
    about: dict[str, Json] = {"kind": trouble.kind.value, "subject": trouble.subject}
    return NewEvent(name, f"incident:{trouble.kind.value}", None, at, "engine", about | data)


def has_incident(kind: IncidentKind) -> bool:
    """Whether one of this kind lasts."""
    return Incident.objects.filter(kind=kind, ended_at=None).exists()


def open_incidents() -> list[Incident]:
    """Those that last, the oldest first."""
    return list(Incident.objects.filter(ended_at=None).order_by("begun_at"))


def incident_page(place: str = "", size: int = SIZE) -> Page[Incident]:
    """A page of them, over or not, the newest first."""
    return page_of(Incident.objects.all(), ("-begun_at", "-id"), place, size)
