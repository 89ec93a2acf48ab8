"""The open tasks of a case."""

import pytest

from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.unfinished import open_tasks_of
from tests import make
from tests.records.stage import NOW


@pytest.mark.database
def test_a_case_lists_its_own_open_tasks() -> None:
    open_tasks([TaskDraft("call", "unread", make.case())], NOW)
    open_task = Task.objects.get()
    assert open_tasks_of(open_task.case) == [open_task]
    assert open_tasks_of(make.case()) == []
