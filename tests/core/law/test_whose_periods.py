"""Whose a period is: what other branches do not have, and what parties in Hong Kong, Macau and Taiwan have."""

from datetime import date, datetime, timedelta, timezone

import pytest

from songda.core.law import Length, PeriodContext, PeriodError, last_day
from songda.core.law.facts import Branch, PaperKind, Procedure
from tests.rows import all_rows

BEIJING = timezone(timedelta(hours=8))
MOMENT = datetime(2022, 5, 9, 10, 20, tzinfo=BEIJING)

# Which branches have a period in hours; the others have none.
HAVE = {
    "urgent_preservation_ruling": {Branch.CIVIL, Branch.ADMINISTRATIVE},
    "preservation_ruling_before_suit": {Branch.CIVIL, Branch.ADMINISTRATIVE},
    "tell_family": {Branch.CIVIL, Branch.ADMINISTRATIVE, Branch.ENFORCEMENT, Branch.CRIMINAL},
    "questioning": {Branch.CRIMINAL},
}


@all_rows(("kind", "branch"), [(kind, each) for kind in HAVE for each in Branch if each in HAVE[kind]])
def test_who_has_a_period_in_hours_is_told_so(kind: str, branch: Branch) -> None:
    assert last_day(MOMENT, kind, PeriodContext(branch=branch)).findings[-1].code == "period_in_hours"


@pytest.mark.parametrize(
    ("kind", "branch"), [(kind, each) for kind in HAVE for each in Branch if each not in HAVE[kind]]
)
def test_no_other_branch_has_it(kind: str, branch: Branch) -> None:
    with pytest.raises(PeriodError, match="no rule gives the period"):
        last_day(MOMENT, kind, PeriodContext(branch=branch))


@pytest.mark.parametrize(("year", "article"), [(2020, "cn.cpli2015.125"), (2022, "cn.cpli.125")])
@pytest.mark.parametrize("branch", [Branch.CIVIL, Branch.ADMINISTRATIVE, Branch.ENFORCEMENT])
def test_hours_are_counted_alike_in_all_but_criminal_cases(branch: Branch, year: int, article: str) -> None:
    deadline = last_day(MOMENT.replace(year=year), Length(hours=24), PeriodContext(branch=branch))
    assert deadline.rule is not None
    assert deadline.rule.id == article


AS_ABROAD = [
    ("answer", "complaint_copy", "ordinary"),
    ("answer", "complaint_copy", "simplified"),
    ("answer", "complaint_copy", "small_claims"),
    ("answer", "counterclaim_copy", "ordinary"),
    ("answer", "counterclaim_copy", "simplified"),
    ("jurisdiction_objection", "complaint_copy", "ordinary"),
    ("jurisdiction_objection", "complaint_copy", "simplified"),
    ("answer_to_appeal", "appeal_copy", "ordinary"),
    ("appeal", "judgment", "ordinary"),
    ("appeal", "ruling_appealable", "ordinary"),
]


@all_rows("year", [2020, 2023])
@all_rows("domicile", ["hk", "mo", "tw"])
@all_rows(("kind", "paper", "procedure"), AS_ABROAD)
def test_parties_in_hong_kong_macau_and_taiwan_have_the_periods_of_parties_abroad(
    kind: str, paper: str, procedure: str, domicile: str, year: int
) -> None:
    asked = PeriodContext(procedure=Procedure(procedure), paper=PaperKind(paper), domicile=domicile)
    deadline = last_day(date(year, 6, 9), kind, asked)
    assert deadline.rule is not None
    assert deadline.rule.id == {2020: "cn.cpli2015.551", 2023: "cn.cpli.549"}[year]
    assert deadline.last_day == last_day(date(year, 6, 9), Length(days=30), asked).last_day
    assert deadline.findings[-1].code == "period_as_abroad"
