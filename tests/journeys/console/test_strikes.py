"""What a clerk entered by mistake is struck with a reason, and everybody who works on it sees what became of it."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from songda.records.matter.parties.actions import record_refusal
from songda.records.matter.parties.models import Party
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.law.decisions.test_striking import served
from tests.web.api.calls import call_to

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
WHY = "登记到了另一案件的当事人名下"
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh-CN": {
        "strike": "撤销误登",
        "reason": "理由",
        "struck": "已撤销",
        "judge": "请先由法官认定该次送达无效",
    },
    "en": {
        "strike": "Strike as mistaken",
        "reason": "Reason",
        "struck": "Struck",
        "judge": "Only a judge may take that away",
    },
}
LANGUAGES = pytest.mark.parametrize("language", WORDS)


def at_the_party(page: Page, party: Party, language: str) -> None:
    desk.enter(page, elsewhere(lambda: make.user(name="陈书记员")), language)
    page.goto(f"/console/parties/{party.id}/")


def strike(page: Page, words: Mapping[str, str], reason: str) -> None:
    """Over the page that asks why."""
    leave_by(page.get_by_role("link", name=words["strike"]).first)
    page.get_by_label(words["reason"], exact=True).fill(reason)
    leave_by(page.get_by_role("button", name=words["strike"]))


def shows_what_became_of_it(page: Page, part: str, words: Mapping[str, str]) -> None:
    """The mark, who did it and why stand in this part of the party's page; nothing can be struck there once more."""
    panel = page.locator(f"section[aria-labelledby={part}]")
    expect(panel.get_by_text(words["struck"], exact=True)).to_be_visible()
    expect(panel.get_by_text("陈书记员").first).to_be_visible()
    expect(panel.get_by_text(WHY)).to_be_visible()
    expect(panel.get_by_role("link", name=words["strike"])).to_have_count(0)


@LANGUAGES
@pytest.mark.parametrize("said", ["consent", "refusal"])
def test_an_answer_that_was_never_given_is_struck_and_says_why(screen: Screen, language: str, said: str) -> None:
    words, page, party = WORDS[language], screen(), elsewhere(make.party)
    if said == "consent":
        elsewhere(lambda: make.consent(party))
    else:
        elsewhere(lambda: record_refusal(party, make.NOW, "call", "engine", make.NOW))
    at_the_party(page, party, language)
    strike(page, words, "")
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")
    page.get_by_label(words["reason"], exact=True).fill(WHY)
    leave_by(page.get_by_role("button", name=words["strike"]))
    shows_what_became_of_it(page, "consent", words)
    page.goto(f"/console/cases/{party.case_id}/timeline/")
    expect(page.get_by_text(WHY)).to_be_visible()


@LANGUAGES
def test_a_call_that_was_never_made_takes_its_agreement_along(screen: Screen, language: str) -> None:
    words, page, party = WORDS[language], screen(), elsewhere(make.party)
    call = elsewhere(lambda: call_to(party, "agrees"))
    at_the_party(page, party, language)
    page.goto(f"/console/calls/{call.id}/")
    strike(page, words, WHY)
    expect(page.locator(".note.bad").get_by_text(WHY)).to_be_visible()
    page.goto(f"/console/parties/{party.id}/")
    for part in ("consent", "calls"):
        shows_what_became_of_it(page, part, words)


@LANGUAGES
def test_where_something_that_counts_rests_on_it_the_clerk_is_sent_to_the_judge(screen: Screen, language: str) -> None:
    words, page, party = WORDS[language], screen(), elsewhere(served)
    at_the_party(page, party, language)
    strike(page, words, WHY)
    expect(page.get_by_text(words["judge"])).to_be_visible()
    expect(page.get_by_label(words["reason"], exact=True)).to_have_value(WHY)
    page.goto(f"/console/parties/{party.id}/")
    expect(page.get_by_role("link", name=words["strike"])).to_have_count(1)
