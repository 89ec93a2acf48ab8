"""What a notice must say, and what looks prove of it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.delivery.ladder.public_notice import (
    Element,
    Gap,
    Look,
    LookFrom,
    LookResult,
    NoticeHead,
    Turn,
    check_elements,
    gaps_of,
    prove_posting,
    text_hash,
    write_notice,
)
from songda.core.refusal import WrongField
from tests.make import NOW

HOUR = timedelta(hours=1)
HEAD = NoticeHead(
    "孝义市人民法院", "李某", "（2026）晋1181民初1号", "民间借贷纠纷", ("起诉状副本", "传票"), "第九十五条", "30日"
)
SAID = {
    Element.WHY: "因你下落不明。",
    Element.CLAIM: "原告请求判令你返还借款五万元。",
    Element.HEARING: "定于2026年9月10日九时在第三法庭开庭。",
}


def look(hours: float, seen: LookResult = LookResult.STOOD, source: LookFrom = LookFrom.OUTSIDE) -> Look:
    return Look(NOW + hours * HOUR, source, seen)


def test_the_text_says_everything_in_the_order_of_the_law() -> None:
    text = write_notice(HEAD, dict(reversed(SAID.items())))
    places = [
        text.index(part)
        for part in ("李某：", "因你下落不明，依照", "起诉状副本、传票", "返还借款", "第三法庭", "经过30日")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("missing", list(SAID))
def test_what_the_law_asks_for_is_not_left_out(missing: Element) -> None:
    said = {each: words for each, words in SAID.items() if each is not missing}
    with pytest.raises(WrongField) as wrong:
        check_elements(SAID, said)
    assert wrong.value.field == missing.value


def test_a_blank_or_a_dash_says_nothing() -> None:
    with pytest.raises(WrongField):
        check_elements([Element.WHY], {Element.WHY: " 无 "})


def test_blanks_and_line_ends_make_no_other_text_and_a_letter_does() -> None:
    assert text_hash("甲 乙\r\n\n丙\n") == text_hash("甲乙\n丙")
    assert text_hash("甲乙\n丙") != text_hash("甲乙丙")


def test_hourly_looks_prove_that_it_stood() -> None:
    proof = prove_posting([look(hour) for hour in range(25)], NOW, NOW + 24 * HOUR)
    assert (proof.outside, proof.unseen) == (25, ())
    assert (proof.first, proof.last) == (NOW, NOW + 24 * HOUR)


def test_a_look_at_nothing_is_a_gap_from_the_last_good_look_to_the_next() -> None:
    looks = [look(0), look(1), look(2, LookResult.ABSENT), look(3, LookResult.ABSENT), look(4), look(5)]
    (gap,) = prove_posting(looks, NOW, NOW + 5 * HOUR).gaps
    assert (gap.since, gap.until, gap.is_known) == (NOW + HOUR, NOW + 4 * HOUR, True)


def test_another_text_is_a_gap_too_and_no_answer_is_none() -> None:
    assert len(prove_posting([look(0), look(1, LookResult.OTHER), look(2)], NOW, NOW + 2 * HOUR).gaps) == 1
    proof = prove_posting([look(0), look(1, LookResult.SILENT), look(2)], NOW, NOW + 2 * HOUR)
    assert proof.unseen == ()


def test_that_nobody_looked_is_told_as_that() -> None:
    proof = prove_posting([look(0), look(10)], NOW, NOW + 12 * HOUR)
    assert [(each.since, each.is_known) for each in proof.unseen] == [(NOW, False)]
    assert proof.gaps == ()


def test_without_any_look_nothing_is_proved() -> None:
    proof = prove_posting([], NOW, NOW + 24 * HOUR)
    assert (proof.first, proof.inside, proof.outside, len(proof.unseen)) == (None, 0, 0, 1)


def test_what_never_came_back_has_no_end() -> None:
    (gap,) = prove_posting([look(0), look(1, LookResult.ABSENT)], NOW, NOW + 2 * HOUR).gaps
    assert gap.until is None


def test_looks_before_and_after_count_for_nothing() -> None:
    proof = prove_posting([look(-1), look(0), look(1), look(2)], NOW, NOW + HOUR)
    assert proof.outside == 2
    assert isinstance(proof.first, datetime)


LOOKS = [
    *(look(hours, seen) for hours, seen in ((1, LookResult.STOOD), (2, LookResult.ABSENT), (3, LookResult.OTHER))),
    *(look(hours, seen) for hours, seen in ((4, LookResult.STOOD), (6, LookResult.ABSENT), (9, LookResult.ABSENT))),
    *(look(hours, seen) for hours, seen in ((9, LookResult.STOOD), (11, LookResult.SILENT), (12, LookResult.STOOD))),
]
TURNS = [Turn(NOW + 7 * HOUR, stands=False), Turn(NOW + 8 * HOUR, stands=True)]


def gap(kind: str, since: float, until: float | None, found_at: float) -> Gap:
    end = None if until is None else NOW + until * HOUR
    return Gap(kind, NOW + since * HOUR, end, NOW + found_at * HOUR, "")


@given(st.permutations(LOOKS * 2), st.permutations(TURNS))
def test_gaps_are_the_same_in_whichever_order_looks_and_acts_are_known(looks: list[Look], turns: list[Turn]) -> None:
    found = gaps_of(looks, turns, NOW)

    assert found == (gap("absent", 1, 4, 2), gap("absent", 4, 8, 6), gap("absent", 8, 9, 9))


@given(st.sets(st.sampled_from(LOOKS)))
def test_every_look_that_did_not_see_it_lies_in_a_gap_and_none_that_did(some: set[Look]) -> None:
    found = gaps_of(some, [], NOW)

    for each in some:
        within = [gap for gap in found if gap.since < each.at and (gap.until is None or each.at < gap.until)]
        at_its_end = any(gap.until == each.at for gap in found)
        if each.seen in {LookResult.ABSENT, LookResult.OTHER}:
            assert len(within) == 1 or at_its_end
        assert not (each.seen is LookResult.STOOD and within)


def test_looks_of_after_its_end_are_none_of_it_and_its_end_ends_a_gap() -> None:
    assert gaps_of(LOOKS[:2], [], NOW, NOW + 5 * HOUR) == (gap("absent", 1, 5, 2),)
    assert gaps_of(LOOKS[:2], [], NOW, NOW + HOUR) == ()
