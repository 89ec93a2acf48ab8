"""What the recipient proves against an attempt, and what becomes of it."""

import pytest

from tests.core.law.given import Json, answer, attempt, consent, facts, rebuttal, rule_ids, summary
from tests.rows import all_rows

CONSENT = [consent()]

REBUTTED: list[tuple[str, Json, str]] = [
    *[
        (
            f"a presumption falls with {ground}",
            facts(
                attempt("sms", "found", "read 2022-06-03", rebuttals=[rebuttal(ground, "2022-06-10")]), consents=CONSENT
            ),
            "not_effective",
        )
        for ground in ("system_error", "not_own_address", "not_read_by_recipient")
    ],
    (
        "a rejected rebuttal changes nothing",
        facts(
            attempt("sms", "found", "read 2022-06-03", rebuttals=[rebuttal("system_error", "2022-06-10", "rejected")]),
            consents=CONSENT,
        ),
        "presumed 2022-06-03 receipt_presumed",
    ),
    (
        "a pending rebuttal changes nothing yet",
        facts(
            attempt("sms", "found", "read 2022-06-03", rebuttals=[rebuttal("system_error", "2022-06-10", "pending")]),
            consents=CONSENT,
        ),
        "presumed 2022-06-03 receipt_presumed",
    ),
    (
        "a rebuttal proved after the moment asked about is not known",
        facts(
            attempt("sms", "found", "read 2022-06-03", rebuttals=[rebuttal("system_error", "2022-07-10")]),
            consents=CONSENT,
        ),
        "presumed 2022-06-03 receipt_presumed",
    ),
    (
        "the other attempt takes over when the first is rebutted",
        facts(
            attempt("sms", "found", "read 2022-06-03", id="a1", rebuttals=[rebuttal("system_error", "2022-06-10")]),
            attempt("email", "confirmed", "arrived 2022-06-04", id="a2"),
            consents=CONSENT,
        ),
        "effective 2022-06-04 arrival",
    ),
    (
        "a proved arrival counts where it was earlier too",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-04", rebuttals=[rebuttal("other_arrival_date", "2022-06-02")]),
            consents=CONSENT,
        ),
        "effective 2022-06-02 arrival",
    ),
    (
        "a proved arrival before anything was agreed is no service",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("other_arrival_date", "2022-05-20")]),
            consents=CONSENT,
        ),
        "not_effective",
    ),
    (
        "a proved arrival that lies after the moment asked about has not come",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("other_arrival_date", "2022-07-20")]),
            consents=CONSENT,
        ),
        "not_effective",
    ),
    (
        "of two proved arrivals the later one counts",
        facts(
            attempt(
                "sms",
                "confirmed",
                "arrived 2022-06-02",
                rebuttals=[rebuttal("other_arrival_date", "2022-06-06"), rebuttal("other_arrival_date", "2022-06-04")],
            ),
            consents=CONSENT,
        ),
        "effective 2022-06-06 arrival",
    ),
    (
        "a proved arrival before the consent was given does not save the service",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("other_arrival_date", "2022-06-04")]),
            consents=[consent("2022-06-03")],
        ),
        "not_effective",
    ),
    (
        "a consent withdrawn before the proved arrival does not carry it",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("other_arrival_date", "2022-06-04")]),
            consents=[consent("2022-06-01", withdrawn_at="2022-06-03T00:00:00+08:00")],
        ),
        "not_effective",
    ),
    (
        "before the rules a system error removed the attempt as well",
        facts(
            attempt("sms", "confirmed", "arrived 2021-07-02", rebuttals=[rebuttal("system_error", "2021-07-10")]),
            consents=[consent("2021-01-01")],
        ),
        "not_effective",
    ),
]


@all_rows(("sentence", "service", "expected"), REBUTTED, ids=[row[0] for row in REBUTTED])
def test_rebuttals(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


@pytest.mark.parametrize(("ruling", "code"), [("pending", "rebuttal_pending"), ("rejected", "rebuttal_rejected")])
def test_an_undecided_or_rejected_rebuttal_is_told(ruling: str, code: str) -> None:
    service = facts(
        attempt("sms", "found", "read 2022-06-03", rebuttals=[rebuttal("system_error", "2022-06-10", ruling)]),
        consents=CONSENT,
    )
    summary(service)
    assert code in [finding.code for finding in answer(service).findings]


def test_only_a_proof_that_moves_the_arrival_is_told_as_moving_it() -> None:
    earlier = [rebuttal("other_arrival_date", "2022-05-20")]
    service = facts(attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=earlier), consents=CONSENT)
    assert "rebuttal_moves" not in [finding.code for finding in answer(service).findings]


def test_a_proved_arrival_is_told_with_its_article() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("other_arrival_date", "2022-06-04")]),
        consents=CONSENT,
    )
    summary(service)
    assert "cn.cpli.135.2" in rule_ids(service)
    assert "2022年6月4日00:00" in "".join(answer(service).reasons())


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_accepted_rebuttals_the_one_proved_first_is_named(turn: int) -> None:
    both = [rebuttal("not_own_address", "2022-06-12"), rebuttal("system_error", "2022-06-10")][::turn]
    service = facts(attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=both), consents=CONSENT)
    assert "系统错误" in "".join(answer(service).to_json()["reasons"])


@pytest.mark.parametrize("turn", [1, -1])
def test_an_objection_that_awaits_the_judge_without_proof_does_not_hide_one_that_was_accepted(turn: int) -> None:
    waiting: Json = {"ground": "not_own_address", "proved_at": None, "ruling": "pending"}
    both = [rebuttal("system_error", "2022-06-10"), waiting][::turn]
    service = facts(attempt("sms", "found", "read 2022-06-03", rebuttals=both), consents=CONSENT)
    assert answer(service).status == "not_effective"
