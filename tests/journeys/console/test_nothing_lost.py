"""A clerk's session ends while they type: after signing in again the form stands there as it was."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, expect

from songda.records.matter.cases.models import Hearing
from tests import make
from tests.journeys.console.desk import PASSWORD
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


@pytest.mark.parametrize(
    ("language", "lost", "sent"),
    [("zh-CN", "您填写的内容没有丢失", "您已于"), ("en-US", "Nothing that you typed is lost", "You sent this form on")],
)
def test_a_form_outlives_its_session(
    browser: Browser, live_server: object, language: str, lost: str, sent: str
) -> None:
    clerk, case = elsewhere(lambda: (make.user(), make.case()))
    context = browser.new_context(base_url=str(live_server), locale=language)
    page = context.new_page()
    form = reverse("console:new_hearing", args=[case.id])

    def sign_in() -> None:
        page.locator("input[name=login]").fill(clerk.username)
        page.locator("input[name=password]").fill(PASSWORD)
        leave_by(page.locator("form:has(input[name=password]) button").first)

    page.goto(form)
    sign_in()
    page.locator("#id_at").fill("2027-03-01T09:30")
    page.locator("#id_place").fill("第八审判庭")
    elsewhere(lambda: Session.objects.all().delete())
    leave_by(page.locator("form.form button.main"))
    sign_in()
    expect(page.get_by_text(lost)).to_be_visible()
    expect(page.locator("#id_place")).to_have_value("第八审判庭")
    assert not elsewhere(Hearing.objects.exists)
    leave_by(page.locator("form.form button.main"))
    assert elsewhere(Hearing.objects.get).place == "第八审判庭"
    page.goto(form)
    expect(page.get_by_text(sent)).to_be_visible()
    context.close()
