"""Texts that are compared tell the same in law; every other one is refused with what is wrong about it."""

import pytest

from songda.channels.sms.segments import quote
from songda.core.delivery.wording import MessageFacts, service_text
from songda.core.outreach.wording import Parts, check_texts, fill, own_text, sample_of
from songda.core.refusal import WrongField

GOOD = "【{court}】{name}，您有{case_number}案件文书，请点击 {link} 查收，或致电{phone}核实。{never}"
FACTS = MessageFacts("孝义市人民法院", "李某", "（2026）晋1181民初1号", "https://songda.example/s/ABCDEFGHIJ", "12368")


def parts_of(text: str) -> int:
    return quote(text).parts


PARTS = Parts(parts_of(sample_of(own_text())), parts_of)


def test_the_courts_own_text_and_another_manner_of_it_may_be_compared() -> None:
    check_texts([own_text(), GOOD], PARTS)


def test_the_own_text_is_the_very_text_that_goes_out_without_a_comparison() -> None:
    assert fill(own_text(), FACTS) == service_text(FACTS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "wording_length"),
        (GOOD.replace("{never}", ""), "wording_lacks"),
        (GOOD.replace("{phone}", "12368"), "wording_lacks"),
        (GOOD + "{link}", "wording_lacks"),
        (GOOD + "{deadline}", "wording_unknown"),
        (GOOD + "{link!r}", "wording_lacks"),
        (GOOD.replace("{link}", "{link:>90}"), "wording_unknown"),
        (GOOD + "{", "wording_lacks"),
        (GOOD.replace("【{court}】", "{court}"), "wording_signature"),
        (GOOD.replace("文书", "信"), "wording_words"),
        (GOOD.replace("核实", "询问"), "wording_words"),
        (GOOD.replace("您有", "您必须立即看"), "wording_law"),
        (GOOD + "逾期视为送达。", "wording_law"),
        (GOOD + "请在3日看。", "wording_fixed"),
        (GOOD + "见 www.x.cn", "wording_fixed"),
        (GOOD + "我们等着您来查收" * 12, "wording_parts"),
    ],
)
def test_a_text_of_other_content_is_refused(text: str, code: str) -> None:
    with pytest.raises(WrongField) as refused:
        check_texts([own_text(), text], PARTS)
    assert (refused.value.field, refused.value.code) == ("text_2", code)
    assert refused.value.sentence("zh") != code
    assert refused.value.sentence("en") != code


@pytest.mark.parametrize(
    ("texts", "code"), [([GOOD], "wording_count"), ([GOOD] * 5, "wording_count"), ([GOOD, GOOD], "wording_twice")]
)
def test_one_text_is_nothing_to_compare_nor_are_five_or_two_alike(texts: list[str], code: str) -> None:
    with pytest.raises(WrongField) as refused:
        check_texts(texts, PARTS)
    assert refused.value.code == code
