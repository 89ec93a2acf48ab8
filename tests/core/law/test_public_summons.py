"""Public summons for exhortation: whoever holds a lost bill is called on to come forward (CPL 230, 234)."""

from datetime import date

import pytest

from songda.core.law import PeriodContext, PeriodError, last_day
from songda.core.law.facts import Procedure

SUMMONS = [(date(2020, 5, 11), "cpl2017.219"), (date(2022, 5, 9), "cpl2021.226"), (date(2024, 5, 9), "cpl2023.230")]


def asked_of(days: int) -> PeriodContext:
    return PeriodContext(procedure=Procedure.SPECIAL, days_set_in_paper=days)


@pytest.mark.parametrize(("start", "article"), SUMMONS)
@pytest.mark.parametrize(("days", "is_too_short"), [(59, True), (60, False)])
def test_a_public_summons_lasts_as_the_court_says_but_sixty_days_at_least(
    start: date, article: str, days: int, is_too_short: bool
) -> None:
    deadline = last_day(start, "public_summons", asked_of(days))
    assert deadline.rule is not None
    assert deadline.rule.id == f"cn.{article}"
    assert ("period_too_short" in {each.code for each in deadline.findings}) is is_too_short


@pytest.mark.parametrize("kind", ["judgment_after_summons", "public_summons"])
def test_no_summons_outside_special_procedure(kind: str) -> None:
    with pytest.raises(PeriodError):
        last_day(date(2022, 5, 9), kind, PeriodContext(days_set_in_paper=60))


def test_the_suit_that_follows_is_an_ordinary_one() -> None:
    """Interpretation of 2022, art. 457: heard as a dispute on bills in ordinary procedure."""
    asked = [PeriodContext(procedure=procedure) for procedure in (Procedure.SPECIAL, Procedure.ORDINARY)]
    ends = {last_day(date(2024, 5, 9), "suit_after_summons", each).last_day for each in asked}
    assert ends == {date(2025, 5, 9)}
