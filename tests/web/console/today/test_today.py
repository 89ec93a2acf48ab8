"""Today: the tasks with owner and due date, and what is done with them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda import clock
from songda.records.cases.hearings import set_hearing
from songda.records.evidence.models import Event
from songda.records.tasks.actions import TaskDraft, close_task, open_tasks
from songda.records.tasks.models import Task
from tests import make
from tests.records.stage import envelope
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def task(kind: str = "call", reason: str = "unread") -> Task:
    party = make.party(name="李卫国")
    make.address(party)
    sent = envelope(party)
    open_tasks([TaskDraft(kind, reason, party.case, sent)], clock.now() - timedelta(days=3))
    return Task.objects.get(kind=kind)


def today(query: str = "", language: str = "zh-hans") -> str:
    return signed_in(language=language).get(reverse("console:today") + query).content.decode()


def test_a_task_says_what_why_for_whom_and_until_when() -> None:
    open_task = task()
    shown = today()
    for word in ("电话联系受送达人", "文书已到达但逾期未查阅", "李卫国", open_task.case.number, "已逾期"):
        assert word in shown


def test_tasks_are_shown_by_kind() -> None:
    task()
    assert "文书已到达但逾期未查阅" in today("?kind=call")
    assert "文书已到达但逾期未查阅" not in today("?kind=unlock")
    assert "文书已到达但逾期未查阅" in today("?kind=nonsense")


def test_a_task_is_taken_on_and_closed_once() -> None:
    open_task = task()
    clerk = make.user(name="书记员陈")
    client = signed_in(clerk)
    client.post(reverse("console:take_task", args=[open_task.id]))
    open_task.refresh_from_db()
    assert open_task.owner == clerk
    assert Event.objects.filter(name="task.assigned").count() == 1
    client.post(reverse("console:close_task", args=[open_task.id]))
    open_task.refresh_from_db()
    assert open_task.closed_by == f"staff:{clerk.id}"


def test_a_task_that_somebody_else_closed_says_so() -> None:
    open_task = task()
    close_task(open_task, "engine", clock.now())
    page = signed_in().post(reverse("console:close_task", args=[open_task.id]), follow=True)
    assert "该待办事项已办结" in page.content.decode()


def test_the_way_back_leads_only_to_pages_of_our_own() -> None:
    open_task = task()
    there = signed_in().post(reverse("console:take_task", args=[open_task.id]), {"next": "https://example.com/"})
    assert there.headers["Location"] == reverse("console:today")


def test_a_hearing_without_a_served_summons_is_named() -> None:
    case = make.case()
    make.party(case, name="李卫国")
    set_hearing(case, clock.now() + timedelta(days=5), "第三审判庭", "engine", clock.now())
    shown = today()
    assert "第三审判庭" in shown
    assert "尚未向该当事人送达本次开庭的传票" in shown


def test_a_court_without_tasks_says_so() -> None:
    assert "Nothing to do here" in today(language="en")


def test_many_tasks_are_shown_a_page_at_a_time() -> None:
    case = make.case()
    open_tasks([TaskDraft("call", "unread", case) for _ in range(51)], clock.now())
    assert today().count("文书已到达但逾期未查阅") == 50
    assert today("?page=2&kind=call").count("文书已到达但逾期未查阅") == 1
