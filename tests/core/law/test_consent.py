"""Consent: its grounds, its scope, refusal, withdrawal, conduct; reading alone is none."""

from dataclasses import replace

from songda.core.law import read_facts
from songda.core.law.answer import service_for
from songda.core.law.applicable_rules import rules_for_attempt
from songda.core.law.attempt.consent import conduct_basis
from songda.core.law.facts import ConsentGround
from tests.core.law.given import Json, answer, at, attempt, consent, facts, refusal, rule_ids, summary
from tests.rows import all_rows

ARRIVED = attempt("sms", "confirmed", "arrived 2022-06-02")
SERVED = "effective 2022-06-02 arrival"

ROWS: list[tuple[str, str, Json, str]] = [
    ("they agreed expressly", "cn.olr.29.2.1", facts(ARRIVED, consents=[consent()]), SERVED),
    (
        "they agreed before the suit",
        "cn.olr.29.2.2",
        facts(ARRIVED, consents=[consent("2021-01-01", "prior_agreement")]),
        SERVED,
    ),
    (
        "their own pleading gives the address for service",
        "cn.olr.29.2.3",
        facts(ARRIVED, consents=[consent(ground="own_pleading")]),
        SERVED,
    ),
    (
        "they had accepted an earlier electronic service by taking part",
        "cn.olr.29.2.4",
        facts(ARRIVED, consents=[consent(ground="accepted_by_conduct")]),
        SERVED,
    ),
    (
        "acceptance by conduct is no consent after a clear no",
        "refused",
        facts(ARRIVED, consents=[consent(ground="accepted_by_conduct")], refusals=[refusal("2022-05-01")]),
        "not_effective",
    ),
    (
        "an express consent overcomes an earlier no",
        "cn.olr.29.2.1",
        facts(ARRIVED, consents=[consent()], refusals=[refusal("2022-05-01")]),
        SERVED,
    ),
    (
        "a later no ends the consent for what comes after it",
        "refused",
        facts(ARRIVED, consents=[consent("2022-05-01")], refusals=[refusal("2022-06-01")]),
        "not_effective",
    ),
    (
        "a no after the service leaves it standing",
        "cn.olr.29.2.1",
        facts(ARRIVED, consents=[consent()], refusals=[refusal("2022-06-03")]),
        SERVED,
    ),
    ("nobody asked them", "no_consent", facts(ARRIVED), "not_effective"),
    (
        "a no that came only later is not the reason",
        "no_consent",
        facts(ARRIVED, refusals=[refusal("2022-06-20")]),
        "not_effective",
    ),
    (
        "the consent was withdrawn before",
        "consent_withdrawn",
        facts(ARRIVED, consents=[consent("2022-05-01", withdrawn_at=at("2022-06-01"))]),
        "not_effective",
    ),
    (
        "a withdrawal after the service leaves it standing",
        "cn.olr.29.2.1",
        facts(ARRIVED, consents=[consent("2022-05-01", withdrawn_at=at("2022-06-03"))]),
        SERVED,
    ),
    (
        "a consent given days later does not reach back",
        "consent_came_later",
        facts(ARRIVED, consents=[consent("2022-06-03")]),
        "not_effective",
    ),
    (
        "a consent for other papers does not cover the summons",
        "consent_for_other_papers",
        facts(ARRIVED, consents=[consent(paper_kinds=["evidence_material"])]),
        "not_effective",
    ),
    (
        "a consent that names the summons covers it",
        "cn.olr.29.2.1",
        facts(ARRIVED, consents=[consent(paper_kinds=["summons"])]),
        SERVED,
    ),
    (
        "a consent for all stages covers this one",
        "cn.olr.29.2.1",
        facts(ARRIVED, consents=[consent(stages=["*"])]),
        SERVED,
    ),
    (
        "a consent to no stage at all covers nothing",
        "consent_for_other_stage",
        facts(ARRIVED, consents=[consent(stages=[])]),
        "not_effective",
    ),
    (
        "reading alone is no consent: the judge must find",
        "cn.olr.31.2.2",
        facts(attempt("sms", "found", "read 2022-06-03")),
        "awaiting_judge",
    ),
    (
        "reading after a clear no is nothing at all",
        "refused",
        facts(attempt("sms", "found", "read 2022-06-03"), refusals=[refusal("2022-06-01")]),
        "not_effective",
    ),
    (
        "replying to a service at a confirmed address accepts it from its arrival on",
        "cn.olr.29.2.4",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-05")),
        SERVED,
    ),
    (
        "acting on its content accepts it too",
        "cn.olr.29.2.4",
        facts(attempt("sms", "found", "acted 2022-06-05")),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "a reply after a withdrawn consent does not accept",
        "consent_withdrawn",
        facts(
            attempt("sms", "found", "acknowledged 2022-06-05"),
            consents=[consent("2022-05-01", withdrawn_at=at("2022-06-01"))],
        ),
        "not_effective",
    ),
    (
        "a consent withdrawn for another stage leaves the reply standing",
        "cn.olr.29.2.4",
        facts(
            attempt("sms", "found", "acknowledged 2022-06-05"),
            consents=[consent("2022-05-01", stages=["retrial"], withdrawn_at=at("2022-06-01"))],
        ),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "a stranger's reply accepts nothing",
        "done_by_another",
        facts(attempt("sms", "found", "acknowledged 2022-06-05 stranger")),
        "not_effective",
    ),
    (
        "a reply that will come after the moment asked about has not accepted anything yet",
        "no_consent",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-05"), as_of=at("2022-06-04")),
        "not_effective",
    ),
    (
        "a stranger's reply does not accept what arrived at the recipient's own address either",
        "no_consent",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-05 stranger")),
        "not_effective",
    ),
    (
        "their first reply has accepted it, and a no before their second one takes nothing back",
        "cn.olr.29.2.4",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-05", "acknowledged 2022-06-08"),
            refusals=[refusal("2022-06-07")],
        ),
        SERVED,
    ),
    (
        "a consent that they gave and took back only after their reply is no clear no before it",
        "cn.olr.29.2.4",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-05"),
            consents=[consent("2022-06-07", withdrawn_at=at("2022-06-10"))],
        ),
        SERVED,
    ),
    (
        "a consent taken back on the day of the service, but before it, was not there any more",
        "consent_withdrawn",
        facts(ARRIVED, consents=[consent("2022-06-02", withdrawn_at=at("2022-06-02", "09:30"))]),
        "not_effective",
    ),
    (
        "simple means in simplified procedure do not wait for consent",
        "cn.cpl2021.162",
        facts(ARRIVED, case={"procedure": "simplified"}),
        SERVED,
    ),
    (
        "but they are not forced on them who said no",
        "refused",
        facts(ARRIVED, case={"procedure": "simplified"}, refusals=[refusal("2022-06-01")]),
        "not_effective",
    ),
    (
        "a judgment in simplified procedure still needs consent",
        "no_consent",
        facts(ARRIVED, case={"procedure": "simplified"}, paper={"kind": "judgment"}),
        "not_effective",
    ),
    *[
        (
            f"simple means at an address that was only found need consent in {branch} cases",
            "read_without_consent",
            facts(attempt("sms", "found", "read 2022-06-02"), case={"branch": branch, "procedure": "simplified"}),
            "awaiting_judge",
        )
        for branch in ("civil", "administrative")
    ],
    (
        "simplified administrative procedure has its own simple means",
        "cn.apli.103.1",
        facts(ARRIVED, case={"branch": "administrative", "procedure": "simplified"}),
        SERVED,
    ),
]


