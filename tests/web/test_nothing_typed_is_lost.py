"""A session ended, another tab signed in again, the button was pressed once more: what was typed comes back."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.ground.limits.actions import LIMITS, Limit, LimitedInput
from songda.records.ground.sent_forms import actions as typed_forms
from songda.records.ground.sent_forms.actions import Sending, send_once
from songda.records.ground.sent_forms.models import SentFile
from songda.records.matter.cases.models import Hearing
from songda.records.matter.parties.models import Consent, Refusal
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.web.console.urls import urlpatterns
from songda.web.look import sending as of_sending
from songda.web.look import sending as typed_again
from songda.web.look.refilling import Page
from tests import make
from tests.web.console.world import World, proved_in, signed_in, world
from tests.web.forms_on_pages import Form, forms_on
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database

LOST = "您填写的内容没有丢失"
SENT = "您已于"


def form_at(browser: Client, page: str, address: str = "") -> Form:
    """The form as this page shows it now."""
    forms = forms_on(page, browser.get(page).content.decode())
    return next(form for form in forms if form.address == (address or page))


def again(browser: Client, user: User) -> None:
    """The same browser, where somebody signs in anew; what the session held before is the session's."""
    kept = {key: value for key, value in browser.session.items() if not key.startswith("_auth")}
    browser.force_login(user)
    session = browser.session
    session.update(kept)
    session.save()


def ended(browser: Client) -> None:
    """The session is over; cookies of other kinds stay."""
    browser.session.flush()
    del browser.cookies["sessionid"]


def hearing(browser: Client) -> tuple[str, dict[str, Any]]:
    page = reverse("console:new_hearing", args=[make.case().id])
    return page, form_at(browser, page).filled({"at": "2027-03-01T09:30", "place": "第八审判庭 <东>"})


@pytest.mark.usual_day
def test_what_staff_typed_waits_until_they_have_signed_in_again() -> None:
    clerk = make.user()
    browser = signed_in(clerk)
    page, typed = hearing(browser)
    ended(browser)
    assert browser.post(page, typed)["Location"] == page
    assert browser.get(page)["Location"] == f"/accounts/login/?next={page}"
    again(browser, clerk)
    shown = browser.get(page).content.decode()
    assert LOST in shown
    assert 'value="2027-03-01T09:30"' in shown
    assert 'value="第八审判庭 &lt;东&gt;"' in shown
    assert not Hearing.objects.exists()
    assert browser.post(page, form_at(browser, page).filled()).status_code == 302
    assert Hearing.objects.get().place == "第八审判庭 <东>"
    assert LOST not in browser.get(page).content.decode()


def test_nobody_else_is_shown_it() -> None:
    browser = signed_in(make.user())
    page, typed = hearing(browser)
    ended(browser)
    browser.post(page, typed)
    again(browser, make.user())
    shown = browser.get(page).content.decode()
    assert LOST not in shown
    assert "第八审判庭" not in shown


def test_nothing_of_it_stands_in_the_address_the_cookies_or_readable_in_the_session() -> None:
    browser = signed_in(make.user())
    page, typed = hearing(browser)
    ended(browser)
    answer = browser.post(page, typed)
    told = f"{answer['Location']} {browser.cookies} {dict(browser.session)}"
    assert "2027-03-01" not in told
    assert "审判庭" not in told
    assert page not in str(dict(browser.session))


def test_it_is_kept_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = make.user()
    browser = signed_in(clerk)
    page, typed = hearing(browser)
    ended(browser)
    browser.post(page, typed)
    again(browser, clerk)
    later = typed_again.now() + typed_forms.KEPT_FOR + timedelta(minutes=1)
    monkeypatch.setattr(typed_again, "now", lambda: later)
    assert LOST not in browser.get(page).content.decode()


def test_a_form_that_another_sign_in_made_stale_comes_back_filled() -> None:
    clerk = make.user()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)
    page, typed = hearing(browser)
    typed["csrfmiddlewaretoken"] = "x" * 64
    assert browser.post(page, typed)["Location"] == page
    assert "第八审判庭" in browser.get(page).content.decode()
    assert not Hearing.objects.exists()


def test_a_form_made_up_by_a_stranger_is_refused_as_ever() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make.user())
    page, typed = hearing(browser)
    strange = {**typed, "csrfmiddlewaretoken": "x" * 64, "form_key": typed["form_key"][0][:-2] + "BB"}
    assert browser.post(page, strange).status_code == 403


def judged() -> tuple[World, User, str, str]:
    there = world()
    page = reverse("console:judge_objection", args=[there.objection.id])
    return there, make.user(role=Role.JUDGE), page, reverse("console:rule_objection", args=[there.objection.id])


def test_reasons_of_a_judge_come_back_on_the_page_where_the_form_stood() -> None:
    _, judge, page, address = judged()
    browser = signed_in(judge)
    typed = form_at(browser, page, address).filled({"reason": "系统当日确有故障"})
    ended(browser)
    answer = browser.post(address, typed, headers={"referer": f"http://testserver{page}"})
    assert answer["Location"] == page
    again(browser, judge)
    assert "系统当日确有故障" in browser.get(page).content.decode()


