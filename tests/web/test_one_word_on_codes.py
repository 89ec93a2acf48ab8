"""Messages and pages say one thing of codes and of what a court never asks, and name one number to call."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from songda.core.delivery.wording import MessageFacts, address_code_text, code_text, holder_code_text, service_text
from songda.core.warnings import COURT_LINE, code_rule, never_asked
from tests.web.portal.scene import Visitor, arrived, code_on_the_phone

SONGDA = Path("songda")
CODES = re.compile(r"验证码|短信编码|one-time code|codes?\b", re.IGNORECASE)
# Sentences about a code that forbid something, or warn of somebody: there is one of them.
RULES = re.compile(
    r"索要|告诉|念出|诈骗|仅供|only for|swindl|fraud|read (it )?out|to nobody|tell nobody|never", re.IGNORECASE
)
LANGUAGES = ("zh-hans", "en")


def texts(page: bytes) -> str:
    """The words of a page, markup and line ends taken out."""
    ended = re.sub(r"</(h\d|p|li|dt|dd|a|title|label)>", ". ", page.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", ended)))


def other_rules(text: str) -> list[str]:
    """Sentences that speak of codes and rule something else than the one rule."""
    for language in ("zh", "en"):
        for code in ("one_time", "of_message"):
            for page in ("this_page", "court_page"):
                text = text.replace(code_rule(code, page, language), "")
        text = text.replace(never_asked(language), "")
    sentences = re.split(r"(?<=[。！？.!?])", text)
    return [each.strip() for each in sentences if CODES.search(each) and RULES.search(each)]


def test_the_messages_say_the_one_thing() -> None:
    facts = MessageFacts(
        "孝义市人民法院", "李**", "（2022）晋1181民初123号", "https://a.example/s/ABCDEFGH23", COURT_LINE
    )
    of_code = [of(facts.court, "123456", 10) for of in (code_text, address_code_text, holder_code_text)]
    told = [service_text(facts), *of_code]
    assert never_asked("zh") in told[0]
    assert all(code_rule("one_time", "court_page", "zh") in text for text in told[1:])
    assert [other_rules(text) for text in told] == [[], [], [], []]


@pytest.mark.database
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_say_the_one_thing(language: str) -> None:
    visitor = Visitor(arrived(), language)
    visitor.post("not-me")
    pages = {page: visitor.get(page).content for page in ("", "who", "not-me", "not-me/code")}
    visitor.name_himself()
    pages["code"] = visitor.get("code").content
    visitor.type_code(code_on_the_phone(visitor.envelope))
    visitor.post("address", dict.fromkeys(("value", "again"), "13812345678") | {"kind": "mobile"})
    pages["address/code"] = visitor.get("address/code").content
    anybody = Client(headers={"accept-language": language})
    pages |= {place: anybody.get(place).content for place in ("/", "/s/", "/check", "/e-service", "/s/AAAAAAAAAA")}
    pages["/check no"] = anybody.post("/check", {"code": "AAAAAAAAAA"}).content
    pages["/check yes"] = anybody.post("/check", {"code": visitor.token}).content
    for name, page in pages.items():
        assert other_rules(texts(page)) == [], name
        assert never_asked(language) in texts(page), name
    here = {
        "code": "one_time",
        "address/code": "one_time",
        "not-me/code": "one_time",
        "/check": "of_message",
        "/s/": "of_message",
    }
    for name, code in here.items():
        assert code_rule(code, "this_page", language) in texts(pages[name]), name
    for name in ("", "who"):
        assert code_rule("one_time", "court_page", language) in texts(pages[name]), name


@pytest.mark.database
def test_the_court_is_named_in_the_readers_language() -> None:
    visitor = Visitor(arrived(), "en")
    court = visitor.envelope.case.court
    court.name_en = "People’s Court of Xiaoyi"
    court.save()
    answer = Client(headers={"accept-language": "en"}).post("/check", {"code": visitor.token}).content.decode()
    assert court.name_en in answer
    assert court.name_en in visitor.get().content.decode()


@pytest.mark.parametrize("number", ["12368", "96110"])
def test_a_number_to_call_stands_in_one_place(number: str) -> None:
    """The page of a broken house leans on nothing, and examples of a court name its telephone."""
    own = {"songda/core/warnings.py", "songda/web/look/templates/500.html"}
    kinds = ("core/**/*.py", "records/**/*.py", "web/**/*.py", "web/**/*.html")
    files = {str(path) for kind in kinds for path in SONGDA.glob(kind) if "migrations" not in str(path)}
    named = {path for path in files if re.search(rf"(?<!\d){number}(?!\d)", Path(path).read_text(encoding="utf-8"))}
    assert named <= own