@all_rows(("sentence", "rests_on", "given", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_consent(sentence: str, rests_on: str, given: Json, expected: str) -> None:
    decision = answer(given)
    assert summary(given) == expected
    assert rests_on in [*rule_ids(given), *(finding.code for finding in decision.findings)]


def test_a_consent_given_later_on_the_same_day_counts_from_its_own_moment() -> None:
    given = facts(ARRIVED, consents=[consent(at=at("2022-06-02", "16:30"))])
    assert answer(given).to_json()["effective_at"] == at("2022-06-02", "16:30")


def test_of_several_consents_the_earliest_is_named() -> None:
    given = facts(
        ARRIVED, consents=[consent("2022-05-20"), consent("2022-05-01", "own_pleading"), consent("2022-06-30")]
    )
    assert "cn.olr.29.2.3" in rule_ids(given)


def test_the_order_of_consents_plays_no_part() -> None:
    given = facts(ARRIVED, consents=[consent("2022-05-01", "own_pleading"), consent("2022-05-20")])
    assert "cn.olr.29.2.3" in rule_ids(given)


def test_where_no_rule_reads_consent_from_conduct_there_is_none() -> None:
    read = read_facts(facts(attempt("sms", "found", "acknowledged 2022-06-05")))
    service = service_for(read)
    rules = rules_for_attempt(service, read.attempts[0], service.profile.regime_at(read.as_of))
    assert conduct_basis(rules, read, read.attempts[0]) is not None
    assert conduct_basis(replace(rules, conduct=None), read, read.attempts[0]) is None


AGREED: list[tuple[str, Json, str | None, str | None]] = [
    *[
        (f"they agreed: {ground}", facts(ARRIVED, consents=[consent(ground=ground)]), ground, at("2022-06-01", "09:00"))
        for ground in ConsentGround
    ],
    (
        "by their reply, when they gave it",
        facts(attempt("sms", "found", "acknowledged 2022-06-05")),
        "accepted_by_conduct",
        at("2022-06-05"),
    ),
    ("the way asks for none", facts(attempt("direct", None, "signed 2022-06-05"), consents=[consent()]), None, None),
    ("a rule does without", facts(ARRIVED, case={"procedure": "simplified"}), None, None),
    ("it is not served", facts(ARRIVED), None, None),
]


@all_rows(("sentence", "given", "ground", "since"), AGREED, ids=[row[0] for row in AGREED])
def test_the_agreement_that_a_service_rests_on(
    sentence: str, given: Json, ground: str | None, since: str | None
) -> None:
    agreement = answer(given).agreement
    found = (agreement.ground, agreement.at.isoformat()) if agreement is not None else (None, None)
    assert found == (ground, since), sentence


def test_the_refusal_is_named_before_any_other_reason() -> None:
    given = facts(ARRIVED, consents=[consent(stages=["retrial"])], refusals=[refusal("2022-05-01")])
    assert [finding.code for finding in answer(given).findings] == ["refused"]


WANTING: list[tuple[str, Json, str, str]] = [
    ("nobody asked them", facts(ARRIVED), "no_consent", "cn.cpl2021.90.1"),
    ("they refused", facts(ARRIVED, refusals=[refusal("2022-05-01")]), "refused", "cn.olr.2.0.2"),
    (
        "another stage",
        facts(ARRIVED, consents=[consent(stages=["retrial"])]),
        "consent_for_other_stage",
        "cn.olr.4.2.4",
    ),
    (
        "other papers",
        facts(ARRIVED, consents=[consent(paper_kinds=["judgment"])]),
        "consent_for_other_papers",
        "cn.olr.4.2.4",
    ),
    (
        "withdrawn",
        facts(ARRIVED, consents=[consent("2022-05-01", withdrawn_at=at("2022-06-01"))]),
        "consent_withdrawn",
        "cn.olr.5.2",
    ),
    ("too late", facts(ARRIVED, consents=[consent("2022-06-10")]), "consent_came_later", "cn.cpl2021.90.1"),
    (
        "refused in 2020",
        facts(attempt("sms", "confirmed", "arrived 2020-07-01"), refusals=[refusal("2020-05-01")]),
        "refused",
        "cn.cpl2017.87.1",
    ),
    (
        "nobody asked them in 2024",
        facts(attempt("sms", "confirmed", "arrived 2024-07-01"), as_of="2024-08-01T00:00:00+08:00"),
        "no_consent",
        "cn.cpl2023.90.1",
    ),
    (
        "too late in 2020",
        facts(attempt("sms", "confirmed", "arrived 2020-07-01"), consents=[consent("2020-07-10")]),
        "consent_came_later",
        "cn.cpl2017.87.1",
    ),
    (
        "too late in 2024",
        facts(
            attempt("sms", "confirmed", "arrived 2024-07-01"),
            as_of="2024-08-01T00:00:00+08:00",
            consents=[consent("2024-07-10")],
        ),
        "consent_came_later",
        "cn.cpl2023.90.1",
    ),
]


@all_rows(("sentence", "given", "code", "article"), WANTING, ids=[row[0] for row in WANTING])
def test_wanting_consent_is_told_with_its_article(sentence: str, given: Json, code: str, article: str) -> None:
    (finding,) = answer(given).findings
    assert finding.rule is not None
    assert (finding.code, finding.rule.id) == (code, article)
