"""What a file's name and a first page tell of a paper."""

from datetime import datetime

import pytest

from songda.core.paper_clues import Clues, clues_of

KINDS = {
    "summons": "传票",
    "complaint_copy": "起诉状副本",
    "appeal_copy": "上诉状副本",
    "judgment": "判决书",
    "evidence_notice": "举证通知书",
    "evidence_material": "证据材料",
}
SUMMONS = """山西省孝义市人民法院
传 票
案号 （2022）晋1181民初123号
应到时间 2022年7月12日 下午 2时30分
应到处所 本院第一审判庭
注意事项 携带身份证件"""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("01传票.pdf", "summons"),
        ("民事起诉状（李某）.pdf", "complaint_copy"),
        ("不服判决书的上诉状.pdf", "appeal_copy"),
        ("李某证据目录.pdf", "evidence_material"),
        ("举证 通知书.PDF", "evidence_notice"),
        ("民事裁定书.pdf", ""),  # which ruling it is, a person says
        ("扫描0001.pdf", ""),
    ],
)
def test_the_name_of_a_file_tells_the_kind(name: str, kind: str) -> None:
    assert clues_of(name, "", KINDS).kind == kind


def test_the_first_page_tells_it_where_the_name_does_not() -> None:
    told = clues_of("扫描0001.pdf", SUMMONS, KINDS)
    assert told == Clues("summons", "扫描0001", None, datetime(2022, 7, 12, 14, 30), "本院第一审判庭")  # noqa: DTZ001


def test_a_word_within_a_sentence_is_no_heading() -> None:
    assert clues_of("a.pdf", "民事裁定书\n原告不服本院作出的民事判决书，现请求本院就此发出传票", KINDS).kind == ""


@pytest.mark.parametrize(
    ("page", "days"),
    [
        ("本案举证期限为收到本通知书次日起十五日。", 15),
        ("举证期限为 30 日", 30),
        ("你应在收到本通知之日起二十五日内向本院提交证据。", 25),
        ("举证期限至2022年7月15日", None),
        ("答辩期为十五日。逾期不影响审理。", None),
        ("举证期限一百二十日", 120),
    ],
)
def test_the_period_for_evidence_is_read_in_either_writing(page: str, days: int | None) -> None:
    assert clues_of("a.pdf", page, KINDS).days == days


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("举证通知书（30日）", 30),
        ("3.举证通知书-十五天", 15),
        ("举证通知书 11月30日", None),  # a day, and no period
        ("举证通知书2026-11-30日", None),
        ("传票（30日）", None),  # sets none
    ],
)
def test_where_the_page_is_silent_the_name_of_the_file_tells_the_period(name: str, days: int | None) -> None:
    assert clues_of(f"{name}.pdf", "", KINDS).days == days
    assert clues_of("举证通知书（30日）.pdf", "举证期限为十五日", KINDS).days == 15


@pytest.mark.parametrize(
    ("page", "at"),
    [
        ("2022年7月12日上午9:00开庭", datetime(2022, 7, 12, 9, 0)),  # noqa: DTZ001
        ("于2022年7月12日9时半在本院开庭", datetime(2022, 7, 12, 9, 30)),  # noqa: DTZ001
        ("2022年2月30日9时", None),
        ("2022年7月12日发布", None),
    ],
)
def test_the_hearing_is_read(page: str, at: datetime | None) -> None:
    assert clues_of("a.pdf", page, KINDS).hearing_at == at


def test_a_title_loses_its_numbering() -> None:
    assert clues_of("3、补充协议_终稿.pdf", "", KINDS).title == "补充协议 终稿"
