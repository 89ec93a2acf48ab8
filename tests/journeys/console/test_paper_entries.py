"""What was entered of a paper is put right, and every place that rests on it says the new thing and not the old."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from songda import clock
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from tests import make
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import enter, keep, speak
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import Stage, envelope
from tests.web.api.caller import caller
from tests.web.console.world import serve
from tests.web.portal.scene import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


@dataclass
class Scene:
    """A found number to which papers went that nobody has read; three of them were entered wrongly."""

    case: Case
    plaintiff: Party
    visitor: Visitor
    notice: Paper
    complaint: Paper
    summons: Paper

    def settle(self) -> None:
        """What the worker does of itself."""
        at = clock.now() + timedelta(seconds=1)
        reconsider([], [self.case.id], at)
        ask_law(at)


def scene() -> Scene:
    at = clock.now()
    case = make.case(cause="买卖合同纠纷")
    plaintiff = make.party(case, "plaintiff", name="陈秀英")
    party = make.party(case, name="李卫国")
    make.address(party, "found")
    make.consent(party)
    set_hearing(case, at + timedelta(days=60), "第三审判庭", "engine", at)
    notice = make.paper(case, "evidence_notice", title="举证通知书")
    Paper.objects.filter(id=notice.id).update(days_set_in_paper=15)
    complaint = make.paper(case, "complaint_copy", title="起诉状副本")
    summons = make.paper(case, "notice_to_respond", title="开庭传票")
    sent = envelope(party, notice, complaint, summons)
    stage = Stage(now=at)
    stage.send()
    stage.apply()
    ask_law(clock.now())
    return Scene(case, plaintiff, Visitor(sent).prove(), notice, complaint, summons)


def correct(page: Page, paper: Paper, **entered: str) -> None:
    """Over the form, with a reason."""
    page.goto(f"/console/papers/{paper.id}/correction/")
    for name, value in entered.items():
        field = page.locator(f"#id_{name}")
        if name == "days_set_in_paper":
            field.fill(value)
        else:
            field.select_option(value)
    page.locator("[name=reason]").last.fill("看错一位")
    page.locator("main form .btn.main").click()
    page.wait_for_load_state()


SAYS = {  # at each place: what stands there before, and what stands there instead
    "zh-CN": {
        "papers/": {
            "举证期限15日": "举证期限30日",
            "起诉状副本\t本院": "起诉状副本\t原告 陈秀英",
            "应诉通知书": "传票\t本院",
        },
        "": {
            "起诉状副本\n本院": "起诉状副本\n原告 陈秀英",
            "被告 李卫国\t未送达": "被告 李卫国\t开庭传票\t✗ 否",
        },
        "serve/": {"起诉状副本、陈秀英": "本人提交"},
        "timeline/": {"": "法院更正了文书的登记信息"},
        "portal": {"应诉通知书 · 共1页": "传票 · 共1页"},
    },
    "en": {
        "papers/": {
            "15 days for evidence": "30 days for evidence",
            "Copy of the complaint\tThe court": "Copy of the complaint\tPlaintiff 陈秀英",
            "Notice to respond": "Summons\tThe court",
        },
        "": {
            "起诉状副本\nThe court": "起诉状副本\nPlaintiff 陈秀英",
            "Defendant 李卫国\tnot served": "Defendant 李卫国\t开庭传票\t✗ No",
        },
        "serve/": {"起诉状副本, 陈秀英": "own paper"},
        "timeline/": {"": "The court corrected what was entered of a paper"},
        "portal": {"notice to respond · 1 page": "summons · 1 page"},
    },
}
LAST_DAY = {"zh-CN": r"举证期限）：最后一天是(.*)", "en": r"Time to hand in evidence: last day (.*)"}
ENTERED = (("evidence_notice", 15, False), ("complaint_copy", None, False), ("notice_to_respond", None, False))
RIGHT = (("evidence_notice", 30, False), ("complaint_copy", None, True), ("summons", None, False))


def read(here: Scene, court: Page, phone: Page, language: str) -> dict[str, str]:
    """What stands at every place."""
    told = {}
    for page in (court, phone):
        speak(page, language)
    for place in (place for place in SAYS[language] if place != "portal"):
        court.goto(f"/console/cases/{here.case.id}/{place}")
        told[place] = court.locator("main").inner_text()
    phone.goto(f"/s/{here.visitor.token}/papers")
    return {**told, "portal": phone.locator("main").inner_text()}


def of_the_api(here: Scene) -> tuple[tuple[str, int | None, bool], ...]:
    """What a system is told of each paper: its kind, its days, and whether the plaintiff filed it."""
    rows = caller().get(f"/cases/{here.case.id}/papers").json()["papers"]
    return tuple((row["kind"], row["days_set_in_paper"], row["filed_by_id"] == str(here.plaintiff.id)) for row in rows)


def last_day(told: dict[str, str], language: str) -> str:
    """Until when the recipient would have to hand in evidence."""
    found = re.search(LAST_DAY[language], told["portal"])
    assert found
    return found[1]


@pytest.mark.night("walks through every place")
def test_kind_filer_and_days_are_right_everywhere_once_they_are_corrected(screen: Screen) -> None:
    here = elsewhere(scene)
    court, phone = screen(), screen(390)
    enter(court, elsewhere(make.user), "zh-CN")
    phone.goto("/")
    keep(phone, "sessionid", here.visitor.client.cookies["sessionid"].value)
    before = {language: read(here, court, phone, language) for language in SAYS}
    assert elsewhere(lambda: of_the_api(here)) == ENTERED
    correct(court, here.notice, days_set_in_paper="30")
    correct(court, here.complaint, filed_by=str(here.plaintiff.id))
    correct(court, here.summons, kind="summons")
    elsewhere(here.settle)
    assert elsewhere(lambda: of_the_api(here)) == RIGHT
    for language, places in SAYS.items():
        after = read(here, court, phone, language)
        for place, words in places.items():
            for old, new in words.items():
                assert old in before[language][place]
                assert new in after[place]
                assert not old or old not in after[place], f"{place} still says: {old}"
        assert last_day(after, language) != last_day(before[language], language)


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-CN", "请送达更正后的文书"), ("en", "Serve a corrected paper")],
)
def test_what_is_certified_is_not_corrected_and_the_page_says_what_to_do(
    screen: Screen, language: str, told: str
) -> None:
    def served() -> Paper:
        party = make.party(make.case(), name="李卫国")
        make.address(party)
        make.consent(party)
        return serve(party, make.paper(party.case, "evidence_notice")).services.get().paper

    paper = elsewhere(served)
    page = screen()
    enter(page, elsewhere(make.user), language)
    correct(page, paper, days_set_in_paper="30")
    assert told in page.locator("main").inner_text()
    assert page.locator("#id_days_set_in_paper").input_value() == "30"
    assert elsewhere(lambda: Paper.objects.get(id=paper.id)).days_set_in_paper is None
