"""Each rung of a late task is climbed once: by day, for the right people, whatever is killed in between."""

import os
import random
import signal
import time
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from songda.core.access import Role
from songda.core.delivery.tasks import RUNGS, Fact
from songda.records.court.staff.actions import remove_user
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.service.tasks.actions import TaskDraft, end, open_tasks
from songda.records.service.tasks.by_hand import extend
from songda.records.service.tasks.handing import SubstitutionDraft, note_substitution, take_task
from songda.records.service.tasks.models import Escalation, Task
from songda.records.service.tasks.running_terms import escalate
from tests import make
from tests.records.stage import NOW

ZONE = ZoneInfo("Asia/Shanghai")


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


TUESDAY_EVENING = local("2026-06-02 17:31")  # the call that was opened on Monday is due at 17:30
WEDNESDAY, FRIDAY = local("2026-06-03 08:30"), local("2026-06-05 08:30")


def late(clerk: User | None = None, owner: User | None = None) -> Task:
    case = make.case()
    Case.objects.filter(id=case.id).update(registered_by=clerk)
    open_tasks([TaskDraft("call", "unread", case)], NOW)
    task = Task.objects.get(case=case)
    if owner:
        take_task(task, owner, NOW)
    return task


def climbed() -> list[tuple[str, datetime]]:
    return list(Escalation.objects.order_by("id").values_list("rung", "at"))


@pytest.mark.database
@pytest.mark.usual_day
def test_first_the_owner_and_the_clerk_then_the_supervisor() -> None:
    chen, sun, head = make.user(name="陈"), make.user(name="孙"), make.user(role=Role.SUPERVISOR)
    make.user(make.other_court(), role=Role.SUPERVISOR)
    task = late(chen, sun)
    assert escalate(local("2026-06-02 17:29")) == 0
    escalate(WEDNESDAY)
    escalate(WEDNESDAY)
    escalate(FRIDAY - timedelta(minutes=1))
    escalate(FRIDAY)
    told = list(Escalation.objects.order_by("id").values_list("rung", "told"))
    assert told == [("late", [sun.id, chen.id]), ("very_late", [head.id])]
    events = Event.objects.filter(stream=f"task:{task.id}", name="task.escalated").order_by("number")
    assert [(event.data["rung"], event.data["told"]) for event in events] == [
        ("late", [str(sun.id), str(chen.id)]),
        ("very_late", [str(head.id)]),
    ]
    task.refresh_from_db()
    assert (task.rungs_left, task.timer_at) == (0, None)


@pytest.mark.database
@pytest.mark.parametrize("night", ["2026-06-02 17:31", "2026-06-03 03:00", "2026-06-06 11:00", "2026-06-19 11:00"])
@pytest.mark.usual_day
def test_nobody_is_told_at_night_or_on_a_rest_day_even_where_the_worker_was_away(night: str) -> None:
    late()
    Task.objects.update(timer_at=NOW)  # as if it had been armed under other hours
    escalate(local(night))
    assert not Escalation.objects.exists()
    (armed,) = Task.objects.values_list("timer_at", flat=True)
    assert armed is not None
    escalate(armed)
    assert climbed()[0] == ("late", armed)


@pytest.mark.database
@pytest.mark.usual_day
def test_a_worker_that_was_away_for_a_week_tells_everybody_at_once_and_once() -> None:
    late()
    for _ in range(3):
        escalate(local("2026-06-12 10:00"))
    assert [rung for rung, _ in climbed()] == list(RUNGS)


@pytest.mark.database
@pytest.mark.usual_day
def test_what_was_extended_is_told_anew_when_it_is_late_again() -> None:
    task = late()
    escalate(WEDNESDAY)
    extend(task, 1, Reason("另约时间"), "staff:chen", local("2026-06-03 09:00"))
    assert escalate(FRIDAY - timedelta(days=1)) == 0
    escalate(FRIDAY)
    assert [rung for rung, _ in climbed()] == ["late", "late"]


@pytest.mark.database
def test_what_ended_is_told_to_nobody() -> None:
    end([late().id], Fact.CALLED, "engine", NOW)
    assert escalate(FRIDAY) == 0


@pytest.mark.database
@pytest.mark.usual_day
def test_a_rung_that_was_climbed_already_is_not_climbed_whatever_the_timer_says() -> None:
    task = late()
    escalate(WEDNESDAY)
    Task.objects.filter(id=task.id).update(rungs_left=2, timer_at=WEDNESDAY)
    escalate(WEDNESDAY)
    assert len(climbed()) == 1
    assert Event.objects.filter(name="task.escalated").count() == 1


@pytest.mark.database
@pytest.mark.usual_day
def test_whoever_left_is_not_told_and_whoever_stands_in_is() -> None:
    gone, absent, there = make.user(name="走"), make.user(name="离"), make.user(name="在")
    late(gone, absent)
    remove_user(gone, "engine", NOW)
    note_substitution(SubstitutionDraft(absent, there, NOW, NOW + timedelta(days=9)), "engine", NOW)
    escalate(WEDNESDAY)
    assert Escalation.objects.get().told == [absent.id, there.id]


# killed at random


def storm(count: int, kills: int, chunk: int) -> None:
    """So many timers, climbed by two processes of which one after the other is killed at a random moment."""
    case = make.case()
    drafts = [TaskDraft("call", "unread", case)] * count
    open_tasks(drafts, NOW)
    dice = random.Random(7)
    done = 0
    for moment in (WEDNESDAY, FRIDAY):
        while Task.objects.filter(closed_at=None, timer_at__lte=moment).exists():
            connection.close()  # a process inherits no connection
            climbers = [child(moment, chunk) for _ in range(2)]
            if done < kills:
                time.sleep(dice.uniform(0.01, 0.12))
                for climber in climbers:
                    os.kill(climber, signal.SIGKILL)
            done += sum(os.WIFSIGNALED(os.waitpid(climber, 0)[1]) for climber in climbers)
    assert done >= kills, f"only {done} processes were killed: there was too little to do"
    times = Counter(Escalation.objects.values_list("task_id", "rung"))
    assert len(times) == 2 * count
    assert set(times.values()) == {1}
    told = Counter(
        (event.stream, event.data["rung"]) for event in Event.objects.filter(name="task.escalated").iterator()
    )
    assert len(told) == 2 * count
    assert set(told.values()) == {1}
    assert not Task.objects.exclude(rungs_left=0).exists()


def child(moment: datetime, chunk: int) -> int:
    """A process that climbs until nothing is left; its id."""
    made = os.fork()
    if made:
        return made
    try:
        while escalate(moment, chunk):
            pass
    finally:
        os._exit(0)


@pytest.mark.database(transaction=True)
@pytest.mark.usual_day
def test_each_rung_is_climbed_once_though_processes_are_killed() -> None:
    storm(300, 8, 10)


@pytest.mark.night("a hundred kills")
@pytest.mark.timeout(1200)
@pytest.mark.database(transaction=True)
def test_ten_thousand_timers_and_a_hundred_kills() -> None:
    storm(10_000, 100, 40)
