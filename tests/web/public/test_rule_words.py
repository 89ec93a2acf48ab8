"""The page of an article: the statute's own words, one tap from every rule, every reason and every certificate."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
PLACES = ("public:rule_words", "console:rule_words")


def page_of(place: str, rule: str, query: str = "", language: str = "zh-hans", status: int = 200) -> str:
    client = signed_in() if place.startswith("console") else Client()
    answer = client.get(reverse(place, args=[rule]) + query, headers={"accept-language": language})
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.mark.parametrize("place", PLACES)
def test_the_cited_paragraph_is_marked_among_the_words_of_its_article(place: str) -> None:
    page = page_of(place, "cn.olr.31.1", "?on=2026-01-01")
    marked = re.findall(r"<mark>(.*?)</mark>", page)
    assert len(marked) == 1
    assert marked[0].endswith("送达信息到达电子地址所在系统时，即为送达。")
    assert "对同一内容的送达材料采取多种电子方式发送受送达人的" in page
    for told in (
        "2026年5月16日",
        "公开的法律文本汇编",
        "6947dd984e74bfc15f8271bf3442e6c4d9e4a5fe230a3e5bc299d15c4a27a0bd",
    ):
        assert told in page
    assert '<article class="rule" id="cn.olr.31.1">' in page


@pytest.mark.parametrize("place", PLACES)
def test_the_same_in_english_around_words_that_stay_as_they_are(place: str) -> None:
    page = page_of(place, "cn.cpl2021.95.1", "?on=2026-01-01", "en")
    assert "Only the Chinese words are law." in page
    assert "As of 31 December 2023" in strip_tags(page)
    assert '<blockquote class="statute" lang="zh-Hans">' in page


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("rule", ["words", "cn", "cn.olr.999", "cn.house.1", "cn.olr.31.9", "at.gog.89a.2", "\x00"])
def test_what_is_no_rule_with_a_text_is_not_found(place: str, rule: str) -> None:
    page_of(place, rule, status=404)


def test_the_rules_lead_to_the_words_and_a_search_looks_into_them() -> None:
    client = Client()
    page = unescape(client.get("/rules?chapter=effect&on=2026-01-01").content.decode())
    links = re.findall(r'href="(/rules/cn[^"]+)"', page)
    assert len(links) > 5
    assert all(client.get(link).status_code == 200 for link in links[:3])
    found = unescape(client.get("/rules", {"q": "同住成年家属", "on": "2026-01-01"}).content.decode())
    assert "条文原文中的相关内容" in found
    assert "/rules/cn.cpl2023.88?on=2026-01-01" in found
