"""A judge signs in, confirms a presumption with a reason; the clerk sees what changed, and the certificate follows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection
from playwright.sync_api import expect

from songda import clock
from songda.core.access import Role
from songda.core.identity import Assurance
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.determinations.models import Determination
from songda.records.service.orders.models import Service
from songda.records.ways.portal.acts.visits import note_opening
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.records.proof.certificates.keys import keys
from tests.records.stage import Stage, envelope

__all__ = ["keys"]
T = TypeVar("T")
pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True), pytest.mark.usefixtures("keys")]


def beside(work: Callable[[], T]) -> T:
    """Done in another thread, because the browser's driver runs a loop in this one."""

    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run).result()


def read_at_a_found_number() -> Service:
    """A summons that the proven recipient opened at a number which only a look-up found."""
    party = make.party(make.case(cause="民间借贷纠纷"), name="李卫国")
    make.address(party, "found")
    make.consent(party)
    sent = envelope(party, make.paper(party.case))
    stage = Stage()
    stage.send()
    stage.apply()
    service = sent.services.select_related("envelope__party").get()
    note_opening(service, Assurance.NUMBER_AND_CODE, stage.now + timedelta(minutes=5))
    ask_law(stage.now + timedelta(minutes=6))
    return service


def the_worker_looks() -> None:
    """The law is asked again, the log is sealed, and the certificate made."""
    ask_law(clock.now())
    sequence(clock.now())
    issue_due(clock.now())


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_judge_confirms_a_presumption_and_the_clerk_learns_of_it(screen: Screen, scripts: bool) -> None:
    service = beside(read_at_a_found_number)
    bench = screen(scripts=scripts)
    desk.give_password(bench, make.user(role=Role.JUDGE, name="周法官"))
    expect(bench.get_by_role("heading", name="法官工作台", level=1)).to_be_visible()
    bench.get_by_role("link", name="传票", exact=True).first.click()
    expect(bench.get_by_text("如认定无效").first).to_be_visible()
    bench.get_by_label("认定送达有效").check()
    bench.get_by_role("button", name="作出决定").click()
    expect(bench.get_by_text("尚未保存")).to_be_visible()
    bench.get_by_label("理由").fill("查阅时间与核验记录一致，未见反证。")
    bench.get_by_role("button", name="作出决定").dblclick()
    expect(bench.get_by_text("已作出决定").first).to_be_visible()
    assert Determination.objects.count() == 1
    beside(the_worker_looks)
    office = screen(scripts=scripts)
    desk.sign_in(office, make.user(name="陈书记员"))
    office.get_by_role("link", name="知悉送达情况的变化").click()
    expect(office.get_by_role("heading", name="认定变更情况")).to_be_visible()
    expect(office.get_by_text("推定2026年6月1日送达，待法官认定")).to_be_visible()
    expect(office.get_by_text("2026年6月1日送达（推定收悉）")).to_be_visible()
    expect(office.get_by_text("未见反证")).to_be_visible()
    expect(office.get_by_text(Certificate.objects.get(service=service).number)).to_be_visible()
    office.get_by_role("button", name="已知悉并处理").click()
    expect(office.get_by_text("知悉送达情况的变化")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_of_the_judge_is_wider_than_the_screen(screen: Screen, width: int) -> None:
    service = beside(read_at_a_found_number)
    page = screen(width)
    desk.give_password(page, make.user(role=Role.JUDGE, name="周法官"))
    party = service.envelope.party
    wide = {}
    for place in ("", f"services/{service.id}/", f"parties/{party.id}/", "decisions/"):
        page.goto(f"/console/judge/{place}")
        wide[place] = page.evaluate("document.documentElement.scrollWidth")
    assert {place: found for place, found in wide.items() if found > width} == {}
