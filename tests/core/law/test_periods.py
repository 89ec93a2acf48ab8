"""Periods that start from service: which, how long, to which last day."""

from dataclasses import replace
from datetime import date

import pytest

from songda.core.law import Length, PeriodContext, PeriodError, Profile, Reason, last_day, period_kinds, profile_of
from songda.core.law.facts import Branch, PaperKind, Procedure
from songda.core.law.periods.counting import count
from songda.core.law.profile.conditions import Condition
from tests.core.law.given import Json, answer, assert_said, attempt, facts, rule_ids, summary
from tests.rows import all_rows

VECTORS = [
    ("ends on a holiday, moves to a Saturday that is worked", date(2022, 9, 22), 15, date(2022, 10, 8)),
    ("ends on the first of October, moves over the whole week", date(2022, 9, 16), 15, date(2022, 10, 8)),
    ("ends on a Saturday that is worked: no move", date(2022, 9, 23), 15, date(2022, 10, 8)),
    ("ends on a Sunday that is worked: no move", date(2021, 9, 16), 10, date(2021, 9, 26)),
    ("ends in the Spring Festival, moves to a Sunday that is worked", date(2024, 2, 1), 15, date(2024, 2, 18)),
    ("ends in the Spring Festival, moves to a Monday", date(2022, 1, 20), 15, date(2022, 2, 7)),
    ("ends on a Sunday, moves to the Monday", date(2022, 8, 13), 15, date(2022, 8, 29)),
    ("ends on a Saturday that is worked in the last published year", date(2026, 9, 30), 10, date(2026, 10, 10)),
]


@all_rows(("sentence", "served", "days", "last"), VECTORS, ids=[row[0] for row in VECTORS])
def test_golden_dates(sentence: str, served: date, days: int, last: date) -> None:
    deadline = last_day(served, Length(days=days))
    assert (deadline.last_day, deadline.provisional) == (last, False)
    assert_said(deadline.reasons())
    assert deadline.rule is not None


@pytest.mark.parametrize("served", [date(2026, 12, 25), date(2027, 3, 1), date(2003, 3, 3)])
def test_where_no_calendar_has_been_published_the_answer_is_provisional(served: date) -> None:
    deadline = last_day(served, Length(days=15))
    assert deadline.provisional
    assert "calendar_not_published" in [finding.code for finding in deadline.findings]
    assert str(deadline.last_day.year) in deadline.reasons("en")[-2]


def test_months_are_counted_too() -> None:
    assert last_day(date(2022, 3, 15), Length(months=3)).last_day == date(2022, 6, 15)


def test_the_length_is_told_in_the_unit_in_which_it_was_asked_for() -> None:
    months, days = (last_day(date(2022, 3, 15), length).findings[0] for length in (Length(months=3), Length(days=20)))
    assert [dict(service.values)["unit"] for service in (months, days)] == ["months", "days"]
    assert [dict(service.values)["amount"] for service in (months, days)] == [3, 20]


def test_an_end_that_is_moved_out_of_a_year_without_a_calendar_is_provisional() -> None:
    cn = profile_of("cn")
    published_late = replace(cn, calendar=replace(cn.calendar, years=frozenset({2006})))
    deadline = count(date(2005, 12, 16), Length(days=15), published_late, {})
    assert (deadline.last_day.year, deadline.provisional) == (2006, True)


def test_in_custody_a_criminal_period_is_not_prolonged() -> None:
    asked = PeriodContext(branch=Branch.CRIMINAL, paper=PaperKind.JUDGMENT, in_custody=True)
    assert last_day(date(2022, 9, 22), "appeal", asked).last_day == date(2022, 10, 2)
    reasons = "".join(last_day(date(2022, 9, 22), "appeal", asked).reasons())
    assert "应当以节假日后的第一日为准。（依据：中华人民共和国刑事诉讼法 第一百零五条第四款〔条文明定〕）" in reasons
    free = PeriodContext(branch=Branch.CRIMINAL, paper=PaperKind.JUDGMENT)
    deadline = last_day(date(2022, 9, 22), "appeal", free)
    assert deadline.last_day == date(2022, 10, 8)
    assert "cn.crpl.105.4" in [finding.rule.id for finding in deadline.findings if finding.rule is not None]