def test_what_was_chosen_on_a_page_that_cannot_be_opened_again_is_chosen_on_the_one_before() -> None:
    there, clerk = world(), make.user()
    browser = signed_in(clerk)
    choose, check = (reverse(f"console:{name}", args=[there.case.id]) for name in ("serve", "serve_check"))
    pair = f"{make.paper(there.case, 'judgment', title='判决书').id}:{there.defendant.id}"
    form = next(
        f for f in forms_on(check, browser.post(check, {"pair": pair}).content.decode()) if "order" in f.address
    )
    ended(browser)
    answer = browser.post(form.address, form.filled(), headers={"referer": f"http://testserver{check}"})
    assert answer["Location"] == choose
    again(browser, clerk)
    box = next(part for part in browser.get(choose).content.decode().split("<input") if f'value="{pair}"' in part)
    assert " checked" in box.split(">")[0]


def test_an_objection_of_a_recipient_whose_half_hour_ran_out_waits_for_them() -> None:
    visitor = Visitor(arrived()).prove()
    page = f"/s/{visitor.token}/objection"
    typed = form_at(visitor.client, page).filled(
        {"ground": "system_error", "words": "那几天没有信号", "arrived_on": ""}
    )
    ended(visitor.client)
    assert visitor.client.post(page, typed)["Location"].endswith("/who")
    visitor.name_himself()
    assert visitor.type_code()["Location"] == page
    shown = visitor.get("objection").content.decode()
    assert LOST in shown
    assert "那几天没有信号" in shown
    assert not Objection.objects.exists()
    typed = form_at(visitor.client, page).filled({"ground": "system_error", "arrived_on": ""})
    assert visitor.client.post(page, typed).status_code == 302
    assert Objection.objects.count() == 1


def test_a_yes_is_not_given_by_a_form_that_came_too_late() -> None:
    visitor = Visitor(arrived()).prove()
    page, address = f"/s/{visitor.token}/agree", f"/s/{visitor.token}/agree/no"
    typed = form_at(visitor.client, page, address).filled()
    before = (Consent.objects.count(), Refusal.objects.count(), RecipientAct.objects.count())
    ended(visitor.client)
    assert visitor.client.post(address, typed)["Location"].endswith("/who")
    assert (Consent.objects.count(), Refusal.objects.count(), RecipientAct.objects.count()) == before


@pytest.mark.usual_day
def test_going_back_after_sending_tells_that_it_is_done() -> None:
    browser = signed_in(make.user())
    page, typed = hearing(browser)
    assert SENT not in browser.get(page).content.decode()
    browser.post(page, typed)
    shown = browser.get(page).content.decode()
    assert SENT in shown
    assert "内容已经保存" in shown
    assert 'value="第八审判庭' not in shown


def test_a_recipient_who_goes_back_is_told_too() -> None:
    visitor = Visitor(arrived())
    page = f"/s/{visitor.token}/paper-or-help"
    visitor.client.post(page, form_at(visitor.client, page).filled({"what": "paper"}))
    assert SENT in visitor.get("paper-or-help").content.decode()
    visitor.prove()
    assert SENT not in visitor.get("objection").content.decode()


@pytest.mark.usual_day
def test_other_words_in_a_form_that_was_sent_are_shown_and_not_stored() -> None:
    browser = signed_in(make.user())
    page, typed = hearing(browser)
    browser.post(page, typed)
    assert browser.post(page, {**typed, "place": "第九审判庭"})["Location"] == page
    shown = browser.get(page).content.decode()
    assert "第九审判庭" in shown
    assert "当时的内容已经保存" in shown
    assert Hearing.objects.get().place == "第八审判庭 <东>"


def test_what_is_shown_once_is_not_made_a_second_time() -> None:
    browser = proved_in(role=Role.ADMINISTRATOR)
    page = reverse("console:admit")
    typed = form_at(browser, page).filled({"display_name": "林某", "username": "lin", "role": "auditor"})
    assert browser.post(page, typed).status_code == 201
    second = browser.post(page, typed)
    assert second.status_code == 409
    assert "此项操作已经完成" in second.content.decode()


@pytest.mark.usual_day
def test_what_the_next_page_has_to_say_is_stored_with_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever clicks twice is led on by the second sending, which waits for the first and for nothing after it."""
    browser = signed_in()
    page, typed = hearing(browser)
    stored: list[str] = []

    def watched(sending: Sending, act: Callable[[], Any], now: datetime) -> object:
        outcome = send_once(sending, act, now)
        stored.append(str(browser.session.load()))
        return outcome

    monkeypatch.setattr(of_sending, "send_once", watched)
    browser.post(page, typed)  # the browser gives this answer up
    told = browser.get(browser.post(page, typed)["Location"]).content.decode()
    assert "_messages" in stored[0]
    assert re.search(r'<p class="note [a-z]+" role="status">', told)
    assert Hearing.objects.filter(place="第八审判庭 <东>").count() == 1


class _Tags(HTMLParser):
    """What a page shows, one after another: each tag with its attributes, and all words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, unquote(value or "")) for name, value in attrs)))

    def handle_data(self, data: str) -> None:
        self.words += "".join(data.split())


