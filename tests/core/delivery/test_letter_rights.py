"""The sheet of a letter says only what holds for this case, these papers and this person."""

import pytest

from songda.core.delivery.letters.rights import LetterKind, sentences_of, sentences_of_copy
from songda.core.law.facts import Branch
from songda.core.words import say
from tests.rows import all_rows

REFUSED = {"right_refuse", "right_refuse_but"}
LAWFUL = [Branch.CIVIL, Branch.ADMINISTRATIVE, Branch.ENFORCEMENT]


def said(branch: Branch, *papers: str, **known: bool) -> list[str]:
    return list(sentences_of(LetterKind(branch, papers or ("summons",), **known)))


def printed(branch: Branch, *papers: str, **known: bool) -> str:
    return "".join(say(f"letters.print.{word}", "zh") for word in said(branch, *papers, **known))


@pytest.mark.parametrize("branch", LAWFUL)
def test_that_a_refused_letter_counts_is_said_where_the_provisions_on_court_mail_hold(branch: Branch) -> None:
    assert "right_refuse" in said(branch)
    assert "第九条至第十一条" in printed(branch)


def test_a_criminal_letter_knows_no_day_of_return_and_asks_for_no_consent() -> None:
    words = said(Branch.CRIMINAL, "judgment")
    assert not REFUSED & set(words)
    assert "right_electronic" not in words
    text = printed(Branch.CRIMINAL, "judgment")
    for article in ("《中华人民共和国刑事诉讼法》第一百零五条", "第二百零四条、第二百零五条、第二百零七条"):
        assert article in text
    assert "民事" not in text


@all_rows("branch", LAWFUL)
@all_rows("papers", [("payment_order",), ("mediation_document",), ("payment_order", "mediation_document")])
def test_a_payment_order_or_mediation_document_that_comes_back_is_not_said_to_count(
    branch: Branch, papers: tuple[str, ...]
) -> None:
    assert not REFUSED & set(said(branch, *papers))
    assert "第十一条" not in printed(branch, *papers)


def test_beside_other_papers_it_says_that_these_two_are_excepted() -> None:
    assert "支付令、调解书不适用本项" in printed(Branch.CIVIL, "summons", "mediation_document")
    assert "支付令" not in printed(Branch.CIVIL, "summons")


@pytest.mark.parametrize("known", [{"is_inland": False}, {"is_bankrupt": True}])
def test_whoever_is_abroad_or_in_bankruptcy_is_served_by_other_rules(known: dict[str, bool]) -> None:
    assert not REFUSED & set(said(Branch.CIVIL, **known))


def test_a_mediation_document_starts_no_period_and_takes_effect_with_both_signatures() -> None:
    text = printed(Branch.CIVIL, "mediation_document")
    assert "经双方当事人签收后才具有法律效力" in text
    assert "期限" not in text


def test_whoever_is_served_off_line_is_not_offered_electronic_service() -> None:
    assert "right_electronic" in said(Branch.CIVIL)
    assert "right_electronic" not in said(Branch.CIVIL, may_agree=False)


def test_in_administrative_cases_it_says_by_which_article_the_civil_law_holds() -> None:
    text = printed(Branch.ADMINISTRATIVE)
    assert "《中华人民共和国行政诉讼法》第一百零一条" in text
    assert "第四十八条" in text  # what is posted in time


@pytest.mark.parametrize("branch", Branch)
def test_what_is_posted_on_the_last_day_is_in_time(branch: Branch) -> None:
    assert "期限最后一日以前（含当日）交邮的，不算过期" in printed(branch)


def test_a_copy_on_paper_says_only_what_comes_later() -> None:
    assert list(sentences_of_copy(LetterKind(Branch.CIVIL, ("summons",)))) == ["right_change", "right_electronic"]
    assert list(sentences_of_copy(LetterKind(Branch.CRIMINAL, ("summons",)))) == ["right_change"]


@all_rows("branch", Branch)
@all_rows("language", ["zh", "en"])
@all_rows("known", [{}, {"is_inland": False}, {"is_bankrupt": True}])
def test_every_sentence_has_its_words(branch: Branch, language: str, known: dict[str, bool]) -> None:
    for word in said(branch, "summons", "mediation_document", **known):
        assert say(f"letters.print.{word}", language) != f"letters.print.{word}"