CRIMINAL_JUDGMENT = PeriodContext(branch=Branch.CRIMINAL, paper=PaperKind.JUDGMENT)
# Criminal cases under the law of 2012: from when, which period, whose, its last day, the article that it rests on.
UNDER_2012: list[tuple[date, str, PeriodContext, date, str]] = [
    (date(2016, 9, 21), "appeal", replace(CRIMINAL_JUDGMENT, in_custody=True), date(2016, 10, 1), "cn.crpl2012.103.4"),
    (date(2016, 9, 21), "appeal", CRIMINAL_JUDGMENT, date(2016, 10, 8), "cn.crpl2012.103.4"),
    (date(2016, 5, 9), "relief", PeriodContext(branch=Branch.CRIMINAL), date(2016, 5, 16), "cn.crpl2012.104.1"),
]


@pytest.mark.parametrize(("start", "kind", "asked", "last", "article"), UNDER_2012)
def test_criminal_periods_under_the_law_of_2012(
    start: date, kind: str, asked: PeriodContext, last: date, article: str
) -> None:
    deadline = last_day(start, kind, asked)
    assert deadline.last_day == last
    assert article in {finding.rule.id for finding in deadline.findings if finding.rule is not None}


BY_NAME = [
    ("answer", PeriodContext(), 15, "cn.cpl2021.128.1"),
    ("answer", PeriodContext(domicile="sg"), 30, "cn.cpl2021.275"),
    ("answer", PeriodContext(procedure=Procedure.SMALL_CLAIMS), 15, "cn.cpli.275.2"),
    ("answer", PeriodContext(branch=Branch.ADMINISTRATIVE), 15, "cn.apl.67.1"),
    ("jurisdiction_objection", PeriodContext(), 15, "cn.cpl2021.130.1"),
    ("jurisdiction_objection", PeriodContext(domicile="sg"), 30, "cn.cpl2021.130.1"),
    ("answer_to_appeal", PeriodContext(), 15, "cn.cpl2021.174.1"),
    ("answer_to_appeal", PeriodContext(domicile="sg"), 30, "cn.cpl2021.276"),
    ("appeal", PeriodContext(), 15, "cn.cpl2021.171.1"),
    ("appeal", PeriodContext(paper=PaperKind.RULING_APPEALABLE), 10, "cn.cpl2021.171.2"),
    ("appeal", PeriodContext(domicile="sg", paper=PaperKind.RULING_APPEALABLE), 30, "cn.cpl2021.276"),
    ("appeal", PeriodContext(branch=Branch.ADMINISTRATIVE, paper=PaperKind.JUDGMENT), 15, "cn.apl.85"),
    ("appeal", PeriodContext(branch=Branch.ADMINISTRATIVE, paper=PaperKind.RULING_APPEALABLE), 10, "cn.apl.85"),
    ("appeal", PeriodContext(branch=Branch.CRIMINAL, paper=PaperKind.RULING), 5, "cn.crpl.230"),
    ("reconsideration", PeriodContext(), 5, "cn.cpli.171"),
    ("reconsideration", PeriodContext(branch=Branch.ADMINISTRATIVE), 5, "cn.cpli.171"),
    ("pay_or_object", PeriodContext(), 15, "cn.cpl2021.223.2"),
    ("fee", PeriodContext(), 7, "cn.fees.22.1"),
    ("enforcement_reconsideration", PeriodContext(), 10, "cn.cpl2021.232"),
    ("third_party_suit", PeriodContext(), 15, "cn.cpl2021.234"),
    ("no_disposal", PeriodContext(branch=Branch.ENFORCEMENT), 15, "cn.cpli.463.2"),
    ("opinion_on_retrial", PeriodContext(), 15, "cn.cpl2021.210"),
    ("relief", PeriodContext(), 10, "cn.cpl2021.86"),
    ("relief", PeriodContext(branch=Branch.CRIMINAL), 5, "cn.crpl.106.1"),
]


