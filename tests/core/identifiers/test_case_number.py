"""Case numbers: every form that is met is read, and every fault is named with its part and its cure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.identifiers import CourtLevel, IdentifierError, read_case_number, read_court_code
from songda.core.identifiers.china import COURTS_APART, PROVINCES
from tests.rows import all_rows


@all_rows(
    ("typed", "normal"),
    [
        ("（2022）晋1181民初123号", "（2022）晋1181民初123号"),
        ("(2022)晋1181民初123号", "（2022）晋1181民初123号"),
        ("〔2022〕晋1181民初123号", "（2022）晋1181民初123号"),
        ("[2022]晋1181民初123号", "（2022）晋1181民初123号"),
        (" （２０２２） 晋 1181 民初 123 号 ", "（2022）晋1181民初123号"),
        ("（2022）川0681诉前调528号", "（2022）川0681诉前调528号"),
        ("（2021）京0105民诉前调1234号", "（2021）京0105民诉前调1234号"),
        ("（2023）苏0102诉前民调7号", "（2023）苏0102诉前民调7号"),
        ("（2021）最高法知民终12号", "（2021）最高法知民终12号"),
        ("（2021）晋民申7号", "（2021）晋民申7号"),
        ("（2021）晋11民终88号", "（2021）晋11民终88号"),
        ("（2021）晋1181执保5号之一", "（2021）晋1181执保5号之一"),
        ("（2022）兵01民保令3号", "（2022）兵01民保令3号"),
        ("（2022）黔0102行初3号", "（2022）黔0102行初3号"),
        ("（2022）贵0102行初3号", "（2022）贵0102行初3号"),
    ],
)
def test_a_case_number_is_read_and_written_in_one_form(typed: str, normal: str) -> None:
    number = read_case_number(typed)
    assert str(number) == normal
    assert number.raw == typed
    assert read_case_number(str(number)).serial == number.serial


WRONG = [
    ("2022晋1181民初123号", "year", "the year stands in no brackets"),
    ("（22）晋1181民初123号", "year", "two digits"),
    ("（1822）晋1181民初123号", "year", "before there were such numbers"),
    ("（2022）x1181民初123号", "court", "no province"),
    ("（2022）1181民初123号", "court", "province left out"),
    ("（2022）晋118民初123号", "court", "three digits"),
    ("（2022）晋11811民初123号", "court", "five digits"),
    ("（2022）晋0081民初123号", "court", "no such city"),
    ("（2022）晋1100民初123号", "court", "no such county"),
    ("（2022）晋1181甲初123号", "type", "unknown type"),
    ("（2022）晋1181123号", "court", "type left out, its digits run into the court's"),
    ("（2022）晋1181", "type", "nothing after the court"),
    ("（2022）晋1181民事一审普通123号", "type", "too long"),
    ("（2022）晋1181民初0123号", "serial", "leading zero"),
    ("（2022）晋1181民初123", "serial", "号 left out"),
    ("（2022）晋1181民初号", "serial", "no serial"),
    ("（2022）晋1181民初123-1号", "serial", "sub-number with a dash"),
    ("", "year", "empty"),
]


@all_rows(("typed", "part", "fault"), WRONG, ids=[row[2] for row in WRONG])
def test_the_wrong_part_is_named(typed: str, part: str, fault: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        read_case_number(typed)
    error = refused.value
    assert error.part == part
    assert error.code.startswith("case_number.")
    for language in ("zh-hans", "en"):
        assert error.reason.sentence(language)
        assert error.cure.sentence(language)
        assert error.cure.sentence(language) in error.sentence(language)


def test_a_year_still_to_come_is_refused_when_today_is_told() -> None:
    assert read_case_number("（2030）晋1181民初1号").year == 2030
    with pytest.raises(IdentifierError, match="still to come"):
        read_case_number("（2030）晋1181民初1号", today=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("typed", "level", "code", "division", "special"),
    [
        ("（2021）最高法民再1号", CourtLevel.SUPREME, "最高法", None, False),
        ("（2021）晋民再1号", CourtLevel.HIGH, "晋", None, False),
        ("（2021）晋11民终1号", CourtLevel.INTERMEDIATE, "晋11", None, False),
        ("（2021）晋1181民初1号", CourtLevel.BASIC, "晋1181", "141181", False),
        ("（2021）京73民初1号", CourtLevel.INTERMEDIATE, "京73", None, True),
        ("（2021）京7101行初1号", CourtLevel.BASIC, "京7101", None, True),
        ("（2021）兵0101民初1号", CourtLevel.BASIC, "兵0101", None, False),
    ],
)
def test_the_court_is_told_by_its_code(
    typed: str, level: CourtLevel, code: str, division: str | None, special: bool
) -> None:
    number = read_case_number(typed)
    court = number.court
    assert (number.level, number.court_code) == (level, code)
    assert (court.division, court.is_special, str(court)) == (division, special, code)


@pytest.mark.parametrize(
    ("typed", "is_internet"),
    [
        ("（2021）浙0192民初1号", True),
        ("（2021）京0491民初1号", True),
        ("（2021）粤0192民初1号", True),
        ("（2021）浙0102民初1号", False),
    ],
)
def test_an_internet_court_is_known_by_its_code(typed: str, is_internet: bool) -> None:
    assert read_case_number(typed).court.is_internet is is_internet


@pytest.mark.parametrize(
    ("typed", "branch"),
    [
        ("（2021）晋1181民初1号", "civil"),
        ("（2021）晋1181行初1号", "administrative"),
        ("（2021）晋1181刑初1号", "criminal"),
        ("（2021）晋1181执异1号", "enforcement"),
        ("（2021）最高法知民终1号", "civil"),
        ("（2021）晋1181财保1号", None),
    ],
)
def test_the_branch_is_told_by_the_type(typed: str, branch: str | None) -> None:
    assert read_case_number(typed).branch == branch


def test_a_court_code_is_read_alone() -> None:
    assert read_court_code("晋1181").level is CourtLevel.BASIC
    with pytest.raises(IdentifierError):
        read_court_code("")


codes = st.builds(
    lambda province, city, county: f"{province}{city:02}{county:02}",
    st.sampled_from(sorted([*PROVINCES.values(), *COURTS_APART])),
    st.integers(1, 99),
    st.integers(1, 99),
)
kinds = st.sampled_from(["民初", "民终", "执", "行初", "刑更", "诉前调"])


@given(st.integers(1949, 2099), codes, kinds, st.integers(1, 10**8))
def test_every_well_formed_number_reads_back(year: int, code: str, kind: str, serial: int) -> None:
    written = f"（{year}）{code}{kind}{serial}号"
    number = read_case_number(written)
    assert (str(number), number.year, number.serial, number.type_code) == (written, year, serial, kind)
