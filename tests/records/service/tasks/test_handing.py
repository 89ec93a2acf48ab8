"""Whose task a task is: of two desks that reach for it one gets it, and the other is told who has it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from songda.core.access import Role
from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.actions import remove_user
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.records.service.tasks.actions import TaskDraft, end, open_tasks
from songda.records.service.tasks.handing import (
    TakenByAnother,
    colleagues,
    follow_judges,
    hand_over,
    hand_over_all,
    take_task,
)
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.stage import NOW


def task(kind: str = "call") -> Task:
    open_tasks([TaskDraft(kind, "unread", make.case())], NOW)
    return Task.objects.get(kind=kind, owner=None)


def seen(of: Task) -> Task:
    """The task as a page shows it now."""
    return Task.objects.select_related("case").get(id=of.id)


def told() -> list[object]:
    return [event.data for event in Event.objects.filter(name="task.assigned").order_by("number")]


@pytest.mark.database
def test_a_task_is_taken_on_and_over_and_each_time_put_on_record() -> None:
    open_task, chen, sun = task(), make.user(), make.user()
    take_task(seen(open_task), chen, NOW)
    take_task(seen(open_task), sun, NOW)
    assert seen(open_task).owner_id == sun.id
    assert told() == [{"owner": str(chen.id), "before": None}, {"owner": str(sun.id), "before": str(chen.id)}]


@pytest.mark.database
def test_the_second_of_two_desks_is_told_who_has_it() -> None:
    open_task, chen, sun = task(), make.user(name="书记员陈"), make.user(name="书记员孙")
    of_chen, of_sun = seen(open_task), seen(open_task)
    take_task(of_chen, chen, NOW)
    with pytest.raises(TakenByAnother) as lost:
        take_task(of_sun, sun, NOW)
    assert lost.value.owner == chen
    assert "书记员陈" in lost.value.sentence("zh")
    assert "书记员陈" not in repr(lost.value.details)  # which may be logged
    assert seen(open_task).owner_id == chen.id
    assert len(told()) == 1


@pytest.mark.database
def test_the_same_click_twice_is_one_event_and_no_refusal() -> None:
    open_task, chen = task(), make.user()
    page = seen(open_task)
    take_task(page, chen, NOW)
    take_task(seen(open_task), chen, NOW)
    assert len(told()) == 1


@pytest.mark.database
def test_what_was_let_go_meanwhile_is_said_to_be_nobodys() -> None:
    open_task, chen, sun = task(), make.user(), make.user()
    take_task(seen(open_task), chen, NOW)
    page = seen(open_task)
    Task.objects.update(owner=None)
    with pytest.raises(TakenByAnother, match="task_let_go"):
        take_task(page, sun, NOW)


@pytest.mark.database
def test_a_closed_task_is_taken_on_by_nobody() -> None:
    open_task = task()
    end([open_task.id], Fact.CALLED, "engine", NOW)
    with pytest.raises(Refused, match="already_closed"):
        take_task(open_task, make.user(), NOW)


@pytest.mark.database
def test_it_goes_only_to_who_does_tasks_in_this_court_now() -> None:
    gone = make.user()
    remove_user(gone, "engine", NOW)
    gone.refresh_from_db()
    for wrong in (gone, make.user(make.other_court()), make.user(role=Role.AUDITOR)):
        with pytest.raises(WrongField) as refused:
            hand_over(seen(task("unlock")), wrong, "staff:x", NOW)
        assert refused.value.field == "to"
        Task.objects.all().delete()


@pytest.mark.database
def test_what_the_judge_decides_stays_with_the_judge() -> None:
    with pytest.raises(Refused, match="task_is_the_judges"):
        hand_over(seen(task("decide_finding")), make.user(role=Role.JUDGE), "staff:x", NOW)


@pytest.mark.database
def test_all_tasks_of_a_person_go_in_one_act() -> None:
    chen, sun = make.user(name="陈"), make.user(name="孙")
    for kind in ("call", "unlock", "print_paper"):
        take_task(seen(task(kind)), chen, NOW)
    ended = Task.objects.get(kind="unlock")
    end([ended.id], Fact.LINK_OPEN, "engine", NOW)
    assert hand_over_all(chen, sun, f"staff:{chen.id}", NOW) == 2
    assert set(Task.objects.filter(owner=sun).values_list("kind", flat=True)) == {"call", "print_paper"}
    assert len(told()) == 5
    with pytest.raises(WrongField, match="task_same_person"):
        hand_over_all(sun, sun, "staff:x", NOW)


@pytest.mark.database
def test_what_the_other_may_not_approve_stays_behind() -> None:
    liang, judge, sun = make.user(role=Role.SUPERVISOR), make.user(role=Role.JUDGE), make.user()
    take_task(seen(task("approve_lookup")), liang, NOW)
    take_task(seen(task("call")), liang, NOW)
    assert hand_over_all(liang, sun, f"staff:{liang.id}", NOW) == 1
    assert set(Task.objects.filter(owner=sun).values_list("kind", flat=True)) == {"call"}
    Case.objects.update(judge=make.user(role=Role.JUDGE))
    assert hand_over_all(liang, judge, f"staff:{liang.id}", NOW) == 0  # it is not their case
    assert hand_over_all(liang, make.user(role=Role.SUPERVISOR), f"staff:{liang.id}", NOW) == 1


@pytest.mark.database
@pytest.mark.parametrize("office", [Role.SUPERVISOR, Role.JUDGE])
def test_an_approval_leaves_a_judge_whose_case_it_is_no_more_and_stays_with_a_supervisor(office: Role) -> None:
    open_task, before, judge = task("approve_lookup"), make.user(role=office), make.user(role=Role.JUDGE)
    Case.objects.update(judge=judge)
    Task.objects.update(owner=before)
    follow_judges([open_task.case_id], NOW)
    assert seen(open_task).owner == (before if office is Role.SUPERVISOR else judge)


@pytest.mark.database
def test_those_to_choose_from_are_who_does_tasks_here() -> None:
    chen = make.user(name="陈")
    make.user(make.other_court())
    make.user(role=Role.AUDITOR)
    assert colleagues(make.court()) == [chen]


@pytest.mark.database(transaction=True)
def test_of_twenty_desks_that_reach_for_it_at_once_one_gets_it() -> None:
    open_task = task()
    desks = [make.user(name=f"书记员{n}") for n in range(20)]
    start, got, lost = threading.Barrier(len(desks)), [], []

    def reach(user: User) -> None:
        page = seen(open_task)
        start.wait()
        try:
            take_task(page, user, NOW + timedelta(seconds=1))
            got.append(user)
        except TakenByAnother as refused:
            lost.append(refused.owner)
        finally:
            connection.close()

    threads = [threading.Thread(target=reach, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    assert lost == got * 19
    assert len(told()) == 1
