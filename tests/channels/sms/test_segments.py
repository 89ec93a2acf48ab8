"""A text is cut as the network wants it, and joined it is the same text again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.channels.sms import quote
from songda.channels.sms.segments import TooLongError, cut, payloads, units
from tests.rows import all_rows

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
RARE = st.text(st.sampled_from("送达𠮷𡈼😀a"), max_size=300)
NOTICE = "【孝义市人民法院】李某：您有（2022）晋1181民初123号案件文书待查收，点击 {} 或致电12368核实。"


@given(text=TEXTS | RARE)
def test_the_parts_joined_are_the_text(text: str) -> None:
    assert "".join(cut(text)) == text


@given(text=TEXTS | RARE)
def test_no_part_is_too_long_and_no_character_is_cut_in_two(text: str) -> None:
    parts = cut(text)
    most = 70 if len(parts) == 1 else 67
    for part in parts:
        assert units(part) <= most
        assert len(part.encode("utf-16-be")) == 2 * units(part)


@given(text=TEXTS | RARE)
def test_there_are_no_more_parts_than_needed(text: str) -> None:
    parts = cut(text)
    for part, following in pairwise(parts):
        assert units(part) + units(following[0]) > 67


@given(text=RARE.filter(bool), reference=st.integers(0, 2**60))
def test_the_bytes_of_the_parts_hold_the_text_and_the_header_that_joins_them(text: str, reference: int) -> None:
    bodies = payloads(text, reference)
    if len(bodies) == 1:
        assert bodies[0].decode("utf-16-be") == text
        return
    assert [body[:6] for body in bodies] == [
        bytes((5, 0, 3, reference & 0xFF, len(bodies), number)) for number in range(1, len(bodies) + 1)
    ]
    assert b"".join(body[6:] for body in bodies).decode("utf-16-be") == text
    assert all(len(body) <= 140 for body in bodies)


@all_rows(("length", "parts"), [(0, 1), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (603, 9)])
def test_seventy_characters_go_alone_and_sixty_seven_in_each_of_several(length: int, parts: int) -> None:
    assert len(payloads("送" * length, 1)) == parts


def test_a_text_of_more_than_nine_parts_is_not_sent() -> None:
    with pytest.raises(TooLongError, match="10 parts"):
        payloads("送" * 604, 1)


def test_a_rare_character_at_the_cut_goes_to_the_next_part() -> None:
    assert cut("送" * 66 + "𠮷" + "达" * 5) == ["送" * 66, "𠮷" + "达" * 5]


def test_half_a_rare_character_is_not_sent() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        payloads("\ud842", 1)


def test_the_quote_counts_parts_and_warns_when_the_link_is_cut() -> None:
    link = "https://songda.court.example/s/K7M2PXQ4RT"
    long = quote(NOTICE.format(link))
    assert (long.parts, long.characters, long.has_cut_link) == (2, len(NOTICE.format(link)), True)
    assert "".join(long.part_texts) == NOTICE.format(link)
    first = quote(link + " " + NOTICE.format(""))
    assert (first.parts, first.has_cut_link) == (2, False)
    short = quote("【孝义市人民法院】请查收 " + link)
    assert (short.parts, short.has_cut_link) == (1, False)


def test_a_cut_right_before_or_after_the_link_leaves_it_whole() -> None:
    link = "https://a.example/s/K7M2"
    assert not quote("送" * 67 + link).has_cut_link
    assert not quote("送" * (67 - len(link)) + link + "达" * 10).has_cut_link
    assert quote("送" * 66 + link).has_cut_link
