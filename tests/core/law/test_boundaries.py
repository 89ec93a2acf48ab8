"""Equal moments, and which of several reasons is told: where a rule begins and ends to hold."""

from dataclasses import replace
from datetime import date

import pytest

from songda.core.law import FactsError, Length, PeriodError, decide, last_day, profile_of, read_facts
from songda.core.law.periods.counting import count
from tests.core.law.given import Json, answer, at, attempt, consent, facts, rebuttal, refusal, summary
from tests.rows import all_rows

CONSENT = [consent()]
ARRIVED = attempt("sms", "confirmed", "arrived 2022-06-02")
NOON = at("2022-06-02", "12:00")
SERVED = "effective 2022-06-02 arrival"

ROWS: list[tuple[str, Json, str]] = [
    (
        "an event at the very moment asked about is known",
        facts(ARRIVED, consents=CONSENT, as_of=at("2022-06-02")),
        SERVED,
    ),
    (
        "a failure at the moment of arrival takes it back",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "failed 2022-06-02"), consents=CONSENT),
        "not_effective",
    ),
    (
        "a failure at the moment asked about is known",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "failed 2022-06-02 12:00"), consents=CONSENT, as_of=NOON
        ),
        "not_effective",
    ),
    (
        "a consent withdrawn at the moment of arrival is gone",
        facts(ARRIVED, consents=[consent(withdrawn_at=at("2022-06-02"))]),
        "not_effective",
    ),
    (
        "a refusal at the moment of arrival ends the consent",
        facts(ARRIVED, consents=CONSENT, refusals=[refusal("2022-06-02")]),
        "not_effective",
    ),
    (
        "a refusal at the moment of the consent does not end it",
        facts(ARRIVED, consents=[consent(at=at("2022-06-01"))], refusals=[refusal("2022-06-01")]),
        SERVED,
    ),
    (
        "a refusal at the moment of the reply keeps the reply from accepting",
        facts(attempt("sms", "found", "acknowledged 2022-06-05"), refusals=[refusal("2022-06-05")]),
        "not_effective",
    ),
    (
        "a consent withdrawn at the moment of the reply keeps it from accepting",
        facts(attempt("sms", "found", "acknowledged 2022-06-05"), consents=[consent(withdrawn_at=at("2022-06-05"))]),
        "not_effective",
    ),
    (
        "a reply at the moment asked about accepts",
        facts(attempt("sms", "found", "acknowledged 2022-06-05"), as_of=at("2022-06-05")),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "a reply by their agent accepts",
        facts(attempt("sms", "found", "acknowledged 2022-06-05 representative")),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "a rebuttal proved at the moment asked about is known",
        facts(
            attempt("sms", "found", "read 2022-06-03", rebuttals=[rebuttal("system_error", "2022-06-10")]),
            consents=CONSENT,
            as_of="2022-06-10T00:00:00+08:00",
        ),
        "not_effective",
    ),
    (
        "a signature of the other side at the moment asked about is there",
        facts(
            attempt("direct", None, "signed 2022-06-03"),
            paper={"kind": "mediation_document", "other_signatures": [at("2022-06-09")]},
            as_of=at("2022-06-09"),
        ),
        "effective 2022-06-09 signature",
    ),
    (
        "a consent of no use before one that counts",
        facts(ARRIVED, consents=[consent("2022-05-01", stages=["retrial"]), consent("2022-05-02")]),
        SERVED,
    ),
]


