"""The rules page: for every office, of any day, with a place for every rule that a reason leads to."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.records.service.findings.models import Finding
from songda.web.console.templatetags.board import looked_up
from tests import make
from tests.web.console.world import World, signed_in, world

pytestmark = pytest.mark.database
PAGE = reverse("console:rules")
LINK = re.compile(r'href="(/console/rules/(?:[\w.]+/)?\?[^"#]*)(?:#([^"]*))?"')
WORDS = re.compile(r"/rules/([\w.]+)/")


@pytest.fixture
def clerk() -> Client:
    return signed_in()


def text(client: Client, query: str = "", language: str = "zh-hans", status: int = 200) -> str:
    answer = client.get(PAGE + query, headers={"accept-language": language})
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.mark.parametrize("role", list(Role))
def test_every_office_finds_the_rules_in_its_navigation(role: Role) -> None:
    client = signed_in(role=role)
    page = text(client, "?on=2022-06-02&chapter=all")
    assert f'<a href="{PAGE}" aria-current="page">' in page
    assert 'id="cn.olr.31.1"' in page


def test_nobody_else_gets_in_here() -> None:
    assert Client().get(PAGE).status_code == 302


def test_a_rule_stands_with_sentence_conditions_article_days_and_mark(clerk: Client) -> None:
    page = text(clerk, "?on=2021-12-01&chapter=all")
    assert "人民法院在线诉讼规则 第三十一条第一款" in page
    assert "2021年8月1日起" in page
    assert "已核对" in page
    assert "停用的规则" in page
    assert "至2022年1月1日前" in page


def test_the_same_in_english_without_a_word_of_chinese_but_the_names(clerk: Client) -> None:
    page = text(clerk, "?on=2022-06-02&chapter=all", "en")
    assert "Online Litigation Rules of the People's Courts, art. 31 para. 1" in page
    body = page[page.index('<div class="rules-sides">') :]
    assert not re.search(r"[\u4e00-\u9fff]", body)


def test_a_day_without_a_date_is_today_and_a_choice_narrows_the_book(clerk: Client) -> None:
    whole, some = text(clerk, "?chapter=all"), text(clerk, "?branch=criminal&chapter=all")
    assert "仅列与所选条件有关的规则" in some
    assert some.count('<article class="rule"') < whole.count('<article class="rule"')
    assert '<option value="criminal" selected>' in some


def test_another_day_keeps_the_choice(clerk: Client) -> None:
    assert "?on=2021-08-01&branch=civil&paper=summons" in text(clerk, "?branch=civil&paper=summons")


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("?on=2022-02-30", "没有这一天：2022-02-30"),
        ("?on=%3Cscript%3E", "没有这一天：<script>"),
        ("?on=0001-01-01", "1900年至2100年"),
        ("?paper=napkin", "没有这一选项：文书"),
    ],
)
def test_what_makes_no_sense_gets_a_clear_word_and_no_rules(clerk: Client, query: str, word: str) -> None:
    page = text(clerk, query, status=422)
    assert word in page
    assert '<article class="rule"' not in page
    assert 'aria-invalid="true"' in page


def test_a_chapter_that_is_not_in_the_book_is_said_to_be_none(clerk: Client) -> None:
    assert "没有这一章" in text(clerk, "?chapter=poetry", status=422)


def test_what_was_typed_is_never_taken_for_markup(clerk: Client) -> None:
    assert b"<script>alert" not in clerk.get(PAGE, {"on": "<script>alert(1)</script>"}).content


def test_a_day_to_come_is_said_to_be_one(clerk: Client) -> None:
    assert "该日尚未到来" in text(clerk, "?on=2099-01-01")


def test_no_two_things_on_the_page_have_the_same_name(clerk: Client) -> None:
    for part in ("", "&chapter=effect", "&chapter=all", "&q=%E5%85%AC%E5%91%8A"):
        names = re.findall(r' id="([^"]+)"', text(clerk, f"?on=2022-06-02{part}"))
        assert len(names) == len(set(names))


def test_every_reason_of_a_service_leads_to_its_rule_on_the_day_of_the_attempt() -> None:
    here: World = world()
    client = signed_in(make.user(here.case.court))
    page = client.get(reverse("console:service", args=[here.service.id])).content.decode()
    links = LINK.findall(page)
    cited = {rule.id for rule in Finding.objects.get(service=here.service).decision.rules}
    ids = [(place, anchor or WORDS.findall(place)[0]) for place, anchor in links]
    assert cited <= {rule for _, rule in ids}
    for place, rule in ids:
        assert f'<article class="rule" id="{rule}' in client.get(unescape(place)).content.decode()


def test_the_check_before_sending_leads_to_the_rules_too() -> None:
    here: World = world()
    client = signed_in(make.user(here.case.court))
    pair = f"{make.paper(here.case, title='变更诉讼请求申请书').id}:{here.defendant.id}"
    page = client.post(reverse("console:serve_check", args=[here.case.id]), {"pair": pair}).content.decode()
    assert LINK.search(page)


def test_a_sentence_is_never_markup_and_one_without_an_article_stays_as_it_is() -> None:
    assert looked_up("没有条文。") == "没有条文。"
    told = str(looked_up("<b>（依据：人民法院在线诉讼规则 第三十一条第一款）", "2022-06-02"))
    assert told.startswith("&lt;b&gt;（依据：<a href=")
    assert 'href="/console/rules/cn.olr.31.1/?on=2022-06-02"' in told
    assert "chapter=guard#cn.house.1" in str(looked_up("法院内部把关规则（一）", "2022-06-02"))
