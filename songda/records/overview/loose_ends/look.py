"""Looks for every loose end: papers and tasks that nobody will see again, and follow-ups that were lost.

Tasks are compared with what the evidence log tells of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.core.delivery.plan import Served, Try, next_step
from songda.core.delivery.tasks import CARRYING, FOR_JUDGES
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.models import StuckRow
from songda.records.ground.queue import chunks, isolate_failures
from songda.records.law.decisions.ask_law import ruling_of
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.law.facts.plan_facts import plan_facts
from songda.records.law.plans import plans_of
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.corrections import WHO_THEY_ARE
from songda.records.overview.due_work import left_since
from songda.records.overview.loose_ends.found import Kind, LooseEnd
from songda.records.proof.certificates.draft import current_print_marks
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.leases import channels_sent_over
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import STILL_WANTED, WAITING
from songda.records.service.deeds.models import Deed
from songda.records.service.findings.law_version import law_version
from songda.records.service.orders.models import Envelope
from songda.records.service.orders.overtaken import left_over
from songda.records.service.orders.queries import unserved
from songda.records.service.tasks.assignment import DOES_TASKS
from songda.records.service.tasks.models import Task

M = TypeVar("M", bound=Model)
GRACE = timedelta(minutes=1)  # a worker looks every few seconds
# What the log says last of each task, beside the row as it is; written together, so they never differ by themselves.
_UNLIKE_LOG = """
WITH last AS (
    SELECT DISTINCT ON (stream) stream, name, case_id, data, recorded_at
    FROM evidence_event
    WHERE stream LIKE 'task:%%' AND name IN ('task.opened', 'task.closed', 'task.reopened')
      AND (EXISTS (SELECT FROM evidence_entry entry WHERE entry.event_id = evidence_event.id)
           OR EXISTS (SELECT FROM evidence_unsequenced waiting WHERE waiting.number = evidence_event.number))
    ORDER BY stream, number DESC
)
SELECT last.stream, last.case_id, last.data->>'kind', last.recorded_at, task.id IS NULL
FROM last LEFT JOIN tasks_task task ON 'task:' || task.id = last.stream
WHERE task.id IS NULL OR (task.closed_at IS NULL) = (last.name = 'task.closed')
ORDER BY last.stream
"""


def quickly_found(now: datetime) -> Iterator[LooseEnd]:
    """Those that a few statements over what is open find; neither the log nor the engine's rules are asked."""
    yield from forgotten()
    yield from left_due(now)
    yield from stuck()
    yield from of_nobody()
    yield from twice()
    yield from of_closed_cases()


def loose_ends(now: datetime) -> Iterator[LooseEnd]:
    """Everything that would be forgotten, the gravest first; changes nothing."""
    yield from unlike_log()
    yield from not_taken(now)
    yield from not_shown(now)
    yield from lost(now)
    yield from quickly_found(now)


def left_due(now: datetime) -> Iterator[LooseEnd]:
    """For each kind of the worker's work: how many rows have been due for longer than `GRACE`, job or no job."""
    late = now - GRACE
    for left in left_since(late, now):
        known = {"job": left.work.job, "queue": left.work.queue} if left.work.job else {}
        yield _left(left.work.job or left.work.name, left.count, left.since, known)
    pending = Attempt.objects.filter(state="pending", send_after__lte=late, planned_at__lte=late)
    sent_over = channels_sent_over()  # there what waits waits for the provider's speed, and no job speaks of it
    for channel in sorted(set(pending.values_list("channel", flat=True).distinct()) - sent_over):
        counted = pending.filter(channel=channel).aggregate(count=Count("pk"), since=Min(F("send_after")))
        known = {"job": "attempts.send", "queue": channel}
        yield _left("attempts.send", counted["count"], counted["since"], known)


def _left(job: str, count: int, since: datetime, known: Mapping[str, str]) -> LooseEnd:
    return LooseEnd(Kind.LEFT_DUE, f"job:{job}", detail=f"{count} rows", since=since, known=known)


def stuck() -> Iterator[LooseEnd]:
    """Rows whose work failed and is tried again: everything else goes on without them."""
    for row in StuckRow.objects.order_by("since", "id").iterator():
        detail = f"{row.work}, {row.wrong}, {row.tries} tries"
        yield LooseEnd(Kind.ROW_STUCK, f"{row.work}:{row.row}", detail=detail, since=row.since)


def forgotten() -> Iterator[LooseEnd]:
    """Open envelopes with an unserved paper and neither an open task, nor a message under way, nor a date.

    Those are left out of which nothing may go on: corrected, for a hearing that is none, for whoever died.
    """
    idle = _unserved().filter(next_step_at=None, ask_law_at=None)
    about = Q(envelope=OuterRef("pk")) | Q(envelope=None, party=OuterRef("party_id"))
    tasks = Task.objects.filter(about, kind__in=CARRYING, closed_at=None)
    moving = Q(state__in=("pending", "submitting")) | Q(state__in=("accepted", "unknown"), expires_at__isnull=False)
    under_way = Attempt.objects.filter(moving, envelope=OuterRef("pk"), purpose="service")
    idle = idle.exclude(Exists(tasks)).exclude(Exists(under_way)).select_related("case")
    for ids in chunks(list(idle.values_list("id", flat=True))):
        left = list(unserved().filter(envelope__in=ids).select_related("envelope"))
        to_serve = {service.envelope_id for service in left} - left_over(ids).keys()
        yield from (_end(Kind.SERVICE_FORGOTTEN, envelope) for envelope in idle.filter(id__in=to_serve).order_by("id"))