@all_rows(("sentence", "service", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_equal_moments(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


LATE = consent("2022-06-20")
WITHDRAWN = consent("2022-05-01", withdrawn_at=at("2022-06-01"))
OTHER_STAGE = consent(stages=["retrial"])
OTHER_PAPERS = consent(paper_kinds=["judgment"])

PRECEDENCE: list[tuple[str, Json, str]] = [
    ("refused", facts(ARRIVED, consents=[WITHDRAWN], refusals=[refusal("2022-05-10")]), "refused"),
    ("withdrawn", facts(ARRIVED, consents=[LATE, WITHDRAWN]), "consent_withdrawn"),
    ("came later", facts(ARRIVED, consents=[OTHER_STAGE, LATE]), "consent_came_later"),
    ("other stage", facts(ARRIVED, consents=[OTHER_PAPERS, OTHER_STAGE]), "consent_for_other_stage"),
    ("other papers", facts(ARRIVED, consents=[OTHER_PAPERS]), "consent_for_other_papers"),
    (
        "a ground unknown then before another stage",
        facts(
            attempt("sms", "confirmed", "arrived 2021-07-01"),
            consents=[consent("2021-01-01", stages=["retrial"]), consent("2021-01-01", "prior_agreement")],
        ),
        "consent_ground_unknown_then",
    ),
    (
        "came later before a ground unknown then",
        facts(
            attempt("sms", "confirmed", "arrived 2021-07-01"),
            consents=[consent("2021-01-01", "prior_agreement"), consent("2021-07-20")],
        ),
        "consent_came_later",
    ),
    (
        "want of consent before want of arrival",
        facts(attempt("sms", "confirmed", "read 2022-06-02", "failed 2022-06-01")),
        "no_consent",
    ),
    (
        "want of consent before an arrival taken back",
        facts(attempt("sms", "confirmed", "arrived 2022-06-01", "failed 2022-06-02", "read 2022-06-03")),
        "no_consent",
    ),
    ("refused at that very moment", facts(ARRIVED, refusals=[refusal("2022-06-02")]), "refused"),
    (
        "withdrawn at that very moment",
        facts(ARRIVED, consents=[consent(withdrawn_at=at("2022-06-02"))]),
        "consent_withdrawn",
    ),
    (
        "arrived and failed at the moment asked about",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "failed 2022-06-02"), as_of=at("2022-06-02")),
        "taken_back",
    ),
    ("failed without having arrived", facts(attempt("sms", "confirmed", "failed 2022-06-02")), "came_to_nothing"),
    (
        "failed, and arrived only after the moment asked about",
        facts(attempt("sms", "confirmed", "failed 2022-06-01", "arrived 2022-06-03"), consents=CONSENT, as_of=NOON),
        "came_to_nothing",
    ),
    ("read without consent", facts(attempt("sms", "found", "read 2022-06-03")), "read_without_consent"),
]


@all_rows(("sentence", "service", "code"), PRECEDENCE, ids=[row[0] for row in PRECEDENCE])
def test_the_reason_that_says_most_is_told(sentence: str, service: Json, code: str) -> None:
    summary(service)
    assert answer(service).findings[-1].code == code


def test_what_is_still_to_come_rests_on_the_rule_of_its_effect() -> None:
    rule = answer(facts(attempt("public_notice", None, "published 2022-06-20"))).findings[0].rule
    assert rule is not None
    assert rule.id == "cn.cpl2021.95.1"


def test_only_an_effect_deferred_by_working_days_depends_on_the_calendar() -> None:
    service = facts(attempt("direct", None, "signed 2028-06-02"), as_of="2028-07-01T00:00:00+08:00")
    assert "calendar_not_published" not in [finding.code for finding in answer(service).findings]


def test_a_hearing_at_the_moment_of_service_comes_after_it() -> None:
    service = facts(
        attempt("direct", None, "signed 2022-06-02"), case={"procedure": "simplified"}, hearing_at=at("2022-06-02")
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert guard.safe


def test_service_later_on_the_day_of_the_hearing_is_not_before_it() -> None:
    service = facts(
        attempt("direct", None, "signed 2022-06-02 10:00"),
        case={"procedure": "simplified"},
        hearing_at=at("2022-06-02", "09:00"),
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert not guard.safe


def test_the_reply_of_their_agent_is_proof_of_receipt() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03 representative"),
        case={"procedure": "simplified"},
        consents=CONSENT,
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert guard.safe


def test_proof_at_the_moment_asked_about_is_proof() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-02 12:00"),
        case={"procedure": "simplified"},
        consents=CONSENT,
        as_of=NOON,
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert guard.safe


def test_the_guard_follows_the_law_of_the_service_not_of_the_question() -> None:
    service = facts(
        attempt("direct", None, "signed 2023-12-02"),
        as_of="2024-03-01T00:00:00+08:00",
        hearing_at="2024-02-01T09:00:00+08:00",
    )
    guard = answer(service).default_judgment
    assert guard is not None
    rule = guard.findings[0].rule
    assert rule is not None
    assert rule.id == "cn.cpl2021.147"


def test_a_period_that_ends_in_a_published_year_but_moves_out_of_it_is_provisional() -> None:
    profile = profile_of("cn")
    calendar = replace(profile.calendar, rest=profile.calendar.rest | {date(2026, 12, 31)})
    deadline = count(date(2026, 12, 21), Length(days=10), replace(profile, calendar=calendar), {})
    assert (deadline.last_day, deadline.provisional) == (date(2027, 1, 4), True)


def test_refusals_speak_both_languages() -> None:
    with pytest.raises(FactsError) as unknown:
        decide(read_facts(facts(jurisdiction="atlantis")))
    assert (unknown.value.reason.sentence("en"), unknown.value.reason.sentence("zh")) == (
        "no rules for 'atlantis'; there are: at, cn, cn_arbitration, cn_reconsideration, es",
        "没有该法域的规则；现有：at、cn、cn_arbitration、cn_reconsideration、es",
    )
    for served, kind in ((date(1800, 1, 1), "answer"), (date(2022, 1, 1), "coffee"), (date(2010, 1, 1), "answer")):
        with pytest.raises(PeriodError) as refused:
            last_day(served, kind)
        assert refused.value.reason.sentence("en")
        assert refused.value.reason.sentence("zh")


def test_the_calculator_says_that_a_length_was_given() -> None:
    assert last_day(date(2022, 5, 9), Length(days=15)).reasons()[-1] == "期间长度系查询时指定。"
