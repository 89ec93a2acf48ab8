"""When is my last day: paper and day of service in, the last day with its article out; in both languages, no script."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
PLACES = ("public:last_day", "console:last_day")
JUDGMENT = {"paper": "judgment", "served": "2022-09-22"}


def page(place: str, query: dict[str, str], language: str = "zh-hans", status: int = 200) -> str:
    client = signed_in() if place.startswith("console") else Client()
    answer = client.get(reverse(place), query, headers={"accept-language": language})
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.mark.parametrize("place", PLACES)
def test_a_judgment_starts_the_period_of_appeal_which_ends_after_the_holidays(place: str) -> None:
    told = page(place, JUDGMENT)
    assert "2022年10月8日" in told
    assert "上诉期" in told
    assert "<mark>第一百七十一条" in told
    assert "不服地方人民法院第一审判决的，有权在判决书送达之日起十五日内" in told
    assert "<script" not in told or place.startswith("console")


@pytest.mark.parametrize("place", PLACES)
def test_the_same_in_english(place: str) -> None:
    told = page(place, JUDGMENT, "en")
    assert "8 October 2022" in told
    assert "Saturday" in told
    assert "The day of service does not count" in told


def test_without_a_question_there_is_only_the_form() -> None:
    told = page("public:last_day", {})
    assert 'id="answer"' not in told
    assert 'name="served"' in told


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"paper": "judgment"}, "served"),
        ({"paper": "poem", "served": "2022-09-22"}, "paper"),
        ({"paper": "judgment", "served": "2022-02-30"}, "served"),
        ({"paper": "judgment", "served": "0001-01-01"}, "served"),
        ({"paper": "evidence_notice", "served": "2022-09-22", "days": "0"}, "days"),
        ({**JUDGMENT, "dismissed": "2022-09-01"}, "dismissed"),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_what_cannot_be_is_said_at_its_field_and_kept(place: str, query: dict[str, str], complaint: str) -> None:
    told = page(place, query, "en", 422)
    assert f'id="id_{complaint}_error"' in told
    assert 'id="answer"' not in told


def test_an_objection_to_jurisdiction_stops_the_period_for_evidence_and_its_dismissal_lets_it_run_on() -> None:
    notice = {"paper": "evidence_notice", "served": "2022-06-01", "days": "15", "objection": "2022-06-06"}
    stopped = page("public:last_day", notice, "en")
    assert "stands still" in stopped
    running = page("public:last_day", {**notice, "dismissed": "2022-07-01"}, "en")
    assert "12 July 2022" in running


def test_a_year_whose_holidays_are_not_published_is_provisional() -> None:
    assert "暂定" in page("public:last_day", {"paper": "judgment", "served": "2090-03-01"})


def test_a_paper_that_starts_nothing_in_such_a_case_says_so() -> None:
    told = page("public:last_day", {"paper": "evidence_notice", "served": "2022-06-01"}, "en")
    assert "This paper starts no period in such a case." in told


def test_the_answer_goes_into_a_calendar() -> None:
    answer = Client().get(reverse("public:last_day_file"), JUDGMENT, headers={"accept-language": "zh-hans"})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    body = answer.content.decode()
    assert "DTSTART;VALUE=DATE:20221008\r\n" in body
    assert "DTEND;VALUE=DATE:20221009\r\n" in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    assert body.count("BEGIN:VEVENT") == body.count("END:VEVENT") == 1


def test_no_question_is_no_file() -> None:
    assert Client().get(reverse("public:last_day_file")).status_code == 404


def test_the_page_is_found_from_the_front_page_and_from_the_rules() -> None:
    assert f'href="{reverse("public:last_day")}"' in Client().get("/").content.decode()
    assert f'href="{reverse("console:last_day")}"' in signed_in().get(reverse("console:rules")).content.decode()
