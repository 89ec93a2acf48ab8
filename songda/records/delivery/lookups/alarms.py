"""Alarms of the watch are raised, and judged by somebody whom they are not about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Value, When

from songda.clock import new_id
from songda.core.access import Act, may
from songda.core.lookups.watch import Kind
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court, User
from songda.records.delivery.lookups.models import Alarm
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.pages import Page, page_of
from songda.records.matter.cases.reason import Reason


@dataclass(frozen=True)
class NewAlarm:
    """What is raised; `about` says the same thing in the same words, so that it is raised once."""

    kind: Kind
    about: str
    day: date
    court_id: UUID | None = None
    actor: str = ""
    lookup_id: UUID | None = None
    count: int = 0
    usual: int = 0


@transaction.atomic
def raise_alarms(drafts: Sequence[NewAlarm], now: datetime) -> int:
    """Raise those that were not raised before, with one event each; how many."""
    known = set(Alarm.objects.filter(about__in=[one.about for one in drafts]).values_list("about", flat=True))
    rows = [Alarm(id=new_id(), raised_at=now, **_columns(one)) for one in drafts if one.about not in known]
    Alarm.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Alarm.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    fresh = [row for row in rows if row.id in written]
    record([_event("lookup_alarm.raised", row, "engine", now) for row in fresh], now)
    return len(fresh)


@transaction.atomic
def review(alarm: Alarm, reason: Reason, user: User, now: datetime) -> None:
    """Say what was found; Refused for whom it is about, without the office, or when somebody was faster."""
    words = reason.read()
    held = Alarm.objects.select_for_update(of=("self",)).get(id=alarm.id)
    by = f"staff:{user.id}"
    if not may(user.role, Act.WATCH_LOOKUPS) or held.court_id not in (None, user.court_id):
        raise Refused("alarm_not_yours")
    if held.actor == by:
        raise Refused("alarm_about_you")
    if held.reviewed_at is not None:
        raise Refused("alarm_reviewed_already")
    held.reviewed_at, held.reviewed_by = now, by
    held.review_sealed = vault.seal_text(f"alarm.review:{held.id}", words)
    held.save(update_fields=["reviewed_at", "reviewed_by", "review_sealed"])
    record([_event("lookup_alarm.reviewed", held, by, now, words)], now)
    alarm.refresh_from_db()


def alarms_of(court: Court, asked: str = "") -> Page[Alarm]:
    """A page of the alarms of a court and those that concern every court: open ones first, the newest first."""
    rows = Alarm.objects.filter(court=court) | Alarm.objects.filter(court=None)
    waits = When(reviewed_at=None, then=Value(1))
    return page_of(rows.annotate(waits=Case(waits, default=Value(0))), ("-waits", "-raised_at", "-id"), asked)


def open_alarms(court: Court) -> int:
    """How many wait to be judged."""
    rows = Alarm.objects.filter(court=court) | Alarm.objects.filter(court=None)
    return rows.filter(reviewed_at=None).count()


def _columns(one: NewAlarm) -> dict[str, object]:
    return {**vars(one), "kind": one.kind.value}


def _event(name: str, alarm: Alarm, by: str, now: datetime, words: str = "") -> NewEvent:
    data = {
        "kind": alarm.kind,
        "about": alarm.actor,
        "lookup": str(alarm.lookup_id) if alarm.lookup_id else None,
        "count": alarm.count,
        "usual": alarm.usual,
    }
    private = {"finding": words} if words else {}
    return NewEvent(name, f"lookup_alarm:{alarm.id}", None, now, by, dict(data), dict(private))
