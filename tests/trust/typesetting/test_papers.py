"""The sample court papers look and read like those of a court, and name the right case."""

import dataclasses
from datetime import date

import pypdfium2
import pytest

from songda.trust.paper import inspect, page_images, page_texts
from songda.trust.typesetting import KINDS, paper_pdf, round_seal
from songda.trust.typesetting.papers import day_in_numerals
from tests.trust.typesetting.sample_case import CASE

TITLES = {
    "complaint_copy": "民事起诉状（副本）",
    "notice_to_respond": "应诉通知书",
    "evidence_notice": "举证通知书",
    "rights_notice": "诉讼权利义务告知书",
    "summons": "传票",
    "judgment": "民事判决书",
}


def test_every_kind_of_paper_has_its_title() -> None:
    assert set(KINDS) == set(TITLES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_accepted_and_can_be_seen_and_read(kind: str) -> None:
    pdf = paper_pdf(kind, CASE)
    found = inspect(pdf)
    assert found.is_safe
    assert found.warnings == ()
    pages = page_images(pdf, 60)
    assert len(pages) == found.pages == len(pypdfium2.PdfDocument(pdf)) <= 2
    assert {page.mime for page in pages} == {"image/webp"}
    text = "\n".join(page_texts(pdf))
    assert TITLES[kind] in text
    assert CASE.defendant in text
    assert "演示样本" in text
    assert CASE.court in text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "complaint_copy"])
def test_a_paper_of_the_court_names_the_case(kind: str) -> None:
    assert CASE.case_number in "\n".join(page_texts(paper_pdf(kind, CASE)))


def test_the_summons_says_when_and_where() -> None:
    text = "\n".join(page_texts(paper_pdf("summons", CASE)))
    assert "2022年7月20日（星期三）09时00分" in text
    assert "第三审判庭" in text


def test_paragraphs_are_whole_when_read_aloud() -> None:
    text = page_texts(paper_pdf("notice_to_respond", CASE))[0].split("\n")
    whole = [line for line in text if line.startswith("二、")]
    assert whole
    assert whole[0].endswith("不按时提出答辩状的，不影响本案的审理。")


def test_a_corrected_paper_is_another_file() -> None:
    corrected = dataclasses.replace(CASE, hearing_place="本院第五审判庭")
    assert paper_pdf("summons", CASE) == paper_pdf("summons", CASE)
    assert paper_pdf("summons", CASE) != paper_pdf("summons", corrected)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 6, 1), "二〇二二年六月一日"),
        (date(2022, 10, 10), "二〇二二年十月十日"),
        (date(2026, 12, 31), "二〇二六年十二月三十一日"),
        (date(2026, 11, 20), "二〇二六年十一月二十日"),
    ],
)
def test_days_are_dated_in_chinese_numerals(day: date, words: str) -> None:
    assert day_in_numerals(day) == words


@pytest.mark.parametrize("court", ["法院", "孝义市人民法院", "内蒙古自治区呼和浩特市中级人民法院"])
def test_a_seal_is_drawn_for_every_length_of_name_and_holds_no_letters(court: str) -> None:
    seal = round_seal(court, "演示样章")
    assert seal.startswith("<svg")
    assert "<text" not in seal
    assert court not in seal