def not_taken(now: datetime) -> Iterator[LooseEnd]:
    """Envelopes that the engine, asked now, would send or close, though nothing tells it to look at them."""
    no_step, no_question = (Q(**{at: None}) | Q(**{f"{at}__gt": now}) for at in ("next_step_at", "ask_law_at"))
    waiting = _unserved().filter(no_step, no_question, closed_at=None)
    for ids in chunks(list(waiting.order_by("id").values_list("id", flat=True))):
        envelopes = list(Envelope.objects.filter(id__in=ids).select_related("case__court", "party").order_by("id"))
        for dossier in load_dossiers(envelopes):
            if isinstance(next_step(plan_facts(dossier, now), now), Try | Served):
                yield _end(Kind.STEP_NOT_TAKEN, dossier.envelope)


def not_shown(now: datetime) -> Iterator[LooseEnd]:
    """Envelopes of which no page tells who does what next, or until when, though something may bring them up again."""
    counted = {end.place for end in forgotten()}
    idle = unserved().filter(
        Q(envelope__next_step_at=None) | Q(envelope__next_step_at__gt=now), envelope__ask_law_at=None
    )
    for ids in chunks(sorted(set(idle.values_list("envelope_id", flat=True)))):
        envelopes = list(Envelope.objects.filter(id__in=ids).select_related("case__court", "party").order_by("id"))
        plans, gone = plans_of(envelopes, now), left_over(ids)
        for envelope in envelopes:
            end = _end(Kind.NEXT_NOT_SHOWN, envelope)
            if plans[envelope.id].is_open_ended and envelope.id not in gone and end.place not in counted:
                yield end


def _unserved() -> QuerySet[Envelope]:
    """Envelopes with a paper that has not taken effect."""
    return Envelope.objects.filter(Exists(unserved().filter(envelope=OuterRef("pk"))), recalled_at=None)


def _end(kind: Kind, envelope: Envelope) -> LooseEnd:
    page, known = f"/console/envelopes/{envelope.id}/", {"case": str(envelope.case_id)}
    return LooseEnd(kind, f"envelope:{envelope.id}", envelope.case.number, page, since=envelope.placed_at, known=known)


