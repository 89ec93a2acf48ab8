"""Periods that bind the court, run from something else than service, or are counted in hours."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from songda.core.law import Length, PeriodContext, PeriodError, last_day
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage
from tests.core.law.given import assert_said
from tests.core.law.test_public_summons import SUMMONS, asked_of
from tests.rows import all_rows

DAY = date(2022, 5, 9)
SPECIAL = PeriodContext(procedure=Procedure.SPECIAL)
ENFORCING = PeriodContext(branch=Branch.ENFORCEMENT, stage=Stage.ENFORCEMENT)
CIVIL, ADMINISTRATIVE, CRIMINAL = (
    PeriodContext(),
    PeriodContext(branch=Branch.ADMINISTRATIVE),
    PeriodContext(branch=Branch.CRIMINAL),
)

ON_APPEAL = PeriodContext(stage=Stage.SECOND_INSTANCE)
AGENCY_ON_APPEAL = PeriodContext(branch=Branch.ADMINISTRATIVE, stage=Stage.SECOND_INSTANCE)
MEDIATED = PeriodContext(paper=PaperKind.MEDIATION_DOCUMENT)

# Each period under the laws of 2017, 2021 and 2023: name, kind of case, days, articles.
IN_DAYS: list[tuple[str, PeriodContext, int, tuple[str, str, str]]] = [
    ("send_complaint", CIVIL, 5, ("cpl2017.125.1", "cpl2021.128.1", "cpl2023.128.1")),
    ("send_complaint", ADMINISTRATIVE, 5, ("apl.67.1", "apl.67.1", "apl.67.1")),
    ("send_complaint", CRIMINAL, 5, ("crpli2012.150.1", "crpli.187.1", "crpli.187.1")),
    ("forward_answer", CIVIL, 5, ("cpl2017.125.1", "cpl2021.128.1", "cpl2023.128.1")),
    ("forward_answer", ADMINISTRATIVE, 5, ("apl.67.1", "apl.67.1", "apl.67.1")),
    ("forward_answer", ON_APPEAL, 5, ("cpl2017.167.1", "cpl2021.174.1", "cpl2023.174.1")),
    ("forward_answer", AGENCY_ON_APPEAL, 5, ("apli.108.3", "apli.108.3", "apli.108.3")),
    ("tell_bench", CIVIL, 3, ("cpl2017.128", "cpl2021.131", "cpl2023.131")),
    ("forward_appeal", CIVIL, 5, ("cpl2017.167.1", "cpl2021.174.1", "cpl2023.174.1")),
    ("forward_appeal", ADMINISTRATIVE, 5, ("apli.108.2", "apli.108.2", "apli.108.2")),
    ("forward_appeal", CRIMINAL, 3, ("crpli2012.302", "crpli.381", "crpli.381")),
    ("forward_retrial_request", CIVIL, 5, ("cpl2017.203", "cpl2021.210", "cpl2023.214")),
    ("send_judgment", CIVIL, 10, ("cpl2017.148.2", "cpl2021.151.2", "cpl2023.151.2")),
    ("send_judgment", ADMINISTRATIVE, 10, ("apl.80.2", "apl.80.2", "apl.80.2")),
    ("send_judgment", CRIMINAL, 5, ("crpl.202.2", "crpl.202.2", "crpl.202.2")),
    ("entrusted_service", CIVIL, 10, ("cpli2015.134.2", "cpli.134.2", "cpli.134.2")),
    ("entrusted_service", CRIMINAL, 10, ("crpli2012.169", "crpli.206", "crpli.206")),
    ("payment_order_service", CIVIL, 30, ("cpli2015.432.0.2", "cpli.430.0.2", "cpli.430.0.2")),
    ("suit_after_preservation", CIVIL, 30, ("cpl2017.101.3", "cpl2021.104.3", "cpl2023.104.3")),
    ("suit_after_preservation", ADMINISTRATIVE, 30, ("apli.77.3", "apli.77.3", "apli.77.3")),
    ("penalty_reconsideration", CIVIL, 3, ("cpli2015.185", "cpli.185", "cpli.185")),
    ("penalty_reconsideration", ADMINISTRATIVE, 3, ("cpli2015.185", "cpli.185", "cpli.185")),
    ("forward_retrial_request", ADMINISTRATIVE, 5, ("apli.111", "apli.111", "apli.111")),
    ("protest_request", CRIMINAL, 5, ("crpl.229", "crpl.229", "crpl.229")),
    ("objection_to_realisation", SPECIAL, 5, ("cpli2015.368.2", "cpli.366.2", "cpli.366.2")),
    ("suit_after_reconsideration", ADMINISTRATIVE, 15, ("apl.45", "apl.45", "apl.45")),
    ("return_of_wrong_mail", CIVIL, 3, ("mail04.10.2", "mail04.10.2", "mail04.10.2")),
    ("distribution_objection", CIVIL, 15, ("cpli2015.511", "cpli.509", "cpli.509")),
    ("distribution_reply", CIVIL, 15, ("cpli2015.512.2", "cpli.510.2", "cpli.510.2")),
    ("distribution_suit", CIVIL, 15, ("cpli2015.512.2", "cpli.510.2", "cpli.510.2")),
    ("suit_after_labour_award", CIVIL, 15, ("labour.50",) * 3),
    ("labour_set_aside", CIVIL, 30, ("labour.49.1",) * 3),
    ("suit_after_set_aside", CIVIL, 15, ("labour.49.3",) * 3),
    ("no_suit_after_order", CIVIL, 7, ("cpli2015.440.1", "cpli.438.1", "cpli.438.1")),
    ("objection_to_confirmation", SPECIAL, 15, ("cpli2015.374.2", "cpli.372.2", "cpli.372.2")),
    ("opinion_on_revocation", CIVIL, 10, ("cpli2015.293.1", "cpli.291.1", "cpli.291.1")),
    ("objection_to_petition", CIVIL, 7, ("ebl.10.1", "ebl.10.1", "ebl.10.1")),
    ("reconsideration_of_refusal", ADMINISTRATIVE, 15, ("apli.155.3", "apli.155.3", "apli.155.3")),
    ("reconsideration_of_no_enforcement", ADMINISTRATIVE, 15, ("apli.161.2", "apli.161.2", "apli.161.2")),
    ("resist_award", ENFORCING, 15, ("awardenf.8.1",) * 3),
    ("resist_notarised_debt", ENFORCING, 15, ("notaryenf.13.1",) * 3),
    ("protection_order_review", CIVIL, 5, ("fdv.31",) * 3),
    ("treatment_reconsideration", CRIMINAL, 5, ("crpli2012.536", "crpli.642", "crpli.642")),
]
IN_MONTHS = [
    ("retrial_application", CIVIL, 6, ("cpl2017.205", "cpl2021.212", "cpl2023.216")),
    ("retrial_application", ADMINISTRATIVE, 6, ("apli.110.1", "apli.110.1", "apli.110.1")),
    ("retrial_application", MEDIATED, 6, ("cpli2015.384", "cpli.382", "cpli.382")),
    ("retrial_on_discovery", CIVIL, 6, ("cpl2017.205", "cpl2021.212", "cpl2023.216")),
    ("retrial_on_discovery", ADMINISTRATIVE, 6, ("apli.110.1", "apli.110.1", "apli.110.1")),
    ("enforcement_application", CIVIL, 24, ("cpl2017.239.1", "cpl2021.246.1", "cpl2023.250.1")),
    ("enforcement_application", ADMINISTRATIVE, 24, ("apli.153.1", "apli.153.1", "apli.153.1")),
    ("enforcement_of_an_act", ADMINISTRATIVE, 3, ("apli.156", "apli.156", "apli.156")),
    ("administrative_suit", ADMINISTRATIVE, 6, ("apl.46.1", "apl.46.1", "apl.46.1")),
    ("third_party_revocation", CIVIL, 6, ("cpl2017.56.3", "cpl2021.59.3", "cpl2023.59.3")),
    ("judgment_after_summons", SPECIAL, 1, ("cpli2015.452.1", "cpli.450.1", "cpli.450.1")),
    ("third_party_retrial", CIVIL, 6, ("cpli2015.423", "cpli.421", "cpli.421")),
    ("suit_after_summons", CIVIL, 12, ("cpl2017.223", "cpl2021.230", "cpl2023.234")),
    ("suit_after_summons", SPECIAL, 12, ("cpl2017.223", "cpl2021.230", "cpl2023.234")),
]
SIMPLIFIED = PeriodContext(procedure=Procedure.SIMPLIFIED)
MEDIATION = [
    (DAY, "mediation_before_suit", CIVIL, 30, "cn.onlinemed.24.1"),
    (DAY, "mediation", CIVIL, 15, "cn.onlinemed.24.1"),
    (DAY, "mediation", SIMPLIFIED, 7, "cn.onlinemed.24.1"),
]
STARTS = (date(2020, 5, 11), DAY, date(2024, 5, 9))
DAYS_BY_LAW = [
    (start, kind, asked, days, f"cn.{articles[law]}")
    for kind, asked, days, articles in IN_DAYS
    for law, start in enumerate(STARTS)
] + [*MEDIATION, (date(2024, 5, 9), "recognition_reconsideration", CIVIL, 10, "cn.cpl2023.303")]
MONTHS_BY_LAW = [
    (start, kind, asked, months, f"cn.{articles[law]}")
    for kind, asked, months, articles in IN_MONTHS
    for law, start in enumerate(STARTS)
]


@all_rows(("start", "kind", "asked", "months", "article"), MONTHS_BY_LAW)
def test_periods_in_months(start: date, kind: str, asked: PeriodContext, months: int, article: str) -> None:
    deadline = last_day(start, kind, asked)
    assert deadline.last_day == last_day(start, Length(months=months), asked).last_day
    assert deadline.rule is not None
    assert deadline.rule.id == article
    assert_said(deadline.reasons("zh"))
    assert_said(deadline.reasons("en"))


@all_rows(("start", "kind", "asked", "days", "article"), DAYS_BY_LAW)
def test_periods_in_days(start: date, kind: str, asked: PeriodContext, days: int, article: str) -> None:
    deadline = last_day(start, kind, asked)
    assert deadline.last_day == last_day(start, Length(days=days), asked).last_day
    assert deadline.rule is not None
    assert deadline.rule.id == article
    assert deadline.ends_at is None
    assert_said(deadline.reasons("zh"))
    assert_said(deadline.reasons("en"))


def test_each_alternative_of_the_time_to_ask_for_a_retrial_is_told_and_what_it_runs_from() -> None:
    for asked in (CIVIL, ADMINISTRATIVE):
        first = last_day(DAY, "retrial_application", asked).reasons("en")[-1]
        assert "after the decision came into force" in first
        assert "Four cases have six months from the day on which they knew" in first
        second = last_day(DAY, "retrial_on_discovery", asked).reasons("en")[-1]
        assert "after they knew, or should have known" in second
        assert "for four cases alone: new evidence" in second
    assert "Four cases" not in last_day(DAY, "retrial_application", MEDIATED).reasons("en")[-1], "art. 382 knows one"
    with pytest.raises(PeriodError):
        last_day(DAY, "retrial_on_discovery", MEDIATED)


WITHOUT_RETRIAL = [
    (start, kind, PeriodContext(procedure=procedure), article)
    for start, article in ((STARTS[0], "cpli2015.380"), (DAY, "cpli.378"))
    for kind in ("retrial_application", "retrial_on_discovery")
    for procedure in (Procedure.SPECIAL, Procedure.PAYMENT_ORDER)
]


@all_rows(("start", "kind", "asked", "article"), WITHOUT_RETRIAL)
def test_no_party_may_ask_for_a_retrial_of_what_was_no_suit(
    start: date, kind: str, asked: PeriodContext, article: str
) -> None:
    with pytest.raises(PeriodError) as none:
        last_day(start, kind, asked)
    assert none.value.rule is not None
    assert none.value.rule.id == f"cn.{article}"


def test_mediation_on_line_had_no_time_limit_before_its_rules() -> None:
    with pytest.raises(PeriodError):
        last_day(date(2021, 5, 10), "mediation", CIVIL)


def test_what_it_runs_from_is_said() -> None:
    assert "自审判人员确定之次日起算" in last_day(DAY, "tell_bench").reasons()[-1]
    assert "from the day after the bench was named" in last_day(DAY, "tell_bench").reasons("en")[-1]


NOTICES = [
    (date(2021, 9, 2), "cn", date(2021, 11, 1), "cn.cpl2017.92.1"),
    (date(2022, 9, 1), "cn", date(2022, 10, 1), "cn.cpl2021.95.1"),
    (date(2024, 9, 1), "cn", date(2024, 10, 1), "cn.cpl2023.95.1"),
    (date(2020, 7, 2), "sg", date(2020, 10, 2), "cn.cpl2017.267.0.8"),
    (date(2022, 7, 2), "sg", date(2022, 10, 2), "cn.cpl2021.274.0.8"),
    (date(2024, 8, 3), "sg", date(2024, 10, 2), "cn.cpl2023.283.2"),
    (date(2024, 7, 2), "hk", date(2024, 10, 2), "cn.hkmo.9"),
    (date(2024, 7, 2), "tw", date(2024, 10, 2), "cn.tw.8.2"),
]


@all_rows(("published", "domicile", "last", "article"), NOTICES)
def test_a_public_notice_runs_out_on_its_day_holiday_or_not(
    published: date, domicile: str, last: date, article: str
) -> None:
    deadline = last_day(published, "public_notice", PeriodContext(domicile=domicile))
    assert (deadline.last_day, deadline.provisional) == (last, False)
    assert deadline.rule is not None
    assert deadline.rule.id == article


def test_a_public_notice_does_not_wait_for_a_calendar() -> None:
    assert not last_day(date(2030, 1, 2), "public_notice").provisional


WITHOUT_NOTICE = [
    (DAY, PeriodContext(procedure=Procedure.SIMPLIFIED)),
    (DAY, PeriodContext(procedure=Procedure.SMALL_CLAIMS)),
    (date(2020, 5, 11), PeriodContext(procedure=Procedure.SIMPLIFIED)),
    (date(2020, 5, 11), PeriodContext(branch=Branch.ADMINISTRATIVE, procedure=Procedure.SIMPLIFIED)),
    (DAY, PeriodContext(branch=Branch.ADMINISTRATIVE, procedure=Procedure.SIMPLIFIED)),
]


@pytest.mark.parametrize(("served", "asked"), WITHOUT_NOTICE)
def test_in_simplified_procedure_there_is_no_public_notice(served: date, asked: PeriodContext) -> None:
    with pytest.raises(PeriodError, match="no public notice") as refused:
        last_day(served, "public_notice", asked)
    assert refused.value.rule is not None
    assert "不适用公告送达" in refused.value.reason.sentence("zh")


BEIJING = timezone(timedelta(hours=8))
HOURS = [
    ("the hour in which it starts does not count", datetime(2022, 9, 30, 10, 20, tzinfo=BEIJING), "2022-10-02T11:00"),
    ("nor does a full hour", datetime(2022, 9, 30, 10, 0, tzinfo=BEIJING), "2022-10-02T11:00"),
    ("the last second belongs to its hour", datetime(2022, 9, 30, 10, 59, 59, 999, BEIJING), "2022-10-02T11:00"),
    ("the hours are those of the court", datetime(2022, 9, 30, 2, 20, tzinfo=UTC), "2022-10-02T11:00"),
    ("over the end of a year", datetime(2022, 12, 30, 23, 30, tzinfo=BEIJING), "2023-01-02T00:00"),
]


@pytest.mark.parametrize(("sentence", "started", "ends"), HOURS, ids=[row[0] for row in HOURS])
def test_forty_eight_hours_run_through_holidays(sentence: str, started: datetime, ends: str) -> None:
    deadline = last_day(started, "urgent_preservation_ruling")
    assert deadline.ends_at is not None
    assert deadline.ends_at.isoformat() == f"{ends}:00+08:00"
    assert (deadline.last_day, deadline.provisional) == (deadline.ends_at.date(), False)
    assert deadline.findings[0].rule is not None
    assert_said(deadline.reasons("en"))


IN_HOURS: list[tuple[str, PeriodContext, int, tuple[str, str, str]]] = [
    ("urgent_preservation_ruling", CIVIL, 48, ("cpl2017.100.3", "cpl2021.103.3", "cpl2023.103.3")),
    ("urgent_preservation_ruling", ADMINISTRATIVE, 48, ("apli.76.3", "apli.76.3", "apli.76.3")),
    ("preservation_ruling_before_suit", CIVIL, 48, ("cpl2017.101.2", "cpl2021.104.2", "cpl2023.104.2")),
    ("preservation_ruling_before_suit", ADMINISTRATIVE, 48, ("apli.77.2", "apli.77.2", "apli.77.2")),
    ("tell_family", CIVIL, 24, ("cpli2015.180", "cpli.180", "cpli.180")),
    ("tell_family", ADMINISTRATIVE, 24, ("cpli2015.180", "cpli.180", "cpli.180")),
    ("tell_family", CRIMINAL, 24, ("crpl.93.2", "crpl.93.2", "crpl.93.2")),
    ("questioning", CRIMINAL, 24, ("crpl.94", "crpl.94", "crpl.94")),
]
MOMENTS = [datetime(day.year, day.month, day.day, 10, 20, tzinfo=BEIJING) for day in STARTS]
HOURS_BY_LAW = [
    (start, kind, asked, hours, f"cn.{articles[law]}")
    for kind, asked, hours, articles in IN_HOURS
    for law, start in enumerate(MOMENTS)
]


@all_rows(("start", "kind", "asked", "hours", "article"), HOURS_BY_LAW)
def test_periods_in_hours(start: datetime, kind: str, asked: PeriodContext, hours: int, article: str) -> None:
    deadline = last_day(start, kind, asked)
    assert deadline.ends_at == start.replace(hour=11, minute=0) + timedelta(hours=hours)
    assert dict(deadline.findings[-1].values)["end"] == deadline.ends_at
    assert deadline.rule is not None
    assert deadline.rule.id == article
    by_length = last_day(start, Length(hours=hours), asked)
    assert by_length.ends_at == deadline.ends_at
    said = {finding.code: finding.rule for finding in deadline.findings}
    assert said["hours_counted"] == by_length.rule
    assert_said(deadline.reasons("zh"))


UNDER_THE_LAW_OF_2012 = [
    ("send_judgment", date(2016, 5, 9), "cn.crpl2012.196.2", "2016-05-16"),
    ("protest_request", date(2016, 5, 9), "cn.crpl2012.218", "2016-05-16"),
    ("forward_appeal", date(2016, 5, 9), "cn.crpli2012.302", "2016-05-12"),
    ("send_complaint", date(2016, 5, 9), "cn.crpli2012.150.1", "2016-05-16"),
    ("entrusted_service", date(2016, 5, 9), "cn.crpli2012.169", "2016-05-19"),
    ("treatment_reconsideration", date(2016, 5, 9), "cn.crpli2012.536", "2016-05-16"),
    ("tell_family", MOMENTS[0].replace(year=2016), "cn.crpl2012.91.2", "2016-05-12"),
    ("questioning", MOMENTS[0].replace(year=2016), "cn.crpl2012.92", "2016-05-12"),
]


@all_rows(("kind", "start", "article", "end"), UNDER_THE_LAW_OF_2012)
def test_criminal_cases_before_the_law_of_2018(kind: str, start: date, article: str, end: str) -> None:
    deadline = last_day(start, kind, CRIMINAL)
    assert deadline.rule is not None
    assert (deadline.rule.id, str(deadline.last_day)) == (article, end)
    assert_said(deadline.reasons("zh"))


SIMPLIFIED_CRIMINAL = PeriodContext(branch=Branch.CRIMINAL, procedure=Procedure.SIMPLIFIED)
FREE_OF_TIMES = [((date(year, 5, 9), "send_judgment"), SIMPLIFIED_CRIMINAL) for year in (2016, 2022)]


@pytest.mark.parametrize(("year", "article"), [(2016, "cn.crpl2012.213"), (2022, "cn.crpl.219")])
def test_simplified_criminal_procedure_is_free_of_the_time_to_send_the_judgment(year: int, article: str) -> None:
    with pytest.raises(PeriodError, match="not bound by the times for service") as refused:
        last_day(date(year, 5, 9), "send_judgment", SIMPLIFIED_CRIMINAL)
    assert refused.value.rule is not None
    assert refused.value.rule.id == article


@pytest.mark.parametrize(
    ("start", "asked", "article"),
    [
        (MOMENTS[0].replace(year=2016), CRIMINAL, "cn.crpl2012.103.2"),
        (MOMENTS[0], CIVIL, "cn.cpli2015.125"),
        (MOMENTS[1], ADMINISTRATIVE, "cn.cpli.125"),
        (MOMENTS[2], CRIMINAL, "cn.crpl.105.2"),
    ],
)
def test_that_hours_run_from_the_next_one_has_its_article(start: datetime, asked: PeriodContext, article: str) -> None:
    rule = last_day(start, Length(hours=24), asked).rule
    assert rule is not None
    assert rule.id == article


@pytest.mark.parametrize("started", [DAY, datetime(2022, 5, 9, 10)])  # noqa: DTZ001 - a moment without offset
@pytest.mark.parametrize("period", ["tell_family", Length(hours=24)])
def test_hours_need_the_moment_and_its_offset(started: date, period: str | Length) -> None:
    with pytest.raises(PeriodError, match="needs the moment") as refused:
        last_day(started, period)
    assert "时刻" in refused.value.reason.sentence("zh")


def test_a_moment_stands_for_its_day_where_days_are_counted() -> None:
    late = datetime(2022, 5, 8, 16, 30, tzinfo=UTC)
    assert last_day(late, Length(days=15)).last_day == last_day(DAY, Length(days=15)).last_day


def test_where_no_rule_tells_how_hours_are_counted_none_is_cited() -> None:
    deadline = last_day(datetime(2024, 5, 9, 10, 20, tzinfo=UTC), Length(hours=24), PeriodContext(jurisdiction="es"))
    assert deadline.rule is None
    assert_said(deadline.reasons("en"))


# What the other tests have asked the calculator for: start, name, kind of case, article.
OTHERS = [
    *[(start, "public_summons", asked_of(59), f"cn.{article}") for start, article in SUMMONS],
    *[(start, kind, asked, article) for start, kind, asked, _, article in MONTHS_BY_LAW],
    *[(start, kind, asked, article) for start, kind, asked, _, article in DAYS_BY_LAW],
    *[(start, kind, asked, article) for start, kind, asked, _, article in HOURS_BY_LAW],
    *[(start, kind, CRIMINAL, article) for kind, start, article, _ in UNDER_THE_LAW_OF_2012],
    *[
        (published, "public_notice", PeriodContext(domicile=domicile), article)
        for published, domicile, _, article in NOTICES
    ],
]
