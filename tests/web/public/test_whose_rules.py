"""The pages of rules show those of arbitration and reconsideration too, and of other countries where that is set."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from songda.core.law import jurisdictions
from songda.core.law.rulebook import CHAPTERS
from songda.site.errors import CurableError
from songda.site.settings import known_rules
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
OTHERS = tuple(law for law in jurisdictions() if law != "cn")
PLACES = ("/rules", "/console/rules/")
HREF = re.compile(r'href="(\?[^"]*|/(?:console/)?rules[^"]*)"')
WRONG = {"en": "Nobody's rules go by this name here.", "zh-hans": "此处没有该名称的规则"}


def page_of(address: str, language: str = "en", status: int = 200) -> str:
    client = signed_in() if address.startswith("/console") else Client()
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == status, address
    assert len(answer.content) < 90_000 or address.startswith("/console")
    return unescape(answer.content.decode())


@pytest.mark.parametrize("place", PLACES)
def test_arbitration_and_reconsideration_are_one_tap_from_the_rules_of_courts(place: str) -> None:
    page = page_of(f"{place}?on=2026-09-01")
    assert f'<a href="{"?on=2026-09-01"}" aria-current="true">Courts</a>' in page
    assert "&jurisdiction=at" not in page
    for law, name in (("cn_arbitration", "Arbitration"), ("cn_reconsideration", "Administrative reconsideration")):
        assert f'<a href="?on=2026-09-01&jurisdiction={law}">{name}</a>' in page
        other = page_of(f"{place}?on=2026-09-01&jurisdiction={law}")
        assert "These are not the rules of the courts" in other
        assert f'<input type="hidden" name="jurisdiction" value="{law}">' in other
    assert "These are not" not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("law", OTHERS)
def test_every_chapter_of_everybodys_rules_is_a_light_page_whose_links_stay_with_them(
    law: str, language: str, settings: Any
) -> None:
    settings.OTHER_RULES = OTHERS
    for chapter in ("", *CHAPTERS, "changes", "all"):
        page = page_of(f"/rules?on=2026-09-01&jurisdiction={law}&chapter={chapter}", language)
        links = [link for link in HREF.findall(page) if "chapter=" in link or "/rules/" in link]
        assert links
        assert all(f"jurisdiction={law}" in link or f"/rules/{law}." in link for link in links)
        assert f'href="?on=2026-09-01&jurisdiction={law}"' in page


def test_a_chapter_without_rules_says_so() -> None:
    page = page_of("/rules?on=2026-09-01&jurisdiction=cn_arbitration&chapter=abroad")
    assert "This chapter has no rule on this day." in page
    assert "None of these rules was law on this day." in page_of("/rules?on=1985-06-02&jurisdiction=cn_arbitration")


@pytest.mark.parametrize("place", PLACES)
def test_the_words_of_the_statute_are_one_tap_from_the_rule_and_lead_back_to_it(place: str) -> None:
    effects = page_of(f"{place}?on=2026-09-01&jurisdiction=cn_arbitration&chapter=effect")
    at = next(link for link in HREF.findall(effects) if "/rules/cn_arbitration.al.41" in link)
    words = page_of(at, "zh-hans")
    assert "中华人民共和国仲裁法（2025年修订）" in words
    assert f'href="{place}?on=2026-09-01&jurisdiction=cn_arbitration"' in words
    back = next(link for link in HREF.findall(words) if "&chapter=effect#cn_arbitration.al.41" in link)
    chapter, _, anchor = back.partition("#")
    assert f'id="{anchor}"' in page_of(chapter)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", WRONG)
def test_rules_that_nobody_has_here_are_refused_in_words(place: str, language: str) -> None:
    for law in ("atlantis", "at", "at\x00lantis", "cn_arbitration,cn"):
        page = page_of(f"{place}?jurisdiction={law.replace(chr(0), '%00')}", language, status=422)
        assert WRONG[language] in page
    page_of("/rules/at.gog.89a.2", status=404)


def test_a_choice_that_changes_nothing_is_not_offered(settings: Any) -> None:
    settings.OTHER_RULES = OTHERS
    assert 'name="procedure"' not in page_of("/rules?jurisdiction=at")
    assert 'name="channel"' in page_of("/rules?jurisdiction=at")
    arbitration = page_of("/rules?on=2026-09-01&jurisdiction=cn_arbitration")
    assert ">award</option>" in arbitration


def test_the_setting_names_whose_rules_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert known_rules() == ("cn_arbitration", "cn_reconsideration")
    monkeypatch.setenv("SONGDA_RULES", " at, cn,es,at,")
    assert known_rules() == ("at", "es")
    monkeypatch.setenv("SONGDA_RULES", "")
    assert known_rules() == ()
    monkeypatch.setenv("SONGDA_RULES", "at,atlantis")
    with pytest.raises(CurableError, match=r"no rules for “atlantis”\. Name some of these, or none: at, cn_arb"):
        known_rules()
