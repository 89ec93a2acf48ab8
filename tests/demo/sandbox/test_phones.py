"""A phone of the sandbox shows what a real one would."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from songda.channels.sms.segments import payloads
from songda_demo.sandbox.smsc.phones import GAP, Phones, Text, TextPart, read_text_part

AT = datetime(2026, 6, 2, 1, 30, tzinfo=UTC)
LI, WU = "13800138000", "13900139000"


def pieces(text: str, reference: int = 7) -> list[TextPart]:
    bodies = payloads(text, reference)
    return [read_text_part(body, has_header=len(bodies) > 1, coding=8) for body in bodies]


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    order=st.randoms(use_true_random=False),
)
def test_the_parts_of_a_text_are_joined_in_whatever_order_they_come(text: str, order: st.random_module) -> None:
    phones, parts = Phones(), pieces(text)
    order.shuffle(parts)
    for part in parts:
        phones.take(LI, "10681", part, AT)
    assert [(each.shown, each.is_whole) for each in phones.texts_of(LI)] == [(text, True)]


def test_parts_of_two_texts_and_of_two_phones_do_not_mix() -> None:
    phones, first, second = Phones(), pieces("甲" * 100, 1), pieces("乙" * 100, 2)
    for one, other in zip(first, second, strict=True):
        phones.take(LI, "10681", one, AT)
        phones.take(LI, "10681", other, AT)
        phones.take(WU, "10681", other, AT)
    assert [text.shown for text in phones.texts_of(LI)] == ["甲" * 100, "乙" * 100]
    assert [text.shown for text in phones.texts_of(WU)] == ["乙" * 100]


def test_parts_from_different_senders_are_not_joined() -> None:
    phones, (first, second) = Phones(), pieces("甲" * 100)
    phones.take(LI, "106811", first, AT)
    phones.take(LI, "106812", second, AT)
    assert [text.is_whole for text in phones.texts_of(LI)] == [False, False]


def test_a_missing_part_leaves_a_gap() -> None:
    phones = Phones()
    phones.take(LI, "10681", pieces("甲" * 67 + "乙" * 10)[0], AT)
    (text,) = phones.texts_of(LI)
    assert (text.shown, text.is_whole) == ("甲" * 67 + GAP, False)


def test_the_same_text_sent_twice_is_there_twice() -> None:
    phones = Phones()
    for part in pieces("甲" * 100) * 2:
        phones.take(LI, "10681", part, AT)
    assert [text.shown for text in phones.texts_of(LI)] == ["甲" * 100] * 2


def test_only_so_many_texts_are_kept_and_the_oldest_go_first() -> None:
    phones = Phones(most=3)
    for n in range(5):
        phones.take(f"1380013800{n}", "10681", TextPart(str(n)), AT)
    assert [text.shown for text in phones] == ["2", "3", "4"]
    assert list(phones.numbers()) == ["13800138004", "13800138003", "13800138002"]


def test_a_text_is_kept_and_taken_up_again_unchanged() -> None:
    text = Text(3, LI, "10681", AT, 2, {1: "甲"})
    assert Text.from_json(text.to_json()) == text


def test_a_header_that_joins_nothing_is_taken_off_and_rubbish_is_shown_as_it_is() -> None:
    assert read_text_part(b"\x02\x70\x00" + "送".encode("utf-16-be"), has_header=True, coding=8) == TextPart("送")
    assert read_text_part(b"", has_header=True, coding=8) == TextPart("")
    assert read_text_part(b"hello", has_header=False, coding=0) == TextPart("hello")
