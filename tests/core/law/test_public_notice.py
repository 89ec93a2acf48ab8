"""Public notice: how long it runs, and where it is closed. What it needs before it: test_ladder.py."""

import pytest

from tests.core.law.given import Json, answer, attempt, facts, rule_ids, summary
from tests.rows import all_rows

MEDIATION = {"kind": "mediation_document"}

NOTICE: list[tuple[str, str, Json, str]] = [
    (
        "thirty days since 2022",
        "cn.cpl2021.95.1",
        facts(attempt("public_notice", None, "published 2022-01-01")),
        "effective 2022-01-31 public_notice",
    ),
    (
        "a notice begun before 2022 keeps its sixty days",
        "cn.cpl2017.92.1",
        facts(attempt("public_notice", None, "published 2021-12-31")),
        "effective 2022-03-01 public_notice",
    ),
    (
        "the last publication counts",
        "cn.cpl2021.95.1",
        facts(attempt("public_notice", None, "published 2022-03-01", "published 2022-03-10")),
        "effective 2022-04-09 public_notice",
    ),
    (
        "published before 2022 and once more after: the last is its day, and thirty days run from it",
        "cn.cpl2021.95.1",
        facts(attempt("public_notice", None, "published 2021-12-28", "published 2022-01-05")),
        "effective 2022-02-04 public_notice",
    ),
    (
        "the last publication counts before 2022 too",
        "cn.cpl2017.92.1",
        facts(attempt("public_notice", None, "published 2021-11-01", "published 2021-11-10")),
        "effective 2022-01-09 public_notice",
    ),
    (
        "the last publication counts abroad until 2023",
        "cn.cpl2021.274.0.8",
        facts(
            attempt("public_notice", None, "published 2022-03-01", "published 2022-03-15"), recipient={"domicile": "sg"}
        ),
        "effective 2022-06-15 public_notice",
    ),
    (
        "the last publication counts abroad since 2024",
        "cn.cpl2023.283.2",
        facts(
            attempt("public_notice", None, "published 2024-01-01", "published 2024-01-10"),
            as_of="2024-07-01T00:00:00+08:00",
            recipient={"domicile": "sg"},
        ),
        "effective 2024-03-10 public_notice",
    ),
    (
        "the last publication counts in Hong Kong and Macau",
        "cn.hkmo.9",
        facts(
            attempt("public_notice", None, "published 2022-03-01", "published 2022-03-15"), recipient={"domicile": "hk"}
        ),
        "effective 2022-06-15 public_notice",
    ),
    (
        "it has not run yet",
        "not_yet",
        facts(attempt("public_notice", None, "published 2022-06-02")),
        "not_effective",
    ),
    (
        "it runs to the end of its last day",
        "not_yet",
        facts(attempt("public_notice", None, "published 2022-06-01"), as_of="2022-07-01T12:00:00+08:00"),
        "not_effective",
    ),
    (
        "it has not been published",
        "notice_not_published",
        facts(attempt("public_notice", None, "sent 2022-06-02")),
        "not_effective",
    ),
    (
        "abroad three months until 2023",
        "cn.cpl2021.274.0.8",
        facts(attempt("public_notice", None, "published 2022-03-15"), recipient={"domicile": "sg"}),
        "effective 2022-06-15 public_notice",
    ),
    (
        "abroad sixty days since 2024",
        "cn.cpl2023.283.2",
        facts(
            attempt("public_notice", None, "published 2024-01-01"),
            as_of="2024-07-01T00:00:00+08:00",
            recipient={"domicile": "sg"},
        ),
        "effective 2024-03-01 public_notice",
    ),
    (
        "in Hong Kong three months",
        "cn.hkmo.9",
        facts(attempt("public_notice", None, "published 2022-03-15"), recipient={"domicile": "hk"}),
        "effective 2022-06-15 public_notice",
    ),
    (
        "small claims are simplified procedure",
        "cn.cpli2015.140",
        facts(attempt("public_notice", None, "published 2022-03-15"), case={"procedure": "small_claims"}),
        "not_allowed",
    ),
    (
        "an internet court may publish in a simple case",
        "cn.icr.18",
        facts(
            attempt("public_notice", None, "published 2022-03-15"),
            case={"procedure": "simplified", "internet_court": True},
        ),
        "effective 2022-04-14 public_notice",
    ),
    (
        "a payment order must reach the debtor",
        "cn.cpli2015.429.1.5",
        facts(attempt("public_notice", None, "published 2022-03-15"), paper={"kind": "payment_order"}),
        "not_allowed",
    ),
    (
        "the whole payment procedure knows no notice",
        "cn.cpli2015.429.1.5",
        facts(attempt("public_notice", None, "published 2022-03-15"), case={"procedure": "payment_order"}),
        "not_allowed",
    ),
    (
        "a mediation document is not published",
        "cn.cpli2015.133",
        facts(attempt("public_notice", None, "published 2022-03-15"), paper=MEDIATION),
        "not_allowed",
    ),
]


@all_rows(("sentence", "rests_on", "service", "expected"), NOTICE, ids=[row[0] for row in NOTICE])
def test_public_notice(sentence: str, rests_on: str, service: Json, expected: str) -> None:
    assert summary(service) == expected
    assert rests_on in [*rule_ids(service), *(finding.code for finding in answer(service).findings)]


@pytest.mark.parametrize(("year", "article"), [(2020, "cpl2017.92.1"), (2022, "cpl2021.95.1"), (2024, "cpl2023.95.1")])
def test_the_ladder_is_asked_for_by_the_law_of_the_time(year: int, article: str) -> None:
    service = facts(attempt("public_notice", None, f"published {year}-03-01"), as_of=f"{year}-12-31T00:00:00+08:00")
    said = {finding.code: finding.rule for finding in answer(service).findings}
    rule = said["notice_without_ladder"]
    assert rule is not None
    assert rule.id == f"cn.{article}"


def test_the_time_for_evidence_begins_on_the_day_after_the_notice_has_run() -> None:
    """Provisions on Evidence, art. 55(5)."""
    service = facts(
        attempt("public_notice", None, "published 2022-03-01"),
        paper={"kind": "evidence_notice", "days_set_in_paper": 15},
    )
    assert summary(service) == "effective 2022-03-31 public_notice"
    (period,) = answer(service).periods
    assert (period.kind, str(period.last_day)) == ("evidence", "2022-04-15")


def test_a_notice_has_run_at_the_end_of_its_last_day() -> None:
    service = facts(attempt("public_notice", None, "published 2022-03-01"))
    assert answer(service).to_json()["effective_at"] == "2022-03-31T23:59:59+08:00"
