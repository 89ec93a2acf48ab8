"""The question is read field by field, and its answer is the law's, told in the reader's language."""

from datetime import UTC, date, datetime

import pytest

from songda.core.last_days import (
    Question,
    choices,
    file_of,
    last_days,
    posting,
    question_in_words,
    read_typed_question,
)
from tests.rows import all_rows

JUDGMENT = {"paper": "judgment", "served": "2022-09-22"}


def question(**more: str) -> Question:
    found = read_typed_question({**JUDGMENT, **more}, "cn", "en").question
    assert found is not None
    return found


def test_an_appeal_ends_on_the_day_worked_after_the_national_day() -> None:
    (appeal,) = last_days(question(), "en")
    assert appeal.day == date(2022, 10, 8)
    assert appeal.rest_days == tuple(date(2022, 10, day) for day in range(1, 8))
    assert appeal.text is not None
    assert appeal.cite == f"{appeal.text.cite} [as the text says]"


def test_an_extension_goes_on_from_the_last_day_and_moves_over_rest_days_too() -> None:
    (appeal,) = last_days(question(served="2022-04-01", extended="14"), "en")
    # Sixteen April is a Saturday, so the fifteen days end on the eighteenth; fourteen more end on Labour Day's bridge.
    assert appeal.day == date(2022, 5, 5)
    assert "The court extended it by 14 days, counted on from 18 April 2022: to 5 May 2022." in appeal.steps[-2]


def test_the_question_stands_above_its_answer() -> None:
    assert question_in_words(question(), "zh") == "判决书，2022年9月22日送达。"
    assert question_in_words(question(), "en").endswith("served on 22 September 2022.")


@all_rows(
    ("typed", "field"),
    [
        ({"paper": ""}, "paper"),
        ({"paper": "address_form"}, "paper"),  # starts no period, so nobody is asked about it
        ({"served": ""}, "served"),
        ({"served": "2022-02-30"}, "served"),
        ({"served": "1066-01-01"}, "served"),
        ({"branch": "x"}, "branch"),
        ({"domicile": "x"}, "domicile"),
        ({"extended": "-1"}, "extended"),
        ({"extended": "٣"}, "extended"),
        ({"days": "0"}, "days"),
        ({"days": "9" * 5000}, "days"),
        ({"dismissed": "2022-09-30"}, "dismissed"),
        ({"objection": "2022-09-30", "dismissed": "2022-09-29"}, "dismissed"),
    ],
)
def test_what_cannot_be_is_noted_at_its_field(typed: dict[str, str], field: str) -> None:
    asked = read_typed_question({**JUDGMENT, **typed}, "cn", "zh")
    assert list(asked.wrong) == [field]
    assert asked.question is None


def test_nothing_typed_is_no_question_and_no_complaint() -> None:
    asked = read_typed_question({"utm_source": "letter", "served": " "}, "cn", "en")
    assert (asked.is_filled, asked.wrong, asked.question) == (False, {}, None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_choice_can_be_asked_and_answered(language: str) -> None:
    offered = choices("cn", language)
    assert set(offered) == {"paper", "branch", "procedure", "stage", "domicile"}
    for name, choice in offered.items():
        for word, _ in choice.words:
            asked = read_typed_question({**JUDGMENT, "days": "15", name: word}, "cn", language)
            assert asked.question is not None
            assert all(each.steps for each in last_days(asked.question, language))


def test_the_file_has_one_whole_day_for_each_period() -> None:
    days = last_days(question(), "zh")
    body = file_of(days, datetime(2022, 9, 23, 1, 2, 3, tzinfo=UTC), "court.example", "zh")
    assert body.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20221008\r\nDTEND;VALUE=DATE:20221009\r\n" in body
    assert "UID:0-20220923010203@court.example\r\n" in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))


def test_a_period_that_stands_still_has_no_day_and_no_place_in_the_file() -> None:
    asked = question(paper="evidence_notice", served="2022-06-01", days="15", objection="2022-06-06")
    days = last_days(asked, "en")
    assert [each.day for each in days] == [None]
    assert "BEGIN:VEVENT" not in file_of(days, datetime(2022, 9, 23, tzinfo=UTC), "court.example", "en")


@pytest.mark.parametrize(
    ("branch", "article"),
    [
        ("civil", "Civil Procedure Law, article 85"),
        ("administrative", "Interpretation of the Administrative Procedure Law, article 48"),
        ("criminal", "Criminal Procedure Law, article 105"),
        ("enforcement", "Civil Procedure Law, article 85"),
    ],
)
def test_what_is_posted_on_the_last_day_is_in_time_by_the_law_of_the_branch(branch: str, article: str) -> None:
    assert posting(branch, {"appeal", "fee"}, "en").endswith(f"on it ({article}).")


def test_the_answer_says_so_only_where_a_paper_is_filed() -> None:
    assert "article 85" in last_days(question(), "en")[0].steps[-1]
    (fee,) = last_days(question(paper="fee_notice"), "en")
    assert not any("posted" in step for step in fee.steps)
