"""A postal address in its parts: one line is kept, and the parts are read from it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.identifiers.postal import PostalAddress, as_counted, as_written, compose, faults, label_of, parse

XIAOYI = PostalAddress("山西省", "吕梁市", "孝义市", "新义街道新义街12号2单元301室", "032300", "李卫国")
BEIJING = PostalAddress("北京市", "北京市", "海淀区", "中关村大街1号")
PART = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=20)
MAYBE = st.one_of(st.just(""), PART)


def test_it_is_written_in_the_order_that_chinese_post_asks_for() -> None:
    assert XIAOYI.label() == ("032300", "山西省吕梁市孝义市新义街道新义街12号2单元301室", "李卫国")
    assert as_written(compose(XIAOYI)) == "032300 山西省吕梁市孝义市新义街道新义街12号2单元301室 李卫国"


def test_english_readers_are_told_it_from_the_door_upwards() -> None:
    assert XIAOYI.label("en") == ("李卫国", "新义街道新义街12号2单元301室", "孝义市, 吕梁市", "山西省 032300")
    assert as_written(compose(BEIJING), "en") == "中关村大街1号, 海淀区, 北京市"


def test_a_letter_goes_to_the_recipient_unless_another_addressee_is_named() -> None:
    assert label_of(compose(BEIJING), "zh", "李某") == ("北京市海淀区中关村大街1号", "李某")
    assert XIAOYI.label("zh", "李某")[-1] == "李卫国"
    assert label_of("孝义市新义街12号", "zh", "李某") == ("孝义市新义街12号", "李某")
    assert label_of("孝义市新义街12号", "en", "Li") == ("Li", "孝义市新义街12号")


def test_latin_words_keep_their_blanks_and_chinese_ones_need_none() -> None:
    foreign = PostalAddress("Shanxi Province", "", "Xiaoyi City", "Room 301, 2 Xinyi Street", "032300", "Mr Li")
    assert parse(compose(foreign)) == foreign
    assert foreign.place == "Shanxi Province Xiaoyi City Room 301, 2 Xinyi Street"
    typed = PostalAddress("山西省", "", "孝义市", " 新义街 12号  301室 ")
    assert parse(compose(typed)) == PostalAddress("山西省", "", "孝义市", "新义街12号301室")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (XIAOYI, {}),
        (BEIJING, {}),
        (PostalAddress("", "吕梁市", "孝义市", "新义街12号"), {"province": "missing"}),
        (PostalAddress("山西省", "吕梁市", "孝义市", " - "), {"street": "missing"}),
        (PostalAddress("山西省", "", "", "新义街12号", "03230"), {"postcode": "postcode"}),
        (PostalAddress("山西省", "", "县" * 31, "新义街12号"), {"district": "too_long"}),
    ],
)
def test_what_is_missing_or_wrong_is_told_by_its_part(address: PostalAddress, told: dict[str, str]) -> None:
    assert faults(address) == told


def test_a_municipality_is_named_once() -> None:
    assert BEIJING.place == "北京市海淀区中关村大街1号"


@pytest.mark.parametrize("free", ["山西省孝义市新义街12号", "孝义市 迎宾路 8号院", "032300", "李卫国（转交）"])
def test_free_text_of_before_stays_as_it_is(free: str) -> None:
    assert parse(free) is None
    assert as_written(free) == free


@given(st.builds(PostalAddress, PART, MAYBE, MAYBE, PART, st.sampled_from(["", "032300"]), MAYBE))
def test_what_was_typed_in_parts_is_read_in_the_same_parts(address: PostalAddress) -> None:
    assert parse(compose(address)) == address


def test_a_street_is_walked_from_number_two_to_number_twelve() -> None:
    doors = [f"新义街{number}号" for number in (12, 2, 100)] + ["新义街2号12幢", "新义街2号3幢", "新义街", "12", ""]
    walked = ["", "12", "新义街", "新义街2号", "新义街2号3幢", "新义街2号12幢", "新义街12号", "新义街100号"]
    assert sorted(doors, key=as_counted) == walked
