"""Who does the work of somebody who is away: new tasks fall to them, the open ones lie on both desks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court, User
from songda.records.delivery.tasks.handing import check_does_tasks
from songda.records.delivery.tasks.models import Substitution
from songda.records.ground.evidence.actions import NewEvent, record


@dataclass(frozen=True)
class SubstitutionDraft:
    """Who is away from when until when, and who stands in."""

    person: User
    stand_in: User
    since: datetime
    until: datetime


@transaction.atomic
def note_substitution(draft: SubstitutionDraft, by: str, now: datetime) -> Substitution:
    """Put it on record. Raises WrongField: times in the wrong order or over, the same person, one who does no tasks;
    Refused where somebody stands in for them already at that time."""
    person = User.objects.select_for_update().get(id=draft.person.id)  # one after the other
    _check(draft, person, now)
    running = Substitution.objects.filter(person=person, ended_at=None)
    if running.filter(since__lt=draft.until, until__gt=draft.since).exists():
        raise Refused("substituted_already")
    row = Substitution.objects.create(
        id=new_id(), person=person, stand_in=draft.stand_in, since=draft.since, until=draft.until, noted_by=by
    )
    record([_event("substitution.noted", row, by, now)], now)
    return row


@transaction.atomic
def end_substitution(row: Substitution, by: str, now: datetime) -> None:
    """They are back, or it was entered by mistake; what fell to the stand-in stays theirs."""
    over = Substitution.objects.filter(id=row.id, ended_at=None, until__gt=now)
    if not over.update(ended_at=now):
        raise Refused("substitution_over_already")
    record([_event("substitution.ended", row, by, now)], now)


def substitutions_of(court: Court, now: datetime, person: User | None = None) -> list[Substitution]:
    """Those that run or are to come, of the whole court or as one person is concerned, the nearest first."""
    rows = Substitution.objects.filter(person__court=court, ended_at=None, until__gt=now)
    if person is not None:
        rows = rows.filter(Q(person=person) | Q(stand_in=person))
    return list(rows.select_related("person", "stand_in").order_by("since", "id"))


def substitution_of(court: Court, substitution_id: UUID) -> Substitution:
    """One of this court; Substitution.DoesNotExist for any other."""
    return Substitution.objects.select_related("person", "stand_in").get(id=substitution_id, person__court=court)


def _check(draft: SubstitutionDraft, person: User, now: datetime) -> None:
    if draft.until <= draft.since:
        raise WrongField("until", "ends_before_it_begins")
    if draft.until <= now:
        raise WrongField("until", "substitution_in_past")
    if person.court_id is None:
        raise WrongField("person", "does_no_tasks")
    check_does_tasks(person, person.court_id, "person")
    check_does_tasks(draft.stand_in, person.court_id, "stand_in")
    if draft.stand_in.id == person.id:
        raise WrongField("stand_in", "task_same_person")


def _event(name: str, row: Substitution, by: str, now: datetime) -> NewEvent:
    data = {
        "stand_in": str(row.stand_in_id),
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
    }
    return NewEvent(name, f"staff:{row.person_id}", None, now, by, data)
