"""Why terms were extended: the words are sealed in the events and read only for who may see them."""

from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of


def reasons_of_extensions(task: Task) -> list[str]:
    """The reason of every extension in their order; empty where it was erased."""
    events = list(Event.objects.on_record().filter(stream=f"task:{task.id}", name="task.extended").order_by("number"))
    kept = secrets_of([event.id for event in events])
    return [str(kept[event.id].private.get("reason", "")) if event.id in kept else "" for event in events]
