"""Reads tasks, attempts, objections and the timeline of a case, with what people typed beside them; changes nothing.

What was typed stands in the events, sealed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch, prefetch_related_objects

from songda.core.delivery.states import Purpose
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.evidence.causes import in_causal_order
from songda.core.evidence.readings import READINGS
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.queries import staff_id
from songda.records.ground.evidence.models import Entry, Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.ground.evidence.unmarked_events import REFUSED, is_unmarked
from songda.records.matter.cases.models import Case
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import REMINDERS
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.service.tasks.models import Task

_TOLD = (Purpose.SERVICE, *REMINDERS)
TIMELINE_PAGE = 200
TASKS_PAGE = 200
# What a recipient asks for, by the kind of task that it opens, and the fact by which that is met.
WISHES = {
    "print_paper": ("paper_copy.requested", Fact.COPY_SETTLED),
    "call": ("help.requested", Fact.CALLED),
    "rule_objection": ("objection.raised", Fact.OBJECTION_DECIDED),
}
# The names under which events keep what somebody wrote in their own words.
TYPED = ("words", "reason", "note", "proof", "evidence", "speaker")


@dataclass(frozen=True)
class TimelineRow:
    """One event of a case: its name, when it happened, when the court learned it, what, by whom, about what."""

    number: int
    name: str
    at: datetime
    learned_at: datetime
    actor: str
    stream: str
    details: dict[str, object]
    id: UUID
    is_sealed: bool = True  # the log holds it


def timeline(
    case: Case, before: int | None = None, *, readings: bool = True, most: int | None = None
) -> list[TimelineRow]:
    """The newest events of a case, newest first; `before` a number, the page of those that came earlier.

    Without `readings` nothing is told of who only looked: on a busy day that is most of what is on record. What no
    process of ours wrote is told as that, whatever it says.
    """
    events = Event.objects.with_places().filter(case_id=case.id)
    if not readings:
        events = events.exclude(name__in=READINGS)
    if before is not None:
        events = events.filter(number__lt=before)
    newest = list(events.order_by("-number")[: most or TIMELINE_PAGE])
    return [_row(event) for event in in_causal_order(newest[::-1])[::-1]]


def stream(*names: str) -> list[TimelineRow]:
    """Everything that happened to one thing or several (`service:<id>`, `attempt:<n>`, …), oldest first.

    What no process of ours wrote is told as that, whatever it says.
    """
    events = Event.objects.with_places().filter(stream__in=names).order_by("number")
    return [_row(event) for event in in_causal_order(list(events))]


@dataclass(frozen=True)
class Feed:
    """What happened in the cases of a court within a stretch of the log, each with its place and its case.

    `read_to`: the last place that was looked at. `is_whole`: there was nothing beyond it at that moment.
    """

    rows: Sequence[tuple[int, UUID, TimelineRow]]
    read_to: int
    is_whole: bool


FEED_SPAN = 20_000  # places of the log that are read at once, whichever court's they are
# Of tries those alone that serve or remind: a one-time code is nobody's news.
_FEED = """
SELECT event.*, entry.index, true AS is_placed, false AS waits
FROM evidence_entry AS entry JOIN evidence_event AS event ON event.id = entry.event_id
JOIN cases_case ON cases_case.id = event.case_id AND cases_case.court_id = %(court)s
WHERE entry.index > %(after)s AND entry.index <= %(upto)s AND NOT event.name = ANY(%(readings)s)
AND (event.stream NOT LIKE 'attempt:%%' OR EXISTS (
    SELECT FROM attempts_attempt WHERE id = substr(event.stream, 9)::bigint AND purpose = ANY(%(purposes)s)))