@all_rows(("kind", "asked", "days", "article"), BY_NAME)
def test_periods_by_name(kind: str, asked: PeriodContext, days: int, article: str) -> None:
    deadline = last_day(date(2022, 5, 9), kind, asked)
    assert deadline.last_day == last_day(date(2022, 5, 9), Length(days=days), asked).last_day
    assert deadline.rule is not None
    assert deadline.rule.id == article
    assert_said(deadline.reasons("zh"))
    assert_said(deadline.reasons("en"))
    assert deadline.findings[-1].rule == deadline.rule
    assert dict(deadline.findings[-1].values)["end"] == deadline.last_day


def test_where_no_paper_was_named_the_answer_says_for_which_it_holds() -> None:
    served = date(2022, 5, 9)
    assert last_day(served, "appeal").reasons("en")[0] == "What follows holds for: judgment."
    assert last_day(served, "appeal").papers == (PaperKind.JUDGMENT,)
    ruling = PaperKind.RULING_APPEALABLE
    assert last_day(served, "appeal", PeriodContext(paper=ruling)).papers == (ruling,)


def test_several_papers_are_named_in_a_fixed_order() -> None:
    every = Condition("paper", frozenset(PaperKind), wanted=True)
    rows = profile_of("cn").rows
    row = replace(rows.period[0], conditions=(every,), until=date.max)
    cn = replace(profile_of("cn"), rows=replace(rows, period=(row,)))
    (service, *_) = named(row.kind, cn)
    assert dict(service.values)["paper"] == tuple(sorted(PaperKind))


