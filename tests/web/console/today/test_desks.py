"""Hand over, stand in, extend: the pages on which tasks change hands, and the one that tells who was faster."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from songda import clock
from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.assignment import rule_of
from songda.records.service.tasks.models import Substitution, Task
from songda.records.service.tasks.running_terms import escalate
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def task(kind: str = "call", owner: User | None = None) -> Task:
    case = make.case()
    open_tasks([TaskDraft(kind, "unread", case)], clock.now())
    Task.objects.filter(case=case).update(owner=owner)
    return Task.objects.get(case=case)


def at(name: str, *keys: object) -> str:
    return reverse(f"console:{name}", args=keys)


def typed_moment(days: int) -> str:
    return timezone.localtime(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def owner_of(of: Task) -> User | None:
    return Task.objects.select_related("owner").get(id=of.id).owner


def test_of_two_desks_that_show_the_same_task_the_slower_is_told_who_has_it_and_may_take_it_over() -> None:
    open_task, chen, sun = task(), make.user(name="书记员陈"), make.user(name="书记员孙")
    first, second = signed_in(chen), signed_in(sun)
    assert first.post(at("take_task", open_task.id), {"owner": ""}).status_code == 302
    lost = second.post(at("take_task", open_task.id), {"owner": ""})
    page = lost.content.decode()
    assert lost.status_code == 409
    assert "该事项现由书记员陈承办" in page
    assert "从书记员陈处接办" in page
    assert owner_of(open_task) == chen
    seen = re.search(r'name="owner" value="([^"]*)"', page)
    assert seen
    second.post(at("take_task", open_task.id), {"owner": seen[1]})
    assert owner_of(open_task) == sun


def test_a_task_is_handed_over_and_who_was_slower_is_told() -> None:
    chen, sun, lin = (make.user(name=name) for name in ("陈", "孙", "林"))
    open_task = task(owner=chen)
    browser = signed_in(chen)
    assert "林" in browser.get(at("hand_task", open_task.id)).content.decode()
    typed = {"to": str(sun.id), "owner": str(chen.id)}
    assert browser.post(at("hand_task", open_task.id), typed).status_code == 302
    assert owner_of(open_task) == sun
    late = signed_in(make.user(role=Role.SUPERVISOR)).post(
        at("hand_task", open_task.id), {"to": str(lin.id), "owner": str(chen.id)}
    )
    assert late.status_code == 409
    assert "孙" in late.content.decode()


def test_somebody_elses_task_is_handed_over_by_a_supervisor_alone() -> None:
    chen, sun = make.user(name="陈"), make.user(name="孙")
    open_task = task(owner=sun)
    for client, status in ((signed_in(chen), 302), (signed_in(make.user(role=Role.SUPERVISOR)), 200)):
        assert client.get(at("hand_task", open_task.id)).status_code == status
    refused = signed_in(chen).get(at("hand_task", open_task.id), follow=True).content.decode()
    assert "只能由承办人或者主管移交" in refused
    signed_in(chen).post(at("hand_task", open_task.id), {"to": str(chen.id), "owner": str(sun.id)})
    assert owner_of(open_task) == sun


def test_what_the_judge_decides_is_not_handed_over() -> None:
    decision = task("decide_finding")
    shown = signed_in(make.user(role=Role.SUPERVISOR)).get(at("hand_task", decision.id), follow=True)
    assert "只能由本案法官办理" in shown.content.decode()


def test_all_of_a_person_in_one_act_but_a_clerk_only_their_own() -> None:
    chen, sun, head = make.user(name="陈"), make.user(name="孙"), make.user(role=Role.SUPERVISOR)
    for _ in range(3):
        task(owner=chen)
    foreign = signed_in(sun).post(at("hand_all"), {"person": str(chen.id), "to": str(sun.id)})
    assert foreign.status_code == 422
    assert Task.objects.filter(owner=chen).count() == 3
    page = signed_in(head).post(at("hand_all"), {"person": str(chen.id), "to": str(sun.id)}, follow=True)
    assert "已将3项待办移交给孙" in page.content.decode()
    assert Task.objects.filter(owner=sun).count() == 3


def away(client: Client, person: User, stand_in: User, until: int = 7) -> int:
    typed = {"person": str(person.id), "stand_in": str(stand_in.id)}
    return client.post(at("away"), {**typed, "since": typed_moment(-1), "until": typed_moment(until)}).status_code


def test_whoever_is_away_is_shown_with_who_stands_in_until_they_are_back() -> None:
    chen, sun = make.user(name="书记员陈"), make.user(name="书记员孙")
    assert away(signed_in(chen), chen, sun) == 302
    shown = signed_in(sun).get(at("desks")).content.decode()
    assert "外出，由书记员孙代办" in shown
    row = Substitution.objects.get()
    refused = signed_in(sun).post(at("end_away", row.id), follow=True).content.decode()
    assert "只能由本人或者主管终止" in refused
    signed_in(chen).post(at("end_away", row.id))
    assert "目前无人外出" in signed_in(sun).get(at("desks")).content.decode()


@pytest.mark.parametrize("name", ["away", "hand_all", "handing_rule"])
def test_what_is_about_people_belongs_to_today(name: str) -> None:
    page = signed_in(make.user(role=Role.SUPERVISOR)).get(reverse(f"console:{name}")).content.decode()
    assert re.search(r'<a href="/console/" aria-current="page">今日待办</a>', page)
    crumbs = page.partition('<ol class="crumbs">')[2].partition("</ol>")[0]
    assert 'href="/console/"' in crumbs
    assert f'href="{reverse("console:desks")}"' in crumbs
    assert reverse("console:cases") not in crumbs


def test_a_mistake_in_a_substitution_is_said_beside_its_field() -> None:
    chen = make.user(name="陈")
    assert away(signed_in(chen), chen, chen) == 422
    assert away(signed_in(chen), chen, make.user(name="孙"), until=-2) == 422
    assert not Substitution.objects.exists()


def test_the_rule_is_chosen_by_a_supervisor() -> None:
    head = signed_in(make.user(role=Role.SUPERVISOR))
    page = head.post(at("handing_rule"), {"rule": "round_robin"}, follow=True).content.decode()
    assert "轮流分派" in page
    assert rule_of(make.court()) == "round_robin"


def test_the_term_tells_line_by_line_and_more_time_is_given_with_a_reason() -> None:
    chen = make.user(name="书记员陈")
    open_task, browser = task(owner=chen), signed_in(chen)
    assert browser.post(at("extend_task", open_task.id), {"working_days": "0", "reason": "另约"}).status_code == 422
    assert browser.post(at("extend_task", open_task.id), {"working_days": "2", "reason": " "}).status_code == 422
    browser.post(at("extend_task", open_task.id), {"working_days": "2", "reason": "当事人另约时间"})
    shown = browser.get(at("term", open_task.id)).content.decode()
    for word in ("产生", "延长", "2个工作日", "当事人另约时间", "书记员陈"):
        assert word in shown
    auditor = signed_in(make.user(role=Role.AUDITOR)).get(at("term", open_task.id)).content.decode()
    assert "另约时间" not in auditor


def test_what_the_judge_owes_is_extended_by_a_supervisor_alone() -> None:
    decision = task("decide_finding")
    assert signed_in(make.user()).get(at("extend_task", decision.id)).status_code == 403
    assert signed_in(make.user(role=Role.SUPERVISOR)).get(at("extend_task", decision.id)).status_code == 200


def test_who_was_told_that_it_is_late_stands_on_its_page() -> None:
    head = make.user(role=Role.SUPERVISOR, name="庭长孙")
    case = make.case()
    open_tasks([TaskDraft("call", "unread", case)], make.NOW - timedelta(days=30))
    escalate(make.NOW)
    shown = signed_in(head).get(at("term", Task.objects.get().id)).content.decode()
    assert "已报主管" in shown
    assert "逾期提醒我的" in signed_in(head).get(at("today")).content.decode()
