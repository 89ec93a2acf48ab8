"""Titles say paper, role and case, so that a page is known again among others; no name, and nothing to strangers."""

import pytest
from bs4 import BeautifulSoup
from django.urls import resolve

from songda.records.matter.parties.roles import role_name
from tests.journeys.pages.every import Opened, look_around
from tests.journeys.pages.sample import Sample, build

pytestmark = pytest.mark.database
LANGUAGES = [("zh-hans", "zh"), ("en", "en")]


# What a page is about whose address names one of these.
ABOUT = {
    "service_id": ("paper", "role", "case"),
    "objection_id": ("role", "case"),
    "paper_id": ("paper", "case"),
    **dict.fromkeys(("party_id", "envelope_id", "address_id", "consent_id", "deed_id", "task_id"), ("role", "case")),
    "an order for several": ("case",),
    **dict.fromkeys(("case_id", "hearing_id", "circumstance_id"), ("case",)),
}


def read(sample: Sample, opened: Opened, language: str) -> tuple[str, str]:
    """The title and the heading of a page."""
    answer = sample.clients[opened.who].get(opened.place, headers={"accept-language": language})
    page = BeautifulSoup(answer.content, "html.parser")
    title, heading = (" ".join(tag.get_text().split()) for tag in (page.title, page.h1))
    return title, heading


@pytest.mark.night("opens every page")
def test_every_page_says_what_it_is_about_and_the_portal_to_the_recipient_alone() -> None:
    sample = build()
    pages = look_around(sample).pages
    for language, words in LANGUAGES:
        assert _silent_in_the_console(sample, pages, language, words) == set()
        _assert_the_portal_tells_the_recipient_alone(sample, pages, language, words)


def _silent_in_the_console(sample: Sample, pages: list[Opened], language: str, words: str) -> set[tuple[str, str]]:
    """Pages that do not say what they are about, each with what is left unsaid."""
    silent = set()
    told = {"paper": "传票", "role": role_name("defendant", words), "case": sample.world.case.number}
    for opened in (one for one in pages if one.name.startswith("console:")):
        texts = read(sample, opened, language)
        keys = ["an order for several"] if opened.name == "console:recall" else [*resolve(opened.place).kwargs]
        for thing in {thing for key in keys for thing in ABOUT.get(key, ())}:
            silent |= {(opened.name, thing) for text in texts if told[thing].lower() not in text.lower()}
        assert sample.world.defendant.name not in texts[0]
    return silent


def _assert_the_portal_tells_the_recipient_alone(
    sample: Sample, pages: list[Opened], language: str, words: str
) -> None:
    number, role = sample.world.case.number, role_name("defendant", words)
    told = {}
    for opened in (one for one in pages if one.name.startswith("portal:") and one.name != "portal:enter"):
        title, _ = read(sample, opened, language)
        told[opened.name] = (role in title, number in title)
        assert sample.world.defendant.name not in title
    stranger = {name for name, (said, whole) in told.items() if not said and not whole}
    to_strangers = {"portal:code", "portal:who", "portal:left", "portal:counter_code", "portal:open_link"}
    shown_to_son = {"portal:help_papers", "portal:help_pages", "portal:help_large_print"}
    assert stranger == to_strangers | shown_to_son
    assert told["portal:papers"] == (True, True)
    title, _ = read(sample, Opened("portal:landing", f"/s/{sample.recipient.token}", "nobody"), language)
    assert number not in title
    assert "民初" in title


def test_the_title_says_that_something_is_to_be_mended() -> None:
    sample = build()
    page = sample.clients["supervisor"].post("/console/cases/new/", {"sent": "1"}, headers={"accept-language": "en"})
    assert BeautifulSoup(page.content, "html.parser").title.get_text().strip().startswith("Not saved yet:")