def named(kind: str, profile: Profile) -> tuple[Reason, ...]:
    """What the calculator says of a period under other rules."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("songda.core.law.periods.calculator.profile_of", lambda _name: profile)
        return last_day(date(2022, 5, 9), kind).findings


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(PeriodError, match="answer, jurisdiction_objection") as refused:
        last_day(date(2022, 5, 9), "coffee")
    assert str(refused.value) == f"There is no period 'coffee'; there are: {', '.join(period_kinds())}."
    assert "evidence" in period_kinds()
    assert len(set(period_kinds())) == len(period_kinds())


def test_small_claims_know_no_appeal() -> None:
    with pytest.raises(PeriodError, match="there is no period of appeal") as refused:
        last_day(date(2022, 5, 9), "appeal", PeriodContext(procedure=Procedure.SMALL_CLAIMS))
    assert "一审终审" in refused.value.reason.sentence("zh")
    assert "第一百六十五条" in refused.value.reason.sentence("zh")


@pytest.mark.parametrize("served", [date(1899, 12, 31), date(2201, 1, 1)])
def test_days_outside_any_case_are_refused(served: date) -> None:
    with pytest.raises(PeriodError, match="outside the years"):
        last_day(served, Length(days=15))


def test_before_a_rule_was_in_force_there_is_no_answer() -> None:
    with pytest.raises(PeriodError, match="no rule gives"):
        last_day(date(2010, 5, 9), "answer")


def served_on(day: str, kind: str, **changes: object) -> Json:
    """A paper of that kind, signed for in hand on that day."""
    paper = {"kind": kind, **(changes.pop("paper", {}))}
    return facts(attempt("direct", None, f"signed {day}"), paper=paper, **changes)


STARTED: list[tuple[str, Json, list[tuple[str, int, str]]]] = [
    (
        "the complaint starts answer and objection to jurisdiction",
        served_on("2022-05-09", "complaint_copy"),
        [("answer", 15, "2022-05-24"), ("jurisdiction_objection", 15, "2022-05-24")],
    ),
    (
        "for a defendant abroad both are thirty days",
        served_on("2022-05-09", "complaint_copy", recipient={"domicile": "sg"}),
        [("answer", 30, "2022-06-08"), ("jurisdiction_objection", 30, "2022-06-08")],
    ),
    (
        "a copy of the appeal starts its answer",
        served_on("2022-05-09", "appeal_copy"),
        [("answer_to_appeal", 15, "2022-05-24")],
    ),
    (
        "a ruling that may be appealed: ten days",
        served_on("2022-05-09", "ruling_appealable"),
        [("appeal", 10, "2022-05-19")],
    ),
    ("a ruling that may not: nothing", served_on("2022-05-09", "ruling"), []),
    (
        "a preservation ruling: five days",
        served_on("2022-05-09", "preservation_ruling"),
        [("reconsideration", 5, "2022-05-16")],
    ),
    ("a payment order: fifteen days", served_on("2022-05-09", "payment_order"), [("pay_or_object", 15, "2022-05-24")]),
    ("a fee notice: seven days", served_on("2022-05-09", "fee_notice"), [("fee", 7, "2022-05-16")]),
    (
        "an evidence notice says itself",
        served_on("2022-05-09", "evidence_notice", paper={"days_set_in_paper": 20}),
        [("evidence", 20, "2022-05-30")],
    ),
    ("an evidence notice that says nothing starts nothing here", served_on("2022-05-09", "evidence_notice"), []),
    (
        "a judgment of second instance is final",
        served_on("2022-05-09", "judgment", case={"stage": "second_instance"}),
        [],
    ),
    ("small claims are final", served_on("2022-05-09", "judgment", case={"procedure": "small_claims"}), []),
    ("a summons starts nothing", served_on("2022-05-09", "summons"), []),
]


@all_rows(("sentence", "service", "expected"), STARTED, ids=[row[0] for row in STARTED])
def test_what_a_paper_starts(sentence: str, service: Json, expected: list[tuple[str, int, str]]) -> None:
    summary(service)
    periods = answer(service).periods
    assert [(p.kind, p.length, p.last_day.isoformat()) for p in periods] == expected
    said = [finding for finding in answer(service).findings if "period" in dict(finding.values)]
    assert [finding.rule for finding in said if finding.code.startswith("period_")] == [p.rule for p in periods]
    assert all(finding.rule is not None for finding in said)


@pytest.mark.parametrize(
    ("procedure", "stage", "days", "code"),
    [
        ("ordinary", "first_instance", 14, "period_too_short"),
        ("ordinary", "first_instance", 15, ""),
        ("ordinary", "second_instance", 9, "period_too_short"),
        ("simplified", "first_instance", 16, "period_too_long"),
        ("simplified", "first_instance", 15, ""),
        ("small_claims", "first_instance", 8, "period_longer_than_usual"),
    ],
)
def test_the_court_may_not_set_any_evidence_period(procedure: str, stage: str, days: int, code: str) -> None:
    case = {"procedure": procedure, "stage": stage}
    service = served_on("2022-05-09", "evidence_notice", paper={"days_set_in_paper": days}, case=case)
    summary(service)
    said = {finding.code: finding for finding in answer(service).findings}
    assert said.keys() & {"period_too_short", "period_too_long", "period_longer_than_usual"} == (
        {code} if code else set()
    )
    assert "period_as_stated" in said
    if code:
        assert said[code].rule is not None
        assert dict(said[code].values)["amount"] in (7, 10, 15)


def test_a_final_decision_says_so() -> None:
    service = served_on("2022-05-09", "judgment", case={"procedure": "small_claims"})
    assert "一审终审" in "".join(answer(service).reasons())
    assert rule_ids(service)[0] == "cn.cpl2021.87.2"


def test_after_a_public_notice_the_time_for_evidence_runs_from_the_day_after_it_ran_out() -> None:
    """Provisions on Evidence, art. 55(5)."""
    service = facts(
        attempt("public_notice", None, "published 2022-05-09"),
        paper={"kind": "evidence_notice", "days_set_in_paper": 15},
        recipient={"missing": True},
    )
    decision = answer(service)
    evidence = next(period for period in decision.periods if period.kind == "evidence")
    assert (str(decision.effective_on), str(evidence.last_day)) == ("2022-06-08", "2022-06-23")
