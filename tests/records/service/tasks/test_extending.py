"""More time is given with a reason, sealed in the event; everybody is told anew when that runs out too."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.matter.cases.actions import Reason
from songda.records.service.tasks.actions import TaskDraft, end, open_tasks
from songda.records.service.tasks.by_hand import extend
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.stage import NOW

pytestmark = pytest.mark.database
ZONE = ZoneInfo("Asia/Shanghai")
WHY = Reason("当事人在外地，约定下周联系")


def task(due_at: datetime | None = None) -> Task:
    open_tasks([TaskDraft("call", "unread", make.case(), due_at=due_at)], NOW)
    return Task.objects.get()


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


@pytest.mark.usual_day
def test_days_are_added_to_the_day_on_which_it_was_due() -> None:
    longer = extend(task(), 3, WHY, "staff:chen", NOW)
    assert longer.due_at == local("2026-06-05 17:30")
    assert longer.timer_at == local("2026-06-08 08:30")
    longer.refresh_from_db()
    assert longer.term == 2


@pytest.mark.usual_day
def test_what_is_late_gets_days_from_today() -> None:
    assert extend(task(), 1, WHY, "staff:chen", local("2026-06-10 09:00")).due_at == local("2026-06-11 17:30")


@pytest.mark.usual_day
def test_a_day_that_somebody_named_is_extended_from_there() -> None:
    assert extend(task(local("2026-06-04 10:15")), 1, WHY, "staff:chen", NOW).due_at == local("2026-06-05 17:30")


@pytest.mark.usual_day
def test_why_stands_sealed_in_the_event_and_how_long_in_the_open() -> None:
    longer = extend(task(), 3, WHY, "staff:chen", NOW)
    event = Event.objects.get(name="task.extended")
    assert "外地" not in event.leaf
    assert secrets_of([event.id])[event.id].private == {"reason": WHY.words}
    assert (event.actor, event.data["working_days"]) == ("staff:chen", 3)
    assert event.data["due_at"] == longer.due_at.isoformat()
    assert datetime.fromisoformat(str(event.data["before"])) == local("2026-06-02 17:30")


@pytest.mark.parametrize("days", [0, -1, 61])
def test_neither_nothing_nor_for_ever(days: int) -> None:
    with pytest.raises(WrongField) as wrong:
        extend(task(), days, WHY, "staff:chen", NOW)
    assert wrong.value.field == "working_days"


def test_not_without_a_reason_and_not_what_is_over() -> None:
    open_task = task()
    with pytest.raises(WrongField, match="wrong_reason"):
        extend(open_task, 1, Reason(" "), "staff:chen", NOW)
    end([open_task.id], Fact.CALLED, "engine", NOW)
    with pytest.raises(Refused, match="already_closed"):
        extend(open_task, 1, WHY, "staff:chen", NOW)


def test_the_database_refuses_an_open_task_of_which_nobody_would_be_told() -> None:
    open_task = task()
    with pytest.raises(IntegrityError, match="task_timer_is_armed"), transaction.atomic():
        Task.objects.filter(id=open_task.id).update(timer_at=None)


@pytest.mark.usual_day
def test_twice_is_twice_and_each_stands_in_the_ledger() -> None:
    open_task = task()
    extend(open_task, 1, WHY, "staff:chen", NOW)
    extend(open_task, 1, WHY, "staff:sun", NOW + timedelta(hours=1))
    open_task.refresh_from_db()
    assert open_task.due_at == local("2026-06-04 17:30")
    assert [entry.by for entry in open_task.entries.order_by("id")] == ["staff:chen", "staff:sun"]
