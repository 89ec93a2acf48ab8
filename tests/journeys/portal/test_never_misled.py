"""A recipient with a cheap telephone is told what counts before it counts, and loses nothing that they typed."""

from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Route

from songda.core.warnings import code_rule, never_asked
from songda.core.words import name_of
from songda.records.service.attempts.models import Attempt
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.service.tasks.models import Task
from tests import make
from tests.journeys.portal.conftest import Telephone
from tests.journeys.portal.eye import Eye
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived, code_on_the_phone, settled

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]

LANGUAGES = ("zh-CN", "en-US")
SAID = {
    "counts": ("打开这份文书会产生法律效果", "Opening this counts in law"),
    "open": ("打开文书", "Open"),
    "unopened": ("您还没有打开", "You have not opened"),
    "confirm": ("确认收悉所选文书", "I have received the ticked papers"),
    "read first": ("先看文书", "Read first"),
    "all the same": ("仍然确认收悉", "Confirm all the same"),
    "unread": ("还没有看的文书", "Still unread"),
    "means": ("这份文书和您有什么关系", "What this paper means for you"),
    "sent": ("您已于", "You sent this form on"),
    "lost": ("您填写的内容没有丢失", "Nothing that you typed is lost"),
    "send code": ("获取验证码", "Send me the code"),
    "show": ("查看我的文书", "Show my papers"),
    "object": ("提交异议", "Send the objection"),
    "wish": ("提交给法院", "Send it to the court"),
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def said(what: str, language: str) -> str:
    return SAID[what][LANGUAGES.index(language)]


def prove(eye: Eye, visitor: Visitor, language: str) -> None:
    """Both steps of the proof, from the page on which it is asked for."""
    eye.type("id_name", visitor.envelope.party.name)
    eye.type("id_number", visitor.envelope.party.number)
    eye.press(said("send code", language))
    eye.type("id_code", code_on_the_phone(visitor.envelope))
    eye.press(said("show", language))


def gives_up_the_answer(eye: Eye, route: Route) -> None:
    """The form is sent, its answer thrown away with whatever it would have given the browser, and it is sent again."""
    request = route.request
    with closing(HTTPConnection(urlsplit(eye.home).netloc)) as court:
        court.request("POST", urlsplit(request.url).path, request.post_data_buffer, request.all_headers())
        with court.getresponse() as answer:
            assert answer.status == 302
    route.continue_()


def found() -> Visitor:
    return Visitor(arrived(defendant(make.case(), "found"), "complaint_copy", "summons"))


def test_what_counts_is_said_before_it_is_pressed_and_nothing_is_confirmed_unseen(
    telephone: Telephone, language: str
) -> None:
    eye, visitor = telephone(320, language), elsewhere(found)
    eye.open(f"/s/{visitor.token}/who")
    prove(eye, visitor, language)
    assert eye.sees(said("counts", language))
    assert eye.page.locator("input[name=service]:checked").count() == 0
    eye.page.locator("#receive-unread > summary").click()
    for box in eye.page.locator("input[name=service]").all():
        box.check()
    eye.press(said("confirm", language))
    assert eye.sees(said("unopened", language))
    assert not RecipientAct.objects.exists()
    eye.press(said("read first", language))
    eye.follow(eye.page.locator("form[name=open] button").first)
    short = language[:2]
    for part in ("what", "do", "nothing"):
        assert eye.sees(name_of("explained.complaint_copy", part, short))
    assert eye.page.locator("form[name=open] button").count() == 1  # the next paper is one press away
    elsewhere(lambda: settled(visitor.envelope))
    eye.open(f"/s/{visitor.token}/papers")
    eye.page.locator("#receive-unread > summary").click()
    eye.page.locator("input[name=service]").first.check()
    eye.press(said("confirm", language))
    assert eye.sees(said("unread", language))
    assert sorted(RecipientAct.objects.values_list("kind", flat=True)) == ["acknowledged", "read"]


def test_every_page_on_the_way_says_the_one_thing_of_codes(telephone: Telephone, language: str) -> None:
    eye, visitor = telephone(320, language), Visitor(elsewhere(arrived))
    short = language[:2]
    for page, code, where in (
        ("", "one_time", "court_page"),
        ("/who", "one_time", "court_page"),
    ):
        eye.open(f"/s/{visitor.token}{page}")
        assert eye.sees(code_rule(code, where, short))
        assert eye.sees(never_asked(short))
    eye.type("id_name", visitor.envelope.party.name)
    eye.type("id_number", visitor.envelope.party.number)
    eye.press(said("send code", language))
    assert eye.sees(code_rule("one_time", "this_page", short))
    eye.open("/check")
    assert eye.sees(code_rule("of_message", "this_page", short))


def test_an_objection_typed_for_too_long_comes_back_after_the_proof(telephone: Telephone, language: str) -> None:
    eye, visitor = telephone(390, language), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}/who")
    prove(eye, visitor, language)
    eye.open(f"/s/{visitor.token}/objection")
    eye.page.locator("input[value=system_error]").check()
    eye.type("id_words", "那几天没有信号")
    Session.objects.all().delete()
    eye.press(said("object", language))
    assert eye.page.url.endswith("/who")
    prove(eye, visitor, language)
    assert eye.page.url.endswith("/objection")
    assert eye.sees(said("lost", language))
    assert eye.page.input_value("#id_words") == "那几天没有信号"
    assert eye.page.locator("input[value=system_error]").is_checked()
    assert not Objection.objects.exists()
    eye.press(said("object", language))
    assert Objection.objects.count() == 1


def test_a_button_pressed_twice_counts_once_and_going_back_says_that_it_is_done(
    telephone: Telephone, language: str
) -> None:
    eye, visitor = telephone(390, language), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}/who")
    eye.type("id_name", visitor.envelope.party.name)
    eye.type("id_number", visitor.envelope.party.number)
    eye.page.route("**/who", lambda route: gives_up_the_answer(eye, route), times=1)
    eye.page.get_by_role("button", name=said("send code", language)).dblclick(no_wait_after=True)
    eye.page.wait_for_url("**/code")
    assert Attempt.objects.filter(purpose="code").count() == 1
    eye.open(f"/s/{visitor.token}/paper-or-help")
    eye.page.locator("input[value=paper]").check()
    eye.press(said("wish", language))
    eye.page.go_back()
    eye.look()
    assert eye.sees(said("sent", language))
    assert Task.objects.filter(kind="print_paper").count() == 1
