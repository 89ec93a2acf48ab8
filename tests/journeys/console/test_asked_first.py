"""What is hardly ever true is asked before it is kept: nothing is saved, what was typed stays, a tick answers."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page

from songda import clock
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.service.portal_acts.models import Objection
from tests import make
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import enter, keep, speak
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import defendant
from tests.web.console.world import typed
from tests.web.portal.scene import Visitor, arrived

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
LANGUAGES = ("zh-CN", "en")


@dataclass
class Entry:
    """One form, filled in oddly: where, what, and what is asked about it."""

    place: str
    fields: dict[str, str]
    asked: dict[str, str]
    has_file: bool = False


def entries(case: Case, filer: str) -> dict[str, Entry]:
    past = {"at": typed(clock.now() - timedelta(days=2)), "place": "第三审判庭"}
    return {
        "a hearing in the past": Entry(
            "hearings/new/", past, {"zh-CN": "开庭时间已过", "en": "The hearing lies in the past"}
        ),
        "a paper of the wrong side": Entry(
            "papers/new/",
            {"kind": "complaint_copy", "filed_by": filer},
            {"zh-CN": "通常由对方当事人提交", "en": "usually comes from the other side"},
            has_file=True,
        ),
        "a notice without its days": Entry(
            "papers/new/",
            {"kind": "evidence_notice"},
            {"zh-CN": "未填写天数", "en": "no number of days is entered"},
            has_file=True,
        ),
    }


def fill(page: Page, entry: Entry, file: FilePayload) -> None:
    for name, value in entry.fields.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    if entry.has_file:
        page.locator("#id_file").set_input_files([file])


def press(page: Page) -> None:
    leave_by(page.locator("main form .btn.main"))


def kept(case: Case) -> int:
    return Paper.objects.filter(case=case).count() + Hearing.objects.filter(case=case).count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_odd_is_asked_and_kept_only_after_a_tick(screen: Screen, language: str) -> None:
    party = elsewhere(lambda: make.party(make.case(), name="李卫国"))
    case, page = party.case, screen()
    enter(page, elsewhere(make.user), language)
    for count, entry in enumerate(entries(case, str(party.id)).values()):
        page.goto(f"/console/cases/{case.id}/{entry.place}")
        file: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": make.pdf()}
        fill(page, entry, file)
        press(page)
        assert entry.asked[language] in page.locator("main").inner_text()
        assert elsewhere(lambda: kept(case)) == count
        for name, value in entry.fields.items():
            assert page.locator(f"#id_{name}").input_value() == value
        page.locator("input[name=is_so]").check()
        fill(page, entry, file)
        press(page)
        assert elsewhere(lambda: kept(case)) == count + 1


SAME_DAY = {"zh-CN": "该日期与记录的送达日期相同", "en": "That is the day on record"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_day_that_is_the_day_on_record_is_no_objection(screen: Screen, language: str) -> None:
    visitor = elsewhere(lambda: Visitor(arrived(defendant(make.case()))).prove())
    phone = screen(390)
    phone.goto("/")
    keep(phone, "sessionid", visitor.client.cookies["sessionid"].value)
    speak(phone, language)
    phone.goto(f"/s/{visitor.token}/objection")
    phone.locator("input[value=other_arrival_date]").check()
    phone.fill("#id_arrived_on", f"{make.NOW:%Y-%m-%d}")
    phone.fill("#id_words", "我那天不在家")
    leave_by(phone.locator("main form button").last)
    assert SAME_DAY[language] in phone.locator("main").inner_text()
    assert phone.locator("#id_words").input_value() == "我那天不在家"
    assert not elsewhere(Objection.objects.exists)
    phone.fill("#id_arrived_on", f"{make.NOW + timedelta(days=1):%Y-%m-%d}")
    phone.locator("main form button").last.click()
    phone.wait_for_url("**/objections")
    assert elsewhere(Objection.objects.count) == 1
