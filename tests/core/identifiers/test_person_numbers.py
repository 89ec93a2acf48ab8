"""Identity numbers, credit codes and mobile numbers: read, normalised, or refused with the part that is wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.identifiers import (
    IdentifierError,
    mask_id,
    mask_mobile,
    mask_name,
    read_credit_code,
    read_mobile,
    read_resident_id,
)
from songda.core.identifiers.credit_code import check_character as credit_check
from songda.core.identifiers.person_document import check_character as resident_check
from songda.core.identifiers.person_name import bare_name
from tests.rows import all_rows


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("141181 19480312 0019", "141181194803120019"),
        ("１４１１８１１９４８０３１２００１９", "141181194803120019"),
        ("141181-19480312-0019", "141181194803120019"),
    ],
)
def test_a_resident_number_is_read(typed: str, normal: str) -> None:
    assert str(read_resident_id(typed)) == normal


def test_a_resident_number_tells_division_and_birth() -> None:
    number = read_resident_id("141181194803120019")
    assert (number.division, number.birth_date) == ("141181", date(1948, 3, 12))


def resident(first_seventeen: str) -> str:
    """A number with the check digit that belongs to it."""
    return first_seventeen + resident_check(first_seventeen)


RESIDENT_WRONG = [
    ("141181194803120018", "check_digit"),
    ("141181480312001", "length"),
    ("14118119480312001", "length"),
    ("1411811948031200190", "length"),
    ("", "length"),
    ("14118119480312O019", "characters"),
    ("X41181194803120019", "characters"),
    ("14118119480312001A", "characters"),
    (resident("00118119480312001"), "division"),
    (resident("14008119480312001"), "division"),
    (resident("99118119480312001"), "division"),
    (resident("14118119481312001"), "birth_date"),
    (resident("14118119480230001"), "birth_date"),
    (resident("14118118480312001"), "birth_date"),
    (resident("14118118480312001"), "birth_date"),
]


@all_rows(("typed", "part"), RESIDENT_WRONG)
def test_the_wrong_part_of_a_resident_number_is_named(typed: str, part: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        read_resident_id(typed)
    assert refused.value.part == part
    assert refused.value.sentence("zh")
    assert refused.value.sentence("en")


def test_the_old_form_is_told_apart_from_a_wrong_length() -> None:
    with pytest.raises(IdentifierError) as refused:
        read_resident_id("141181480312001")
    assert refused.value.code == "resident_id.old_form"


def test_a_birth_in_the_future_is_refused_when_today_is_told() -> None:
    number = resident("14118120300101001")
    assert read_resident_id(number).birth_date.year == 2030
    with pytest.raises(IdentifierError, match="lies in the future"):
        read_resident_id(number, today=date(2026, 1, 1))
    with pytest.raises(IdentifierError, match="cannot be"):
        read_resident_id(resident("14118118480312001"), today=date(2026, 1, 1))


@pytest.mark.parametrize("division", ["142301", "810000", "820000", "830000", "710000"])
def test_historic_divisions_and_residence_permits_are_accepted(division: str) -> None:
    assert read_resident_id(resident(f"{division}19480312001")).division == division


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(place: int, step: int) -> None:
    good = "141181194803120019"
    typed = good[:place] + str((int(good[place]) + step) % 10) + good[place + 1 :]
    with pytest.raises(IdentifierError):
        read_resident_id(typed)


@pytest.mark.parametrize("typed", ["91350100M000100Y43", "91350100m000100y43", " 91350100 M000100Y43 "])
def test_a_credit_code_is_read(typed: str) -> None:
    code = read_credit_code(typed)
    assert (str(code), code.division) == ("91350100M000100Y43", "350100")


def test_a_code_whose_sum_leaves_nothing_over_has_the_check_zero() -> None:
    bodies = (f"91350100M0{number:06}Y" for number in range(10_000))
    zero = next(body for body in bodies if credit_check(body) == "0")
    assert str(read_credit_code(zero + "0")) == zero + "0"


CREDIT_WRONG = [
    ("91350100M000100Y44", "check_digit"),
    ("91350100M000100Y4", "length"),
    ("91350100I000100Y43", "characters"),
    ("B1350100M000100Y43", "department"),
    ("91990100M000100Y43", "division"),
    ("913A0100M000100Y43", "division"),
]


@pytest.mark.parametrize(("typed", "part"), CREDIT_WRONG)
def test_the_wrong_part_of_a_credit_code_is_named(typed: str, part: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        read_credit_code(typed)
    assert refused.value.part == part


def test_central_bodies_carry_their_own_division() -> None:
    body = "91100000100003962"
    assert read_credit_code(body + credit_check(body)).division == "100000"


@pytest.mark.parametrize(
    "typed", ["13800138000", "+86 138 0013 8000", "0086-13800138000", "8613800138000", "138-0013-8000", "(138)00138000"]
)
def test_a_mobile_number_is_read(typed: str) -> None:
    assert str(read_mobile(typed)) == "13800138000"


@pytest.mark.parametrize(
    "number", ["13012345678", "18912345678", "19212345678", "17001234567", "17031234567", "13491234567"]
)
def test_the_prefixes_of_every_operator_are_known(number: str) -> None:
    assert str(read_mobile(number)) == number


MOBILE_WRONG = [
    ("1380013800", "length", "10"),
    ("138001380001", "length", "12"),
    ("1380013800a", "characters", "digits only"),
    ("0358-7621234", "landline", "landline number"),
    ("03587621234", "landline", "landline number"),
    ("010 62345678", "landline", "landline number"),
    ("", "characters", "digits only"),
    ("14212345678", "prefix", "not been allocated"),
    ("16412345678", "prefix", "not been allocated"),
    ("12012345678", "prefix", "not been allocated"),
    ("14012345678", "prefix", "machines"),
]


@all_rows(("typed", "part", "says"), MOBILE_WRONG)
def test_the_wrong_part_of_a_mobile_number_is_named(typed: str, part: str, says: str) -> None:
    with pytest.raises(IdentifierError, match=says) as refused:
        read_mobile(typed)
    assert refused.value.part == part
    assert refused.value.sentence("zh")


@all_rows(
    ("name", "masked"),
    [
        ("", ""),
        ("李", "*"),
        ("李明", "李*"),
        ("李小明", "李**"),
        ("欧阳小明", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿卜杜拉买买提", "阿卜***买提"),
        ("孝义市人民法院", "孝义***法院"),
        ("长" * 100, "长长******长长"),
        ("】【银行", "****"),
        ("【银行】请点击t.cn/a", "*银*******a"),
        ("http://evil.cn/x/y", "ht*******y"),
    ],
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_are_masked() -> None:
    assert mask_id("141181194803120019") == "1" + "*" * 16 + "9"
    assert mask_id("12") == "**"
    assert mask_mobile("13800138000") == "138****8000"
    assert mask_mobile("12345") == "*****"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("阿卜杜拉‧买买提・艾山", "阿卜杜拉·买买提·艾山"),
        ("阿卜杜拉买买提艾山", "阿卜杜拉·买买提·艾山"),
        ("阿卜杜拉.买买提．艾山", "阿卜杜拉·买买提·艾山"),
        ("shaun o’neil-smith", "Shaun O'Neil Smith"),
        (" 张\u200b三 ", "张三"),
        ("\U00020bb7田", "\U00020bb7田"),
    ],
)
def test_dots_blanks_and_apostrophes_make_no_difference_between_names(typed: str, known: str) -> None:
    assert bare_name(typed) == bare_name(known)


@pytest.mark.parametrize(("typed", "known"), [("吉田", "\U00020bb7田"), ("张三", "张三丰"), ("", "张三")])
def test_different_letters_are_different_names(typed: str, known: str) -> None:
    assert bare_name(typed) != bare_name(known)
