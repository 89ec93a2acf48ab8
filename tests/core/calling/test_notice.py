"""The notice that the telephone speaks: the court, whom to call, what is never asked; and when it is tried again."""

import inspect
import re

import pytest

from songda.core.calling import Stretch, next_try, notice_text
from songda.core.words import languages
from tests.core.calling.test_calling import CALENDAR, CHINA, RULES, at

COURT = {"zh": "孝义市人民法院", "en": "Xiaoyi People's Court"}
SPELLED = {"zh": "零 三 五 八 幺 二 三 六 八", "en": "zero three five eight one two three six eight"}


@pytest.mark.parametrize("language", languages())
def test_it_tells_the_court_and_the_number_twice_digit_by_digit(language: str) -> None:
    told = notice_text(COURT[language], "0358-12368", language)
    assert COURT[language] in told
    assert told.count(SPELLED[language]) == 2
    assert not re.search(r"\d{2}", told)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("银行卡号", "密码", "验证码", "转账汇款", "录音", "不表示同意", "也不表示签收", "请按 1")),
        ("en", ("bank cards", "passwords", "codes", "payment", "recorded", "neither consent nor receipt", "press 1")),
    ],
)
def test_it_says_what_is_never_asked_and_what_a_digit_means(language: str, words: tuple[str, ...]) -> None:
    told = notice_text(COURT[language], "12368", language)
    assert [each for each in words if each not in told] == []


def test_it_cannot_name_a_case_or_a_person_since_it_is_given_none() -> None:
    assert list(inspect.signature(notice_text).parameters) == ["court", "phone", "language"]


@pytest.mark.parametrize(
    ("last", "missing", "again"),
    [
        ("2026-06-01T10:00", {Stretch.EVENING, Stretch.WEEKEND}, "2026-06-01T18:00"),  # a Monday
        ("2026-06-01T17:30", {Stretch.EVENING}, "2026-06-01T18:30"),  # an hour of rest first
        ("2026-06-01T20:00", {Stretch.EVENING}, "2026-06-02T18:00"),
        ("2026-06-01T18:30", {Stretch.WEEKEND}, "2026-06-06T09:30"),
        ("2026-06-05T10:00", {Stretch.WEEKDAY}, "2026-06-05T11:00"),
        ("2026-06-01T11:30", set(), "2026-06-01T14:00"),  # everything was tried: as soon as may be
        ("2026-09-30T19:00", {Stretch.WEEKDAY}, "2026-10-08T08:30"),  # after the National Day
    ],
)
def test_the_next_try_is_in_a_part_of_the_week_that_was_not_tried(last: str, missing: set[Stretch], again: str) -> None:
    assert next_try(at(last), CALENDAR, CHINA, RULES, missing) == at(again)