ORDER BY entry.index LIMIT %(limit)s
"""


def feed(court: Court, after: int, limit: int) -> Feed:
    """What happened in the cases of this court behind a place of the log, in the order of the log.

    Places are given one after the other and without holes, so nothing can appear later before what was read.
    """
    newest = Entry.objects.aggregate(newest=Max("index"))["newest"]
    head = -1 if newest is None else newest
    upto = min(after + FEED_SPAN, head)
    asked = {"court": court.id, "after": after, "upto": upto, "readings": list(READINGS), "limit": limit}
    found: Iterable[Any] = Event.objects.raw(_FEED, {**asked, "purposes": list(_TOLD)})
    rows = [(event.index, event.case_id, _row(event)) for event in found]
    read_to = rows[-1][0] if len(rows) == limit else max(after, upto)
    return Feed(rows, read_to, is_whole=read_to >= head)


def _row(event: Event) -> TimelineRow:
    if is_unmarked(event):
        return TimelineRow(
            number=event.number,
            name=REFUSED,
            at=event.happened_at,
            learned_at=event.recorded_at,
            actor="engine",
            stream=f"event:{event.number}",
            details={},
            id=event.id,
            is_sealed=False,
        )
    return TimelineRow(
        number=event.number,
        name=event.name,
        at=event.happened_at,
        learned_at=event.recorded_at,
        actor=event.actor,
        stream=event.stream,
        details=event.data,
        id=event.id,
        is_sealed=event.is_placed,
    )


def open_tasks_page(court: Court, owner_id: UUID | None, number: int) -> list[Task]:
    """One page of the open tasks of a court, or of one member of its staff, the most urgent first."""
    rows = Task.objects.filter(court=court, closed_at=None).select_related("case", "owner")
    if owner_id is not None:
        rows = rows.filter(owner=owner_id)
    start = (number - 1) * TASKS_PAGE
    return list(rows.order_by("due_at", "id")[start : start + TASKS_PAGE])


def attempts_of(envelope: Envelope) -> list[Attempt]:
    """The engine's attempts for an envelope with address, parts and receipts, oldest first."""
    rows = Attempt.objects.filter(envelope=envelope).select_related("address").order_by("id")
    return list(rows.prefetch_related("parts", "receipts", "objections"))


def acts_of(envelope: Envelope) -> list[RecipientAct]:
    """What the recipient did with the papers of an envelope."""
    rows = RecipientAct.objects.filter(service__envelope=envelope).select_related("service__paper")
    return list(rows.order_by("at", "id"))


def objections_of(case: Case) -> list[Objection]:
    """The objections in a case, newest first."""
    rows = Objection.objects.filter(envelope__case=case).select_related("envelope__party", "service__paper")
    return list(rows.order_by("-raised_at"))


def with_findings(tasks: Sequence[Task]) -> Sequence[Task]:
    """The same tasks, each with what the law says of its papers and what was typed; few statements for any number."""
    services = Service.objects.select_related("paper", "finding")
    prefetch_related_objects(list(tasks), Prefetch("envelope__services", services))
    return with_words(tasks)


def task_of(court: Court, task_id: UUID) -> Task:
    """One task of this court; Task.DoesNotExist for any other."""
    return Task.objects.select_related("case__court", "envelope__party", "party", "owner").get(id=task_id, court=court)


def objection_of(court: Court, objection_id: UUID) -> Objection:
    """One objection of this court; Objection.DoesNotExist for any other."""
    rows = Objection.objects.select_related(
        "envelope__case", "envelope__party__case__judge", "attempt__address", "deed__address", "service__paper"
    )
    return rows.get(id=objection_id, envelope__case__court=court)


def with_words(tasks: Sequence[Task]) -> Sequence[Task]:
    """The same tasks, each with what the recipient wrote with the wish that it is for; few statements for any."""
    asking = {task.envelope_id for task in tasks if _wish_of(task) and task.envelope_id}
    words = _words_of_open_wishes(asking) if asking else {}
    for task in tasks:
        task.typed = words.get((task.envelope_id, _wish_of(task)), ())
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


def _words_of_open_wishes(envelope_ids: set[UUID]) -> Mapping[tuple[UUID | None, str], tuple[str, ...]]:
    """What was written with every wish that is not met yet, by envelope and wish, oldest first."""
    met = _met_at(envelope_ids)
    streams = {f"envelope:{envelope_id}": envelope_id for envelope_id in envelope_ids}
    wishes = [wish for wish, _fact in WISHES.values()]
    events = [
        event
        for event in Event.objects.on_record().filter(stream__in=streams, name__in=wishes).order_by("number")
        if (at := met.get((streams[event.stream], event.name))) is None or event.recorded_at > at
    ]
    typed = typed_in([event.id for event in events])
    words: dict[tuple[UUID | None, str], tuple[str, ...]] = {}
    for event in events:
        key = (streams[event.stream], event.name)
        words[key] = (*words.get(key, ()), *typed.get(event.id, ()))
    return words


def _met_at(envelope_ids: set[UUID]) -> Mapping[tuple[UUID, str], datetime]:
    """When each wish was met last."""
    facts = [fact for _wish, fact in WISHES.values()]
    rows = Task.objects.filter(envelope__in=envelope_ids, kind__in=WISHES, ended_by__in=facts).order_by("closed_at")
    closed = rows.values_list("envelope_id", "kind", "closed_at")
    return {(envelope, WISHES[kind][0]): at for envelope, kind, at in closed if envelope and at}
