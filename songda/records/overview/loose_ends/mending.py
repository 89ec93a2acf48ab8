"""Mends a loose end where the record itself says how; what was mended, and how, goes on record."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.delivery.tasks import REPLACED
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.ground.queue import ask
from songda.records.matter.cases.models import Case
from songda.records.overview.loose_ends.found import Kind, LooseEnd
from songda.records.service.orders.due import mark_for_step
from songda.records.service.tasks.actions import end
from songda.records.service.tasks.handing import release_stranded
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.terms import begin_term, set_term

ENGINE = "engine"
STANDS = ("task.opened", "task.closed", "task.reopened")


@transaction.atomic
def mend(loose: LooseEnd, now: datetime) -> bool:
    """Mend it with an event that says so; False where only a person can."""
    if loose.kind not in _MENDERS or not _MENDERS[loose.kind](loose, now):
        return False
    data: dict[str, Json] = {"what": loose.kind.value, "detail": loose.detail}
    record([NewEvent("work.mended", loose.place, _case_of(loose), now, ENGINE, data)], now)
    return True


def _case_of(loose: LooseEnd) -> UUID | None:
    return UUID(loose.known["case"]) if "case" in loose.known else None


def _look_again(loose: LooseEnd, now: datetime) -> bool:
    mark_for_step([_id_in(loose)], now)
    return True


def _ask(loose: LooseEnd, _now: datetime) -> bool:
    if "job" not in loose.known:  # nothing but the worker's clock does that
        return False
    job, queue = loose.known["job"], loose.known["queue"]
    ask(job, queue=queue, **({"channel": queue} if job == "attempts.send" else {}))
    return True


def _ask_again(loose: LooseEnd, _now: datetime) -> bool:
    """The job that was lost, for this person alone."""
    ask(loose.known["job"], queue=loose.known["queue"], party_ids=[loose.known["party"]])
    return True


def _release(loose: LooseEnd, now: datetime) -> bool:
    """All that are stranded at once; whoever asks for the next finds it done."""
    release_stranded(now)
    return Task.objects.filter(id=_id_in(loose), closed_at=None, owner__is_active=False).first() is None


def _end_later(loose: LooseEnd, now: datetime) -> bool:
    return bool(end([_id_in(loose)], REPLACED, ENGINE, now))


def _as_in_log(loose: LooseEnd, _now: datetime) -> bool:
    """The task as its events tell it: opened when and why, ended or not."""
    events = list(Event.objects.on_record().filter(stream=loose.place, name__in=STANDS).order_by("number"))
    task = Task.objects.filter(id=_id_in(loose)).select_related("court").first() or _from_log(_id_in(loose), events[0])
    last, is_ended = events[-1], events[-1].name == "task.closed"
    task.closed_at, task.closed_by = (last.happened_at, last.actor) if is_ended else (None, "")
    task.ended_by = str(last.data.get("ended_by", "")) if is_ended else ""
    begin_term(task)
    set_term(task, [])
    task.save()
    return True


def _from_log(task_id: UUID, opened: Event) -> Task:
    case = Case.objects.select_related("court").get(id=opened.case_id or UUID(int=0))
    about = {"envelope_id": opened.data["envelope"], "party_id": opened.data.get("party")}
    values = {"kind": opened.data["kind"], "reason": opened.data["reason"], "opened_at": opened.happened_at}
    return Task(id=task_id, court=case.court, case=case, **about, **values)


def _id_in(loose: LooseEnd) -> UUID:
    return UUID(loose.place.partition(":")[2])


_MENDERS: Mapping[Kind, Callable[[LooseEnd, datetime], bool]] = {
    Kind.SERVICE_FORGOTTEN: _look_again,
    Kind.NEXT_NOT_SHOWN: _look_again,
    Kind.STEP_NOT_TAKEN: _look_again,
    Kind.LEFT_DUE: _ask,
    Kind.FOLLOW_UP_LOST: _ask_again,
    Kind.TASK_LOST: _as_in_log,
    Kind.TASK_UNLIKE_LOG: _as_in_log,
    Kind.TASK_OF_NOBODY: _release,
    Kind.TASK_TWICE: _end_later,
}
