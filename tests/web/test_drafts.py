"""A long form that nobody sent outlives the visit: it waits for its writer alone, and is never sent by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from songda.clock import now
from songda.records.ground.sent_forms.actions import MOST_LETTERS, forget_sent_forms, read_key
from songda.records.ground.sent_forms.drafts import DRAFT_KEPT_FOR, draft_of, forget_drafts, keep_draft
from songda.records.ground.sent_forms.models import Draft
from songda.records.matter.cases.models import Case
from tests import make
from tests.web.console.cases.test_starting import case, person
from tests.web.console.world import signed_in
from tests.web.test_nothing_typed_is_lost import form_at

pytestmark = pytest.mark.database
START, DRAFT = reverse("console:register"), reverse("console:draft")
KEPT, FOUND = "未提交", "尚未保存，已在下方恢复"
FIVE_ROWS = {f"name_{row}": name for row, name in enumerate(["王某", "李某", "赵某", "钱某", "孙<某>"])}


def typed_in(browser: Client, **typed: str) -> dict[str, Any]:
    """As htmx sends it two seconds after the last letter."""
    fields = form_at(browser, START).filled({"rows": "5", **FIVE_ROWS, **typed})
    answer = browser.post(DRAFT, fields, headers={"HX-Current-URL": f"http://testserver{START}?a=1"})
    assert KEPT in answer.content.decode()
    return fields


@pytest.mark.usual_day
def test_what_was_not_sent_is_there_the_next_morning_with_all_its_rows_and_registers_nothing() -> None:
    clerk = make.user()
    evening = signed_in(clerk)
    assert FOUND not in evening.get(START).content.decode()
    typed_in(evening)
    evening.logout()
    page = signed_in(clerk).get(START).content.decode()
    assert FOUND in page
    for name in ("王某", "钱某", "孙&lt;某&gt;"):
        assert f'value="{name}"' in page
    assert not Case.objects.exists()
    assert "王某" not in signed_in(make.user()).get(START).content.decode()
    assert "王某" not in repr(list(Draft.objects.values()))


@pytest.mark.usual_day
def test_it_is_gone_once_the_form_was_sent_or_its_writer_begins_anew_or_a_week_is_over() -> None:
    browser = signed_in()
    typed_in(browser)
    key = form_at(browser, START).filled()["form_key"]
    sent = {**case(), "keeps_draft": "1", "form_key": key}
    assert browser.post(START, sent).status_code == 302
    assert not Draft.objects.exists()
    typed_in(browser)
    assert browser.post(DRAFT, {"drop": START})["Location"] == START
    assert not Draft.objects.exists()
    typed_in(browser)
    assert forget_drafts(now() + DRAFT_KEPT_FOR - timedelta(minutes=1)) == 0
    assert forget_drafts(now() + DRAFT_KEPT_FOR) == 1


def test_what_was_refused_is_there_again_when_its_writer_left_the_page_that_says_why() -> None:
    browser = signed_in()
    key = form_at(browser, START).filled()["form_key"]
    refused = {**case(person("plaintiff", "王某")), "number": "（2026）", "keeps_draft": "1", "form_key": key}
    assert browser.post(START, refused).status_code == 422
    page = browser.get(START).content.decode()
    assert FOUND in page
    assert f'value="{refused["name_0"]}"' in page
    assert not Case.objects.exists()


def test_only_pages_with_a_form_of_the_console_are_kept_and_no_secret_is() -> None:
    browser = signed_in()
    for page in ("/", "/console/", "//elsewhere.example/"):
        assert (
            browser.post(DRAFT, {"a": "1"}, headers={"HX-Current-URL": f"http://testserver{page}"}).status_code == 422
        )
        assert browser.post(DRAFT, {"drop": page}).status_code == 422
    sent = {"name_0": "王某", "new_password": "geheim"}
    browser.post(DRAFT, sent, headers={"HX-Current-URL": f"http://testserver{START}"})
    (user,) = {browser.session["_auth_user_id"]}
    found = draft_of(f"staff:{user}", START, now())
    assert found is not None
    assert found.fields == {"name_0": ["王某"]}
    assert not keep_draft("", START, {}, now())
    assert not keep_draft("staff:1", START, {"a": ["x" * MOST_LETTERS]}, now())
    assert Client().post(DRAFT, sent).status_code == 302  # to sign in


def test_every_long_form_asks_for_it_and_no_short_one() -> None:
    browser, one = signed_in(), make.case()
    long, short = reverse("console:new_party", args=[one.id]), reverse("console:new_hearing", args=[one.id])
    assert 'name="keeps_draft"' in browser.get(long).content.decode()
    assert 'name="keeps_draft"' not in browser.get(short).content.decode()


def test_what_is_kept_while_its_form_is_sent_or_comes_after_it_never_comes_back() -> None:
    browser = signed_in()
    at_page = {"headers": {"HX-Current-URL": f"http://testserver{START}"}}
    key = form_at(browser, START).filled()["form_key"]
    sent = {**case(person("plaintiff", "王某")), "keeps_draft": "1", "form_key": key}
    assert browser.post(START, sent).status_code == 302
    browser.post(DRAFT, sent, **at_page)  # the letters typed last, on their way meanwhile
    assert FOUND not in browser.get(START).content.decode()
    other = form_at(browser, START).filled({"rows": "5", **FIVE_ROWS, "keeps_draft": "1"})
    browser.post(DRAFT, other, **at_page)
    assert FOUND in browser.get(START).content.decode()


def test_one_that_was_stored_beside_the_sending_is_not_shown_and_goes_with_its_form() -> None:
    browser = signed_in()
    (key,) = form_at(browser, START).filled()["form_key"]
    writer = f"staff:{browser.session['_auth_user_id']}"
    assert keep_draft(writer, START, {"name_0": ["王某"]}, now(), read_key(key))  # in another transaction, just before
    Draft.objects.update(at=now() + timedelta(seconds=1))
    kept = Draft.objects.get()
    assert browser.post(START, {**case(), "keeps_draft": "1", "form_key": key}).status_code == 302
    kept.save(force_insert=True)
    assert draft_of(writer, START, now()) is None
    forget_sent_forms(now() + timedelta(days=2))
    assert not Draft.objects.exists()
