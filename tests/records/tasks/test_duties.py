"""Whose task a task is."""

import pytest

from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused
from songda.records.evidence.models import Event
from songda.records.tasks.actions import TaskDraft, end, open_tasks
from songda.records.tasks.duties import open_tasks_of, take_task
from songda.records.tasks.models import Task
from tests import make
from tests.records.stage import NOW

pytestmark = pytest.mark.database


def task() -> Task:
    open_tasks([TaskDraft("call", "unread", make.case())], NOW)
    return Task.objects.get()


def test_a_task_is_taken_on_and_over_and_each_time_put_on_record() -> None:
    open_task, chen, sun = task(), make.user(), make.user()
    take_task(open_task, chen, NOW)
    open_task.refresh_from_db()
    take_task(open_task, sun, NOW)
    open_task.refresh_from_db()
    assert open_task.owner == sun
    told = [event.data for event in Event.objects.filter(name="task.assigned").order_by("number")]
    assert told == [{"owner": str(chen.id), "before": None}, {"owner": str(sun.id), "before": str(chen.id)}]


def test_a_closed_task_is_taken_on_by_nobody() -> None:
    open_task = task()
    end([open_task.id], Fact.CALLED, "engine", NOW)
    with pytest.raises(Refused, match="already_closed"):
        take_task(open_task, make.user(), NOW)


def test_a_case_lists_its_own_open_tasks() -> None:
    open_task = task()
    assert open_tasks_of(open_task.case) == [open_task]
    assert open_tasks_of(make.case()) == []
