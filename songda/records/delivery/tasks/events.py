"""How the log tells what became of a task."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from songda.core.evidence.canonical import Json
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.actions import NewEvent


@dataclass(frozen=True)
class Said:
    """What somebody said who ended a task, sealed; and what was open then, as it was shown to them."""

    private: Mapping[str, Json] = field(default_factory=dict)
    known: Mapping[str, Json] = field(default_factory=dict)


NOTHING_SAID = Said()


def task_event(name: str, task: Task, actor: str, now: datetime, private: Mapping[str, Json] | None = None) -> NewEvent:
    """What became of a task, and by which fact it ended; `private` sealed."""
    data: dict[str, Json] = {
        "kind": task.kind,
        "reason": task.reason,
        "envelope": str(task.envelope_id) if task.envelope_id else None,
        "due_at": task.due_at.isoformat(),
    }
    if task.party_id:
        data["party"] = str(task.party_id)
    if task.ended_by:
        data["ended_by"] = task.ended_by
    return NewEvent(name, f"task:{task.id}", task.case_id, now, actor, data, private or {})


def with_data(event: NewEvent, **more: Json) -> NewEvent:
    """The event, telling this too, in the open."""
    return replace(event, data={**event.data, **more})
