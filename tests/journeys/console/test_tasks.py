"""Clerks and a supervisor at their desks: two reach for one task, tasks change hands, somebody stands in, lanes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from songda import clock
from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.matter.cases.hearings import set_hearing
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Substitution, Task
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import envelope

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
DAY = timedelta(days=1)


def task(kind: str = "call", reason: str = "unread", *, days_ago: int = 0, hearing_in: int = 0) -> Task:
    party = make.party(name="李卫国")
    sent = envelope(party)
    open_tasks([TaskDraft(kind, reason, party.case, sent)], clock.now() - days_ago * DAY)
    if hearing_in:
        set_hearing(party.case, clock.now() + hearing_in * DAY, "第三审判庭", "engine", clock.now())
    return Task.objects.get(envelope=sent, kind=kind)


def lane(page: Page, name: str) -> list[str]:
    """The numbers of the cases in a lane, from top to bottom."""
    section = page.locator("section.lane").filter(has=page.get_by_role("heading", name=name))
    return [text.strip() for text in section.locator("li a[href*='/cases/']").all_text_contents()]


def owner_of(of: Task) -> User | None:
    return elsewhere(lambda: Task.objects.select_related("owner").get(id=of.id).owner)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
def test_two_desks_take_the_same_task(screen: Screen, *, scripts: bool) -> None:
    open_task, chen, sun = task(), make.user(name="书记员陈"), make.user(name="书记员孙")
    first, second = screen(scripts=scripts), screen(scripts=scripts)
    desk.sign_in(first, chen)
    desk.sign_in(second, sun)
    first.get_by_role("button", name="承办", exact=True).click()
    expect(first.get_by_role("status")).to_be_visible()
    second.get_by_role("button", name="承办", exact=True).click()
    expect(second.get_by_role("heading", name="该事项已由他人承办", level=1)).to_be_visible()
    expect(second.get_by_text("该事项现由书记员陈承办")).to_be_visible()
    assert owner_of(open_task) == chen
    second.get_by_role("button", name="从书记员陈处接办").click()
    expect(second.get_by_role("heading", name="今日待办", level=1)).to_be_visible()
    assert owner_of(open_task) == sun


def test_a_task_and_then_all_of_a_person_change_hands(screen: Screen) -> None:
    chen, sun, head = make.user(name="书记员陈"), make.user(name="书记员孙"), make.user(role=Role.SUPERVISOR)
    tasks = [task(), task("unlock", "too_many_tries")]
    Task.objects.update(owner=chen)
    page = screen()
    desk.sign_in(page, chen)
    page.get_by_role("link", name="移交", exact=True).first.click()
    page.get_by_label("移交给").select_option(label="书记员孙 · 书记员")
    page.get_by_role("button", name="移交", exact=True).click()
    expect(page.get_by_text("已移交给书记员孙")).to_be_visible()
    assert {owner_of(one) for one in tasks} == {chen, sun}
    above = screen()
    desk.sign_in(above, head)
    above.get_by_role("link", name="人员分工").click()
    above.get_by_role("link", name="移交全部待办").click()
    above.get_by_label("下列人员的全部未办结事项").select_option(label="书记员陈 · 书记员")
    above.get_by_label("移交给").select_option(label="书记员孙 · 书记员")
    above.get_by_role("button", name="移交", exact=True).click()
    expect(above.get_by_text("已将1项待办移交给书记员孙")).to_be_visible()
    assert {owner_of(one) for one in tasks} == {sun}


def test_somebody_is_away_and_the_stand_in_finds_the_work_on_their_desk(screen: Screen) -> None:
    chen, sun = make.user(name="书记员陈"), make.user(name="书记员孙")
    open_task = task()
    Task.objects.update(owner=chen)
    page = screen()
    desk.sign_in(page, chen)
    page.goto("/console/desks/away/")
    page.get_by_label("外出人员").select_option(label="书记员陈 · 书记员")
    until = timezone.localtime(clock.now() + 7 * DAY).strftime("%Y-%m-%dT%H:%M")
    page.locator("#id_until").fill(until)
    page.get_by_label("代办人").select_option(label="书记员孙 · 书记员")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("外出，由书记员孙代办")).to_be_visible()
    other = screen()
    desk.sign_in(other, sun)
    leave_by(other.get_by_role("link", name="我的"))
    assert lane(other, "电话与联系方式") == [open_task.case.number]
    page.get_by_role("button", name="已返岗").click()
    expect(page.get_by_text("目前无人外出")).to_be_visible()
    assert elsewhere(lambda: Substitution.objects.get().ended_at) is not None


@pytest.mark.parametrize("width", [1280, 390])
def test_lanes_show_what_is_lost_first_on_top_and_what_is_late_apart(screen: Screen, width: int) -> None:
    late = task(days_ago=20)
    plain, far, near = task(), task(hearing_in=20), task(hearing_in=2)
    decision = task("decide_finding", "presumed")
    page = screen(width)
    desk.sign_in(page, make.user())
    assert lane(page, "已逾期") == [late.case.number]
    assert lane(page, "电话与联系方式") == [one.case.number for one in (near, far, plain)]
    assert lane(page, "待法官决定") == [decision.case.number]
    expect(page.get_by_text("暂无事项")).to_be_visible()  # nothing on paper
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
