"""What people typed, beside the task or the line of the story for which they typed it; events keep it, sealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.records.court.staff.models import User
from songda.records.court.staff.queries import staff_id
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of

# What a recipient asks for, by the kind of task that it opens, and the fact by which that is met.
WISHES = {
    "print_paper": ("paper_copy.requested", Fact.COPY_SETTLED),
    "call": ("help.requested", Fact.CALLED),
    "rule_objection": ("objection.raised", Fact.OBJECTION_DECIDED),
}
# The names under which events keep what somebody wrote in their own words.
TYPED = ("words", "reason", "note", "proof", "evidence", "speaker")


def with_words(tasks: Sequence[Task]) -> Sequence[Task]:
    """The same tasks, each with what the recipient wrote with the wish that it is for; few statements for any."""
    asking = {task.envelope_id for task in tasks if _wish_of(task) and task.envelope_id}
    said = _said(asking) if asking else {}
    for task in tasks:
        task.typed = said.get((task.envelope_id, _wish_of(task)), ())
    return tasks


def _wish_of(task: Task) -> str:
    """The event that keeps what was wished; of an objection the clerk reads the same as the judge."""
    kind = "rule_objection" if task.reason == "objection" else task.kind
    return WISHES[kind][0] if kind in WISHES else ""


def reasons_of(tasks: Sequence[Task]) -> Sequence[Task]:
    """The same tasks, each with the reason for which it was ended by hand, and with who ended it."""
    streams = [f"task:{task.id}" for task in tasks]
    events = list(Event.objects.on_record().filter(stream__in=streams, name="task.closed").order_by("number"))
    typed = typed_in([event.id for event in events])
    newest = {event.stream: typed.get(event.id, ()) for event in events}
    staff = User.objects.in_bulk([key for task in tasks if (key := staff_id(task.closed_by))])
    for task in tasks:
        task.typed = newest.get(f"task:{task.id}", ())
        task.ended_by_whom = str(staff.get(staff_id(task.closed_by), ""))
    return tasks


def typed_in(event_ids: Sequence[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """What somebody wrote in their own words, by the event that keeps it; an erased one is missing."""
    found = {key: _typed(secret.private) for key, secret in secrets_of(event_ids).items()}
    return {key: typed for key, typed in found.items() if typed}


def _typed(private: Mapping[str, Json]) -> tuple[str, ...]:
    return tuple(text for name in TYPED if isinstance(text := private.get(name), str) and text)


def _said(envelope_ids: set[UUID]) -> Mapping[tuple[UUID | None, str], tuple[str, ...]]:
    """What was written with every wish that is not met yet, by envelope and wish, oldest first."""
    met = _met(envelope_ids)
    streams = {f"envelope:{envelope_id}": envelope_id for envelope_id in envelope_ids}
    wishes = [wish for wish, _fact in WISHES.values()]
    events = [
        event
        for event in Event.objects.on_record().filter(stream__in=streams, name__in=wishes).order_by("number")
        if (at := met.get((streams[event.stream], event.name))) is None or event.recorded_at > at
    ]
    typed = typed_in([event.id for event in events])
    said: dict[tuple[UUID | None, str], tuple[str, ...]] = {}
    for event in events:
        key = (streams[event.stream], event.name)
        said[key] = (*said.get(key, ()), *typed.get(event.id, ()))
    return said


def _met(envelope_ids: set[UUID]) -> Mapping[tuple[UUID, str], datetime]:
    """When each wish was met last."""
    facts = [fact for _wish, fact in WISHES.values()]
    rows = Task.objects.filter(envelope__in=envelope_ids, kind__in=WISHES, ended_by__in=facts).order_by("closed_at")
    closed = rows.values_list("envelope_id", "kind", "closed_at")
    return {(envelope, WISHES[kind][0]): at for envelope, kind, at in closed if envelope and at}
