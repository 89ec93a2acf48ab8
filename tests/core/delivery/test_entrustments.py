"""Whoever is asked to serve is told by which law: each branch of procedure has articles of its own on it."""

import pytest

from songda.core.delivery.entrustments import Hand, basis_of, request_text
from songda.core.law.facts import Branch

HANDED_ON = (Hand.ARMY, Hand.PRISON, Hand.EDUCATION)


@pytest.mark.parametrize("branch", [Branch.CIVIL, Branch.ENFORCEMENT])
@pytest.mark.parametrize(
    ("hand", "articles"),
    [
        (Hand.COURT, "《中华人民共和国民事诉讼法》第九十一条"),
        (Hand.ARMY, "第九十二条、第九十四条"),
        (Hand.PRISON, "第九十三条、第九十四条"),
    ],
)
def test_in_civil_cases_it_is_the_civil_procedure_law(branch: Branch, hand: Hand, articles: str) -> None:
    assert articles in basis_of(hand, branch, "zh")


@pytest.mark.parametrize(
    ("hand", "articles"),
    [
        (Hand.COURT, "第二百零五条、第二百零六条"),
        (Hand.OUTSIDE_COURT, "第二百零五条、第二百零六条"),
        (Hand.ARMY, "第二百零八条第一款、第四款"),
        (Hand.PRISON, "第二百零八条第二款、第四款"),
        (Hand.EDUCATION, "第二百零八条第三款、第四款"),
    ],
)
def test_in_criminal_cases_it_is_the_interpretation_of_their_own_law(hand: Hand, articles: str) -> None:
    basis = basis_of(hand, Branch.CRIMINAL, "zh")
    assert basis == f"《最高人民法院关于适用〈中华人民共和国刑事诉讼法〉的解释》{articles}"
    assert "Civil" not in basis_of(hand, Branch.CRIMINAL, "en")


@pytest.mark.parametrize("hand", Hand)
def test_in_administrative_cases_it_says_by_which_article_the_civil_law_holds(hand: Hand) -> None:
    basis = basis_of(hand, Branch.ADMINISTRATIVE, "zh")
    assert basis == f"《中华人民共和国行政诉讼法》第一百零一条；{basis_of(hand, Branch.CIVIL, 'zh')}"


def test_a_criminal_letter_says_of_whoever_hands_on_what_their_law_says() -> None:
    values = {"case": "（2026）晋1181刑初1号", "cause": "盗窃", "recipient": "被告人 李某", "due": ""}
    criminal = {hand: request_text(hand, Branch.CRIMINAL, "zh", **values) for hand in HANDED_ON}
    assert "羁押或者服刑" in criminal[Hand.PRISON]
    assert "专门矫治教育" in criminal[Hand.EDUCATION]
    assert criminal[Hand.ARMY] == request_text(Hand.ARMY, Branch.CIVIL, "zh", **values)
    assert "强制性教育措施" in request_text(Hand.EDUCATION, Branch.ADMINISTRATIVE, "zh", **values)