@pytest.mark.parametrize(
    "name", ["today", "cases", "register", "court", "rules", "judge_objection", "new_call", "papers"]
)
def test_a_page_in_which_nothing_was_filled_in_is_the_page_as_it_was(name: str) -> None:
    there, browser = world(), proved_in(role=Role.JUDGE if "judge" in name else Role.CLERK)
    pattern = next(one.pattern for one in urlpatterns if one.name == name)
    place = reverse(f"console:{name}", kwargs={key: there.key(key) for key in pattern.converters})
    shown = browser.get(place).content.decode()
    before, after = _Tags(shown), _Tags(str(Page(place, shown)))
    assert (after.found, after.words) == (before.found, before.words)
    assert len(before.found) > 40


def stranger(typed: dict[str, Any], place: str) -> HttpResponse:
    """A browser that knows nothing but a page that somebody was shown."""
    return Client(enforce_csrf_checks=True).post(place, typed)


def with_a_mark(typed: dict[str, Any], place: str) -> HttpResponse:
    """The same, with a mark against forged forms that it gave itself."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = mark = "m" * 32
    return browser.post(place, {**typed, "csrfmiddlewaretoken": mark})


def of_a_clerk() -> tuple[str, dict[str, Any]]:
    return hearing(signed_in())


def of_a_recipient() -> tuple[str, dict[str, Any]]:
    visitor = Visitor(arrived()).prove()
    place = f"/s/{visitor.token}/objection"
    return place, form_at(visitor.client, place).filled({"words": "没有信号"})


@pytest.mark.parametrize("of_whom", [of_a_clerk, of_a_recipient])
def test_nothing_is_kept_of_a_stranger_without_a_mark(of_whom: Callable[[], tuple[str, dict[str, Any]]]) -> None:
    place, typed = of_whom()
    before = Session.objects.count()
    assert stranger({**typed, "file": SimpleUploadedFile("a.bin", b"a" * 5000)}, place).status_code == 403
    assert (Session.objects.count(), SentFile.objects.count()) == (before, 0)


@pytest.mark.usual_day
def test_nothing_is_kept_of_a_stranger_who_sends_other_words_by_a_key_that_was_used() -> None:
    browser = signed_in()
    page, typed = hearing(browser)
    browser.post(page, typed)
    before = Session.objects.count()
    assert stranger({**typed, "place": "x"}, page).status_code == 409
    assert Session.objects.count() == before


@pytest.mark.parametrize("of_whom", [of_a_clerk, of_a_recipient])
def test_nothing_is_kept_by_a_key_that_we_never_made(of_whom: Callable[[], tuple[str, dict[str, Any]]]) -> None:
    place, typed = of_whom()
    key = typed["form_key"][0]
    before = Session.objects.count()
    with_a_mark({**typed, "form_key": ("A" if key[0] != "A" else "B") + key[1:]}, place)
    assert Session.objects.count() == before


@pytest.mark.parametrize("of_whom", [of_a_clerk, of_a_recipient])
def test_whoever_saw_a_page_makes_only_so_many_sessions_with_it(
    of_whom: Callable[[], tuple[str, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, LimitedInput.TYPED, Limit(2, timedelta(days=1)))
    place, typed = of_whom()
    before = Session.objects.count()
    for number in range(4):
        with_a_mark({**typed, "words": str(number)}, place)
    assert Session.objects.count() == before + 2


def test_a_page_that_stood_open_for_days_keeps_nothing_without_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in()
    page, typed = hearing(browser)
    ended(browser)
    begun = typed_again.now()
    monkeypatch.setattr(typed_again, "now", lambda: begun + timedelta(days=2, hours=20))
    assert browser.post(page, typed)["Location"] == page
    monkeypatch.setattr(typed_again, "now", lambda: begun + typed_forms.KEEPS_FOR + timedelta(minutes=1))
    ended(browser)
    assert browser.post(page, typed)["Location"].startswith("/accounts/login/")


def test_a_form_of_a_recipient_that_another_proof_made_stale_comes_back_filled() -> None:
    visitor = Visitor(arrived()).prove()
    page = f"/s/{visitor.token}/objection"
    typed = form_at(visitor.client, page).filled({"words": "没有信号"})
    visitor.client.handler.enforce_csrf_checks = True
    assert visitor.client.post(page, {**typed, "csrfmiddlewaretoken": "x" * 64})["Location"] == page
    assert "没有信号" in visitor.get("objection").content.decode()
