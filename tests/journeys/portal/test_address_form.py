"""The address confirmation form is signed on a small telephone without scripts, in both languages."""

import pytest

from songda.records.matter.parties.models import Consent
from songda.records.ways.portal.address_forms.models import SignedForm
from tests.journeys.portal.conftest import Telephone
from tests.journeys.portal.eye import Eye
from tests.journeys.portal.stagehands import elsewhere
from tests.journeys.portal.test_recipient import come_in
from tests.web.portal.scene import Visitor, arrived

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
WORDS = {
    "zh-CN": ("送达地址确认书", "再看一遍", "签署", "法院已收到您的送达地址确认书", "法院告知事项"),
    "en-GB": (
        "Address confirmation form",
        "Read it once more",
        "Sign",
        "Your address confirmation form is with the court",
        "What the court tells you",
    ),
}


def fill_in(eye: Eye) -> None:
    page = eye.page
    for part, value in (("province", "山西省"), ("street", "孝义市府前街18号"), ("postcode", "032300")):
        page.locator(f"#id_{part}").fill(value)
    page.locator("input[name=known]").first.check()
    page.locator("input[name=answer][value=yes]").check()
    page.locator("input[name=stages][value=first_instance]").check()


@pytest.mark.parametrize("language", WORDS)
def test_it_is_filled_in_read_once_more_signed_and_kept(telephone: Telephone, language: str) -> None:
    form, once_more, sign, done, told = WORDS[language]
    visitor = Visitor(elsewhere(arrived))
    eye = telephone()
    come_in(eye, visitor)
    if language != "zh-CN":
        eye.press("English")
    eye.open(f"/s/{visitor.token}/papers")
    eye.unfold()
    eye.follow(eye.page.get_by_role("link", name=form, exact=True))
    assert eye.page.locator("input:checked").count() == 0
    fill_in(eye)
    eye.follow(eye.page.get_by_role("button", name=once_more))
    assert eye.sees(told)
    assert SignedForm.objects.count() == 0
    eye.follow(eye.page.get_by_role("button", name=sign, exact=True))  # not read yet
    assert SignedForm.objects.count() == 0
    eye.page.locator("#read").check()
    eye.follow(eye.page.get_by_role("button", name=sign, exact=True))
    assert eye.sees(done)
    assert SignedForm.objects.get().way == "portal"
    assert Consent.objects.latest("recorded_at").how == "form"
