"""A stranger answers at the first number that was found: it is barred, at the second they agree, and are served."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from songda import clock
from songda.core.access import Role
from songda.records.matter.parties.models import Address, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.lookups.models import Lookup
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.ways.lookups.stage import ask_all
from tests.registries.sandbox_line import Town, running_registry
from tests.web.portal.scene import Visitor, code_on_the_phone

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
OF_MANY_NUMBERS = 901
WORDS = {
    "zh-CN": {"barred": "已否定", "confirmed": "本人确认", "purpose": "送达诉讼文书", "court": "孝义市人民法院"},
    "en": {
        "barred": "rejected",
        "confirmed": "confirmed by the party",
        "purpose": "Service of papers",
        "court": "孝义市人民法院",
    },
}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with running_registry() as town:
        yield town


def unreachable() -> Party:
    """A defendant of whom only a dead number is known, and a summons that waits for them."""
    party = make.party(name="李卫国", number=make.resident_id(order=OF_MANY_NUMBERS))
    make.address(party, "unknown", value=make.mobile("01"), how="pleading")
    make.paper(party.case, "summons", title="传票")
    return party


def looked_up(clerk: Page, chief: Page, party: Party, town: Town) -> list[Address]:
    """Asked for by one, approved by the other, answered, uncovered; the numbers in their order."""
    clerk.goto(f"/console/parties/{party.id}/lookups/new/")
    clerk.locator("[name=purpose]").select_option("service")
    clerk.locator("[name=ground]").select_option("unreachable")
    clerk.locator("[name=why]").fill("原号码关机，邮件退回，上门未遇")
    leave_by(clerk.locator("form button.main"))
    page = f"/console/lookups/{elsewhere(Lookup.objects.get).id}/"
    chief.goto(page)
    leave_by(chief.locator("form[action$='/approval/'] button"))
    elsewhere(lambda: ask_all(town.line(), clock.now()))
    clerk.goto(page)
    while (shut := clerk.locator("form[action*='/lookups/numbers/'] button")).count():
        leave_by(shut.first)
    return elsewhere(lambda: list(party.addresses.filter(address_class="found").order_by("recorded_at", "id")))


def call(clerk: Page, party: Party, number: Address, outcome: str) -> None:
    """This number is called, and that came of it."""
    clerk.goto(f"/console/parties/{party.id}/calls/new/")
    clerk.locator(f"[name=address][value='{number.id}']").check()
    if outcome == "agrees":
        for topic in ("scope", "effect", "change_of_address"):
            clerk.locator(f"[name=told][value={topic}]").check()
        clerk.locator("[name=is_matched]").check()
    clerk.locator(f"[name=outcome][value={outcome}]").check()
    clerk.locator("[name=no_recording]").select_option("no_recorder")
    leave_by(clerk.locator("form[enctype] button.main"))
    expect(clerk.locator("#follows")).to_be_visible()


def serve(clerk: Page, party: Party) -> None:
    """The summons is chosen, checked and sent, and arrives."""
    clerk.goto(f"/console/cases/{party.case_id}/serve/")
    clerk.locator("[name=pair]").first.check()
    leave_by(clerk.locator("main form button.main"))
    leave_by(clerk.locator("main form button.main"))
    desk.let_it_arrive()


def class_on_the_page(clerk: Page, number: Address, word: str) -> None:
    clerk.goto(f"/console/lookups/{elsewhere(Lookup.objects.get).id}/")
    expect(clerk.get_by_role("listitem").filter(has_text=number.value)).to_contain_text(word, ignore_case=True)


def read_who_asked(telephone: Page, party: Party, language: str) -> None:
    """The recipient proves who they are, and reads which court looked them up, and what for."""
    visitor = Visitor(elsewhere(lambda: Envelope.objects.select_related("party").get()))
    telephone.goto("/")
    desk.speak(telephone, language)
    telephone.goto(f"/s/{visitor.token}/who")
    telephone.locator("#id_name").fill(party.name)
    telephone.locator("#id_number").fill(party.number)
    leave_by(telephone.locator("form[name=who] button"))
    telephone.locator("#id_code").fill(elsewhere(lambda: code_on_the_phone(visitor.envelope)))
    leave_by(telephone.locator("form[name=code] button"))
    leave_by(telephone.locator("a[href$='/look-ups']"))
    for words in (WORDS[language]["court"], WORDS[language]["purpose"], party.case.number):
        expect(telephone.get_by_text(words).first).to_be_visible()


@pytest.mark.night("the whole way of a second number")
@pytest.mark.parametrize(("language", "width"), [("zh-CN", 1280), ("en", 390)])
def test_a_stranger_then_the_right_number_then_served_and_they_read_who_looked_them_up(
    screen: Screen, town: Town, language: str, width: int
) -> None:
    party, clerk, chief = elsewhere(unreachable), screen(width), screen(width, scripts=False)
    desk.enter(clerk, elsewhere(make.user), language)
    desk.enter(chief, elsewhere(lambda: make.user(role=Role.SUPERVISOR, name="庭长梁")), language)
    stranger, own, _third = looked_up(clerk, chief, party, town)
    call(clerk, party, stranger, "wrong_person")
    class_on_the_page(clerk, stranger, WORDS[language]["barred"])
    call(clerk, party, own, "agrees")
    class_on_the_page(clerk, own, WORDS[language]["confirmed"])
    serve(clerk, party)
    assert elsewhere(lambda: Finding.objects.get().status) == "effective"
    assert {one.address_id for one in elsewhere(lambda: list(Attempt.objects.filter(purpose="service")))} == {own.id}
    read_who_asked(screen(390, scripts=False), party, language)