def unlike_log() -> Iterator[LooseEnd]:
    """Tasks of the log whose row is gone, or open though the log ended it, or ended though the log did not."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLIKE_LOG)
        rows = cursor.fetchall()
    numbers = dict(Case.objects.filter(id__in={case for _, case, *_ in rows}).values_list("id", "number"))
    for stream, case, kind, at, is_gone in rows:
        which = Kind.TASK_LOST if is_gone else Kind.TASK_UNLIKE_LOG
        yield LooseEnd(which, stream, numbers.get(case, ""), f"/console/cases/{case}/", kind, at, {"case": str(case)})


def of_nobody() -> Iterator[LooseEnd]:
    """Open tasks of people whose account is closed, or whose office does no tasks."""
    does_none = Q(owner__is_active=False) | ~Q(owner__role__in=DOES_TASKS)
    yield from _ends_of_tasks(Kind.TASK_OF_NOBODY, _open().filter(does_none, owner__isnull=False))


def of_closed_cases() -> Iterator[LooseEnd]:
    """Open tasks of closed cases, but for those that a judge decides and those whose papers are still on their way."""
    moving = Q(envelope__isnull=False, envelope__closed_at=None)
    others = {*FOR_JUDGES, "stop_entrusted"}
    left = _open().filter(case__closed_at__isnull=False).exclude(moving).exclude(kind__in=others)
    yield from _ends_of_tasks(Kind.TASK_OF_CLOSED_CASE, left)


def twice() -> Iterator[LooseEnd]:
    """The later ones of open tasks of one kind, for one reason, about one person, that are not about two envelopes."""
    person = Coalesce("party_id", "envelope__party_id")
    same = _open().annotate(person=person).values("case", "kind", "reason", "person")
    for one in (
        same.order_by()
        .annotate(count=Count("id"), bare=Count("id", filter=Q(envelope=None)))
        .filter(count__gt=1, bare__gt=0)
    ):
        alike = {name: one[name] for name in ("case", "kind", "reason", "person")}
        first, *later = _open().annotate(person=person).filter(**alike).order_by("opened_at", "id")
        yield from (_end_of_task(Kind.TASK_TWICE, task, first=str(first.id)) for task in later)


def _open() -> QuerySet[Task]:
    return Task.objects.filter(closed_at=None).select_related("case")


def _ends_of_tasks(kind: Kind, tasks: QuerySet[Task]) -> Iterator[LooseEnd]:
    for task in tasks.order_by("id").iterator():
        yield _end_of_task(kind, task)


def _end_of_task(kind: Kind, task: Task, **known: str) -> LooseEnd:
    page = f"/console/envelopes/{task.envelope_id}/" if task.envelope_id else f"/console/cases/{task.case_id}/"
    known = {"case": str(task.case_id), **known}
    return LooseEnd(kind, f"task:{task.id}", task.case.number, page, task.kind, task.opened_at, known)


def lost(now: datetime) -> Iterator[LooseEnd]:
    """Each envelope of which something changed and what hangs on it was not looked at again: the job for it was lost.

    Nothing marks such a job as owed; that it is follows from the facts alone, so no row that was deleted hides it. The
    law is asked about every envelope that was tried.
    """
    jobs = ProcrastinateJob.objects.filter(status__in=("todo", "doing")).values_list("task_name", "queue_name")
    waiting = set(jobs.distinct())
    for (job, queue), owed in _PENDING.items():
        if (job, queue) not in waiting:
            yield from (_end_of_change(job, queue, envelope) for envelope in owed(now))


def _to_reconsider(now: datetime) -> Iterator[Envelope]:
    """A message waits that nobody wants any more, or the law would say something else than what stands."""
    unwanted = set(WAITING.exclude(STILL_WANTED).values_list("envelope_id", flat=True))
    yield from _whole_change(Envelope.objects.filter(id__in=unwanted))
    sent = Attempt.objects.filter(envelope=OuterRef("pk"), purpose="service").exclude(state="cancelled")
    tried = Exists(sent) | Exists(Deed.objects.filter(envelope=OuterRef("pk")))
    settled = Q(ask_law_at=None) | Q(ask_law_at__gt=now)
    jobs = Envelope.objects.filter(tried, settled, recalled_at=None).exclude(id__in=unwanted)
    for ids in chunks(list(jobs.order_by("id").values_list("id", flat=True))):
        found, _unfit = isolate_failures(list(_whole_change(Envelope.objects.filter(id__in=ids))), load_dossiers)
        yield from (one.envelope for dossiers in found for one in dossiers if _is_answered_otherwise(one, now))


def _is_answered_otherwise(dossier: Dossier, now: datetime) -> bool:
    """What was never answered is due by its own mark; after a change of rules all is decided anew by command."""
    answers = [ruling_of(dossier, service, now) for service in dossier.services]
    return any(one.before and one.is_new and one.before.law_version_id == law_version() for one in answers)


def _to_reopen(_now: datetime) -> Iterator[Envelope]:
    """Wrong tries count though who they are was corrected after the last one: nobody could have typed it right."""
    shut = list(_whole_change(Envelope.objects.filter(Q(wrong_tries__gt=0) | ~Q(locked_at=None), recalled_at=None)))
    tried = _newest_change([f"envelope:{one.id}" for one in shut], ("identity.failed",))
    streams = [f"party:{one.party_id}" for one in shut]
    corrected = _newest_change(streams, ("party.corrected",), Q(data__fields__has_any_keys=sorted(WHO_THEY_ARE)))
    for one in shut:
        if corrected.get(f"party:{one.party_id}", 0) > tried.get(f"envelope:{one.id}", 0):
            yield one


def _newest_change(streams: Iterable[str], names: Iterable[str], more: Q | None = None) -> dict[str, int]:
    """Of each stream the number of the newest such event."""
    events = Event.objects.on_record().filter(more or Q(), stream__in=set(streams), name__in=list(names))
    return dict(events.order_by().values_list("stream").annotate(newest=Max("number")))


def _to_review(_now: datetime) -> Iterator[Envelope]:
    """A certificate in force prints something else than the record says now, and none is about to be made."""
    current = Certificate.objects.exclude(state="replaced").filter(service__finding__certificate_due_at=None)
    for ids in chunks(list(current.order_by("id").values_list("id", flat=True))):
        rows = list(Certificate.objects.filter(id__in=ids).values_list("service__envelope_id", "printed"))
        marks = current_print_marks([envelope for envelope, _ in rows])
        yield from _whole_change(
            Envelope.objects.filter(id__in={one for one, printed in rows if bytes(printed or b"") != marks[one]})
        )


def _whole_change(envelopes: QuerySet[Envelope]) -> QuerySet[Envelope]:
    return envelopes.select_related("case__court", "party").order_by("id")


def _end_of_change(job: str, queue: str, envelope: Envelope) -> LooseEnd:
    page = f"/console/envelopes/{envelope.id}/"
    known = {"case": str(envelope.case_id), "job": job, "queue": queue, "party": str(envelope.party_id)}
    return LooseEnd(Kind.FOLLOW_UP_LOST, f"envelope:{envelope.id}", envelope.case.number, page, job, None, known)


_PENDING: Mapping[tuple[str, str], Callable[[datetime], Iterator[Envelope]]] = {
    ("planning.reconsider", "default"): _to_reconsider,
    ("portal_acts.reopen", "default"): _to_reopen,
    ("certificates.review", "certificates"): _to_review,
}
