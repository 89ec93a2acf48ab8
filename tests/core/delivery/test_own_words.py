"""A court's own words say the same as the standard ones; what a false message would say is refused, each with why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.channels.sms.segments import quote
from songda.core.delivery.own_words import MESSAGES, SIGNATURE, check_own_words, faults, mark_of, standard_text
from songda.core.delivery.wording import (
    CallingCourt,
    MessageFacts,
    announcement,
    hearing_text,
    notice_text,
    service_text,
)
from songda.core.refusal import WrongField
from tests import make
from tests.rows import all_rows

LINK = "https://songda.example/s/ABCDEFGHIJ"
LONG_LINK = f"https://{'x' * 23}.cn/s/ABCDEFGHIJ"
COURT, CASE = "孝义市人民法院", "（2026）晋1181民初10001号"
GOOD = "【{court}】{name}，请打开 {link} 查看{case_number}案文书，核实请致电{phone}。{never}"
LATE = "【{court}】{name}，{case_number}案有文书，请打开 {link} 查看，核实请致电{phone}。{never}"
SAMPLE = {"court": COURT, "name": "欧某某", "link": LINK, "case_number": CASE, "phone": "0358-7622100"}
SAMPLE |= {"day": "2026年12月30日", "time": "15:30", "caller": "0358-7622100", "never": "法院不会索要银行卡、密码。"}


def sample(text: str) -> str:
    return text.format(**SAMPLE)


def refused_for(text: str, message: str = "service") -> list[str]:
    return [fault.code for fault in faults("text", text, message)]


def test_the_standard_words_themselves_pass_every_check() -> None:
    for message in MESSAGES:
        assert refused_for(standard_text(message), message) == []
        assert not quote(sample(standard_text(message)).replace(LINK, LONG_LINK)).has_cut_link
    check_own_words(GOOD, "service", sample, quote)


@all_rows(
    ("changed", "code"),
    [
        (GOOD.replace("{never}", ""), "wording_lacks"),
        (GOOD.replace("{phone}", "0358"), "wording_lacks"),
        (GOOD + "{link}", "wording_lacks"),
        (GOOD.replace("{never}", "{never!s:.0}"), "wording_unknown"),
        (GOOD.replace("{name}", "{name.__class__}"), "wording_unknown"),
        (GOOD + "{}", "wording_unknown"),
        (GOOD + "}}", "wording_unknown"),
        (GOOD[1:], "wording_signature"),
        ("请看" + GOOD, "wording_signature"),
        (GOOD + "【税务局】", "wording_signature"),
        (GOOD.replace(" {link} ", "{link}"), "wording_link_apart"),
        (GOOD.replace("文书", "信件"), "wording_words"),
        (GOOD + "逾期视为送达。", "wording_law"),
        (GOOD + "请转账至我院。", "wording_fraud"),
        (GOOD + "加qq联系。", "wording_fraud"),
        (GOOD + "或致电138。", "wording_fixed"),
        (GOOD + "或致电１３８。", "wording_fixed"),
        (GOOD + "或致电①③⑧。", "wording_fixed"),
        (GOOD + "或致电一三八零零。", "wording_fixed"),
        (GOOD + "或致电一 三 八。", "wording_fixed"),
        (GOOD + "见sd.xn", "wording_fixed"),
        (GOOD + "见ｓｄ．ｃｏｍ", "wording_fixed"),
        (GOOD + "见sd。cn", "wording_fixed"),
        (GOOD + "见法院.中国", "wording_fixed"),
        (GOOD + "见a@b", "wording_fixed"),
        (GOOD + "\U0001f600", "wording_signs"),
        (GOOD + "\u202e", "wording_signs"),
        (GOOD + "我们在等您" * 90, "wording_length"),
        ("", "wording_length"),
    ],
)
def test_what_a_court_must_not_say_is_refused_and_told(changed: str, code: str) -> None:
    assert code in refused_for(changed)
    told = next(fault for fault in faults("text", changed, "service") if fault.code == code)
    assert code not in told.sentence("zh") + told.sentence("en")


@pytest.mark.parametrize(
    ("text", "code"), [(GOOD + "我们等着您来查看" * 8, "wording_parts"), (LATE, "wording_cuts_link")]
)
def test_more_parts_than_the_standard_words_or_a_link_cut_in_two_are_refused(text: str, code: str) -> None:
    with pytest.raises(WrongField) as refused:
        check_own_words(text, "service", sample, quote)
    assert refused.value.code == code


def test_each_message_goes_out_in_its_own_words_and_the_others_in_the_standard_ones() -> None:
    facts = MessageFacts(COURT, "李某", CASE, LINK, "12368", {"service": GOOD})
    assert service_text(facts).startswith(f"【{COURT}】李某，请打开 {LINK} 查看{CASE}案文书，核实请致电12368。法院不会")
    bare = MessageFacts(COURT, "李某", CASE, LINK, "12368")
    assert (hearing_text(facts), notice_text(facts)) == (hearing_text(bare), notice_text(bare))
    own = "【{court}】本院将于{day}{time}以{caller}致电，核实请拨{phone}。{never}"
    assert refused_for(own, "call_announced") == []
    told = announcement(CallingCourt(COURT, "0358-1", "12368", {"call_announced": own}), make.NOW)
    assert told.startswith(f"【{COURT}】本院将于2026年6月1日")


@given(st.text(max_size=60))
def test_whatever_passes_can_be_filled_and_holds_every_value(more: str) -> None:
    text = GOOD + more
    if not refused_for(text):
        assert all(value in sample(text) for name, value in SAMPLE.items() if f"{{{name}}}" in GOOD)
        assert text.startswith(SIGNATURE)


def test_a_mark_fits_its_column_and_standard_words_have_none() -> None:
    assert len(mark_of(GOOD)) == 36
    assert mark_of("") == ""
