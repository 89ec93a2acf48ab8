"""Gives first messages their text while an experiment runs; where none runs this is never asked.

Every person has one text for the whole experiment, by a keyed hash. A second case of theirs gets the same words and is
not counted again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from songda.core.delivery.wording import MessageFacts
from songda.core.outreach.assignment import arm_of
from songda.core.outreach.wording import fill
from songda.records.court.staff.models import Court
from songda.records.delivery.outreach.models import Arm, Assignment, Experiment
from songda.records.matter.parties.models import Party


@dataclass(frozen=True)
class FirstMessage:
    """The first message to somebody: try, envelope, the person as a keyed hash, the experiment of their court."""

    attempt_number: int
    envelope_id: UUID
    person: bytes
    experiment_id: UUID


def running_in(court: str, at: datetime) -> Subquery:
    """The id of what runs in the court of the outer row named by `court`; part of a statement that is made anyway."""
    return Subquery(_running(at).filter(court=OuterRef(court)).values("id")[:1])


@dataclass(frozen=True)
class Comparison:
    """What a court compares just now, for who wants to show the words that would go out."""

    experiment_id: UUID
    arms: tuple[Arm, ...]


def compared_in(court: Court, at: datetime) -> Comparison | None:
    """The comparison that runs in this court; None where none does."""
    running = _running(at).filter(court=court).prefetch_related("arms").first()
    return Comparison(running.id, tuple(running.arms.all())) if running else None


def text_for(compared: Comparison, party: Party, facts: MessageFacts) -> str:
    """The words that this person would get."""
    return text_of(choose(compared.arms, compared.experiment_id, person_of(party)), facts)


def person_of(party: Party) -> bytes:
    """Who they are in any case of theirs, as a keyed hash; where no number is known, who they are in this one."""
    return bytes(party.number_index) if party.number_index else party.id.bytes


def _running(at: datetime) -> QuerySet[Experiment]:
    return Experiment.objects.filter(begun_at__isnull=False, ended_at=None, ends_at__gt=at)


def arms_of(experiments: Sequence[UUID]) -> Mapping[UUID, list[Arm]]:
    """The texts of each experiment in their order."""
    found: dict[UUID, list[Arm]] = {experiment: [] for experiment in experiments}
    for arm in Arm.objects.filter(experiment__in=found).order_by("name"):
        found[arm.experiment_id].append(arm)
    return found


def choose(arms: Sequence[Arm], experiment_id: UUID, person: bytes) -> Arm:
    """The text of this person."""
    return arms[arm_of(settings.WORDING_SECRET.encode(), experiment_id, person, len(arms))]


def assign(messages: Sequence[FirstMessage], now: datetime) -> Mapping[int, Arm]:
    """The text of each message by the number of its try; who is counted already stays counted once."""
    arms = arms_of(list({message.experiment_id for message in messages}))
    chosen = {m.attempt_number: choose(arms[m.experiment_id], m.experiment_id, m.person) for m in messages}
    rows = [
        Assignment(
            experiment_id=message.experiment_id,
            arm=chosen[message.attempt_number],
            person=message.person,
            envelope_id=message.envelope_id,
            attempt_number=message.attempt_number,
            sent_at=now,
        )
        for message in messages
    ]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    return chosen


def text_of(arm: Arm, facts: MessageFacts) -> str:
    """The words of this text for this message."""
    return fill(arm.text, facts)
