"""The open pages: in both languages, without scripts, without cookies where nothing is typed."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from songda.core.law.rulebook import CHAPTERS

pytestmark = pytest.mark.database
PAGES = ("/", "/check", "/verify", "/e-service", "/rules", "/log", "/s/")


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.parametrize(("language", "told"), [("zh-hans", "12368"), ("en", "A court never asks for a bank card")])
def test_every_page_is_there_in_both_languages(place: str, language: str, told: str) -> None:
    answer = Client().get(place, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{language}"' in page
    assert told in page
    assert "<script" not in page
    assert "style=" not in page


def test_whoever_asks_for_no_language_that_we_have_is_answered_in_chinese() -> None:
    assert "诉讼文书电子送达" in Client().get("/", headers={"accept-language": "fr"}).content.decode()


def test_search_engines_are_kept_from_peoples_links() -> None:
    assert "Disallow: /s/" in Client().get("/robots.txt").content.decode()


def test_browsers_find_the_icon() -> None:
    answer = Client().get("/favicon.ico")
    assert answer.status_code == 301
    icon = Client().get(answer["Location"])
    assert (icon.status_code, icon["Content-Type"]) == (200, "image/svg+xml")
    icon.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_rules_begin_with_a_page_that_a_slow_line_can_carry(language: str) -> None:
    """In four seconds at 35 kbit/s and 800 ms, with every sheet that it needs."""
    first = Client().get("/rules", headers={"accept-language": language})
    sheets = [finders.find(f"look/{name}.css") for name in ("tokens", "look", "rules")]
    sent = [first.content, *(Path(str(sheet)).read_bytes() for sheet in sheets)]
    assert sum(len(gzip.compress(each)) for each in sent) < (4 - 0.8) * 35_000 / 8
    index = Client().get("/rules", {"chapter": "articles"}, headers={"accept-language": language})
    assert b'id="cn.olr.31.1"' in index.content


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_of_the_rules_is_a_page_of_its_own(chapter: str) -> None:
    page = Client().get("/rules", {"chapter": chapter}).content
    assert len(gzip.compress(page)) < 13_000  # so it goes over the line
    assert page.count(b'<section class="rules-chapter"') == 2  # the chapter, and how to read a rule
