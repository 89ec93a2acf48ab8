"""A clerk moves a hearing to which people were summoned: asked first, then told what is to be done for whom."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from songda import clock
from songda.records.ground.evidence.models import Event
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Hearing
from songda.records.service.tasks.models import Task
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.portal.stagehands import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


def test_a_clerk_who_moves_a_hearing_is_asked_first_and_moves_it_once(screen: Screen) -> None:
    case = desk.case_to_serve()
    at = clock.now() + timedelta(days=20)
    hearing = set_hearing(case, at.replace(minute=0, second=0, microsecond=0), "第三审判庭", "engine", make.NOW)
    page = screen()
    desk.sign_in(page, make.user())
    desk.serve_everything(page, case)
    desk.let_it_arrive()
    page.goto(f"/console/hearings/{hearing.id}/move/")
    page.get_by_label("开庭时间").fill((at + timedelta(days=7)).strftime("%Y-%m-%dT10:00"))
    page.get_by_role("button", name="变更").click()
    expect(page.get_by_text("已有2人被传唤于现定时间到庭，均须重新送达传票")).to_be_visible()
    page.get_by_label("确认属实").check()
    page.get_by_role("button", name="变更").dblclick()
    expect(page.get_by_text("已被传唤的当事人均已列入本案待办")).to_be_visible()
    elsewhere(lambda: reconsider([], [case.id], clock.now()))
    assert elsewhere(lambda: Event.objects.filter(name="hearing.moved").count()) == 1
    assert elsewhere(lambda: Task.objects.filter(kind="summon_anew", closed_at=None).count()) == 2
    page.goto(f"/console/cases/{case.id}/")
    expect(page.get_by_text("开庭时间已变更，传票所载为").first).to_be_visible()
    page.goto("/console/")
    page.get_by_role("link", name="传票与现有开庭不一致").click()
    expect(page.get_by_text("重新送达传票").first).to_be_visible()
    assert elsewhere(lambda: Hearing.objects.get().moved_at is not None)
