"""First and last days of sources that nothing else shows, and whose text was not at hand."""

from datetime import date

import pytest

from songda.core.law import PeriodError, last_day, profile_of
from songda.core.law.decision import Standing
from tests.core.law.acting import every_row
from tests.core.law.given import answer, at, attempt, consent, facts, rule_ids

NOT_AT_HAND = {"op17", "gpl", "foreign06", "hague", "jy03", "pilot20"}


def test_texts_that_were_not_at_hand_are_known() -> None:
    sources = profile_of("cn").wording.sources.by_id
    assert {name for name, source in sources.items() if not source.is_read} == NOT_AT_HAND


def test_rows_that_rest_on_them_are_unchecked() -> None:
    marks = {row.rule.id.split(".")[1]: row.rule.standing for _, row in every_row()}
    assert {source for source, mark in marks.items() if mark is Standing.UNCHECKED} == NOT_AT_HAND - {"foreign06"}


@pytest.mark.parametrize(
    ("day", "articles"),
    [
        ("1987-01-01", {"cn.gpl.11.1"}),
        ("2017-09-30", {"cn.gpl.11.1"}),
        ("2017-10-01", {"cn.gpcl.18.1"}),
        ("2020-12-31", {"cn.gpcl.18.1"}),
        ("2021-01-01", {"cn.cc.18.1"}),
    ],
)
def test_who_is_of_age_is_told_by_the_code_of_the_day_on_which_they_agreed(day: str, articles: set[str]) -> None:
    made = attempt("sms", "confirmed", "arrived 2021-06-02")
    service = facts(made, recipient={"born_on": "1960-01-01"}, consents=[consent(day)])
    assert {rule for rule in rule_ids(service) if ".18." in rule or ".gpl." in rule} == articles


def test_court_fees_are_paid_within_the_measures_of_2007() -> None:
    rule = last_day(date(2007, 4, 1), "fee").rule
    assert rule is not None
    assert rule.id == "cn.fees.22.1"
    with pytest.raises(PeriodError):
        last_day(date(2007, 3, 31), "fee")


def test_the_rule_of_the_house_is_asked_for_every_summons_since_2000() -> None:
    guard = answer(facts(as_of=at("2000-01-01"))).default_judgment
    assert guard is not None
    assert [each.rule.id for each in guard.findings if each.rule is not None] == ["cn.house.2"]
    assert answer(facts(as_of=at("1999-12-31"))).default_judgment is None
