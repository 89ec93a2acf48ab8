"""An objection to jurisdiction stops the period for evidence until its dismissal is in force."""

from datetime import date

import pytest

from songda.core.law import PeriodContext, PeriodError, Suspension, last_day
from songda.core.law.facts import Branch
from tests.core.law.given import Json, answer, at, attempt, facts, summary
from tests.rows import all_rows

SERVED = date(2022, 5, 9)


def service(raised: str | None, over: str | None = None, **changes: object) -> Json:
    """A notice to produce evidence within twenty days, signed for on the ninth of May."""
    objection = None if raised is None else {"raised_at": at(raised), "dismissal_in_force_at": over and at(over)}
    case = {"jurisdiction_objection": objection, **(changes.pop("case", {}))}  # type: ignore[dict-item]
    paper = {"kind": "evidence_notice", "days_set_in_paper": 20}
    return facts(attempt("direct", None, "signed 2022-05-09"), case=case, paper=paper, **changes)


ROWS: list[tuple[str, str | None, str | None, str | None]] = [
    ("without an objection it runs on", None, None, "2022-05-30"),
    ("ten days had run, ten are left", "2022-05-20", "2022-06-21", "2022-07-01"),
    ("while no dismissal is in force it has no end", "2022-05-20", None, None),
    ("a dismissal that is not in force yet does not end it", "2022-05-20", "2022-07-02", None),
    ("on the day after service nothing had run", "2022-05-10", "2022-06-10", "2022-06-30"),
    ("before service nothing had run either", "2022-05-01", "2022-06-10", "2022-06-30"),
    ("what was over before service stopped nothing", "2022-05-01", "2022-05-08", "2022-05-30"),
    ("nor what ended on the day of service", "2022-05-01", "2022-05-09", "2022-05-30"),
    ("what ended on the day after it did", "2022-05-01", "2022-05-10", "2022-05-30"),
    ("on its last day one day is left", "2022-05-30", "2022-06-15", "2022-06-16"),
    ("on the day before its last one", "2022-05-28", "2022-06-14", "2022-06-16"),
    ("after its last day it is too late", "2022-05-31", "2022-06-15", "2022-05-30"),
    ("an objection that is not known yet stops nothing", "2022-07-02", None, "2022-05-30"),
    ("what is left may end on a rest day, and moves", "2022-05-20", "2022-06-15", "2022-06-27"),
]


@all_rows(
    ("stopped", "last"), [(service(raised, over), last) for _, raised, over, last in ROWS], ids=[row[0] for row in ROWS]
)
def test_standing_still(stopped: Json, last: str | None) -> None:
    summary(stopped)
    assert [each.last_day.isoformat() for each in answer(stopped).periods] == ([last] if last else [])


def test_it_is_told_with_its_article() -> None:
    reasons = "".join(answer(service("2022-05-20", "2022-06-21")).reasons())
    assert "因提出管辖权异议，举证期限自2022年5月20日起中止，已经过10日。" in reasons
    assert "自次日起恢复计算，剩余10日。" in reasons
    codes = {each.code: each.rule.id for each in answer(service("2022-05-20")).findings if each.rule is not None}
    assert codes["period_stands_still"] == "cn.evidence.55.0.1"
    assert "period_as_stated" not in codes


def test_other_periods_and_other_branches_run_on() -> None:
    assert answer(service("2022-05-20", case={"branch": "administrative"})).periods
    defect = service("2022-05-20")
    defect["paper"] = {"id": "p1", "kind": "complaint_copy", "sha256": "4f" * 32}
    assert [each.kind for each in answer(defect).periods] == ["answer", "jurisdiction_objection"]


def test_the_calculator_counts_the_same() -> None:
    asked = PeriodContext(days_set_in_paper=20, suspension=Suspension(date(2022, 5, 20), date(2022, 6, 21)))
    deadline = last_day(SERVED, "evidence", asked)
    assert deadline.last_day == date(2022, 7, 1)
    assert [finding.code for finding in deadline.findings][:3] == [
        "holds_for_papers",
        "period_stands_still",
        "period_resumes",
    ]


def test_the_calculator_gives_no_day_while_it_stands_still() -> None:
    with pytest.raises(PeriodError, match="stands still") as refused:
        last_day(
            SERVED, "evidence", PeriodContext(days_set_in_paper=20, suspension=Suspension(date(2022, 5, 20), None))
        )
    assert "中止" in refused.value.reason.sentence("zh")


def test_the_calculator_asks_for_the_days_that_the_notice_sets() -> None:
    with pytest.raises(PeriodError, match="give its days") as refused:
        last_day(SERVED, "evidence")
    assert "由通知书指定" in refused.value.reason.sentence("zh")


@pytest.mark.parametrize(
    "asked",
    [
        PeriodContext(
            branch=Branch.ADMINISTRATIVE, days_set_in_paper=20, suspension=Suspension(date(2022, 5, 20), None)
        ),
        PeriodContext(days_set_in_paper=20, suspension=Suspension(date(2022, 6, 20), None)),
    ],
)
def test_the_calculator_says_where_an_objection_stops_nothing(asked: PeriodContext) -> None:
    deadline = last_day(SERVED, "evidence", asked)
    assert deadline.last_day == date(2022, 5, 30)
    assert "period_runs_on" in [finding.code for finding in deadline.findings]
    assert "不使举证期限中止" in "".join(deadline.reasons())


def test_the_calculator_says_where_the_court_may_not_set_such_a_length() -> None:
    codes = [finding.code for finding in last_day(SERVED, "evidence", PeriodContext(days_set_in_paper=5)).findings]
    assert codes[-1] == "period_too_short"
    assert "period_too_short" not in [
        each.code for each in last_day(SERVED, "evidence", PeriodContext(days_set_in_paper=15)).findings
    ]


def test_an_empty_domicile_is_asked_for() -> None:
    with pytest.raises(PeriodError, match="domicile: must be a text that is not empty"):
        last_day(SERVED, "appeal", PeriodContext(domicile=""))


@pytest.mark.parametrize("domicile", ["China", "CN", "1a", "c"])
def test_a_domicile_that_is_no_country_code_is_not_taken_for_abroad(domicile: str) -> None:
    with pytest.raises(PeriodError, match="country code") as refused:
        last_day(SERVED, "appeal", PeriodContext(domicile=domicile))
    assert "国家或地区代码" in refused.value.reason.sentence("zh")


@pytest.mark.parametrize("kind", ["enforcement_reconsideration", "third_party_suit", "opinion_on_retrial"])
def test_civil_periods_are_no_criminal_ones(kind: str) -> None:
    with pytest.raises(PeriodError, match="no rule gives"):
        last_day(SERVED, kind, PeriodContext(branch=Branch.CRIMINAL))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2022-05-20T09:59:59+08:00", ["2022-05-30"]),
        ("2022-05-20T10:00:00+08:00", []),
        ("2022-06-21T09:59:59+08:00", []),
        ("2022-06-21T10:00:00+08:00", ["2022-07-01"]),
    ],
)
def test_what_happens_at_the_moment_asked_about_is_known(now: str, expected: list[str]) -> None:
    stopped = service("2022-05-20", "2022-06-21") | {"as_of": now}
    assert [each.last_day.isoformat() for each in answer(stopped).periods] == expected
