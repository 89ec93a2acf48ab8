"""Where an attempt fails in several ways, the one that says most is told; and no order of the facts plays a part."""

from dataclasses import replace
from itertools import combinations

import pytest

from songda.core.law import read_facts
from songda.core.law.answer import service_for
from songda.core.law.applicable_rules import ApplicableRules, rules_for_attempt
from songda.core.law.attempt.effect import AttemptUnderRules, NoEffect, apply_effect_row, examine
from songda.core.law.decision import Standing
from songda.core.law.facts import AddressClass
from tests.core.law.given import Json, answer, at, attempt, consent, facts, rebuttal, refusal, summary
from tests.rows import all_rows

ARRIVED = attempt("sms", "confirmed", "arrived 2020-07-02")
INCAPABLE: Json = {"lacks_capacity": True}

# Wanting consents in the order in which they say most, each in a case of 2020, when only an express consent counted.
WANTING: dict[str, Json] = {
    "refused": {"refusals": [refusal("2020-05-01")]},
    "consent_by_another": {"consents": [consent("2020-06-01", by="opponent")]},
    "consent_withdrawn": {
        "consents": [
            consent("2020-06-02", by="representative", paper_kinds=["summons"], withdrawn_at=at("2020-07-02", "09:59"))
        ]
    },
    "consent_without_capacity": {"consents": [consent("2020-06-03")]},
    "consent_came_later": {"consents": [consent("2020-07-10", by="statutory_agent")]},
    "consent_ground_unknown_then": {"consents": [consent("2020-06-04", "own_pleading", by="representative")]},
    "consent_for_other_stage": {"consents": [consent("2020-06-05", stages=["retrial"])]},
    "consent_for_other_papers": {"consents": [consent("2020-06-06", paper_kinds=["judgment"])]},
}


def with_both(first: Json, second: Json) -> Json:
    """Facts in which both wanting consents are told."""
    merged = {key: [*first.get(key, []), *second.get(key, [])] for key in ("consents", "refusals")}  # type: ignore[misc]
    return facts(ARRIVED, recipient=INCAPABLE, **merged)


@all_rows("code", WANTING)
def test_a_consent_that_is_wanting_is_told_for_what_it_is(code: str) -> None:
    (finding,) = answer(with_both(WANTING[code], {})).findings
    assert finding.code == code


@all_rows(("more", "less"), [*combinations(WANTING, 2)])
def test_of_two_wanting_consents_the_one_that_says_most_is_told(more: str, less: str) -> None:
    for given in (with_both(WANTING[more], WANTING[less]), with_both(WANTING[less], WANTING[more])):
        (finding,) = answer(given).findings
        assert finding.code == more


@pytest.mark.parametrize("days", [("2020-05-01", "2020-06-01"), ("2020-06-01", "2020-05-01")])
def test_of_two_refusals_the_first_is_told(days: tuple[str, str]) -> None:
    (finding,) = answer(facts(ARRIVED, refusals=[refusal(day) for day in days])).findings
    assert str(dict(finding.values)["at"]) == "2020-05-01 10:00:00+08:00"


def test_a_withdrawal_after_the_service_is_not_what_was_wanting() -> None:
    later = consent("2020-07-10", by="representative", withdrawn_at=at("2020-07-20"))
    (finding,) = answer(facts(ARRIVED, consents=[later])).findings
    assert finding.code == "consent_came_later"


@pytest.mark.parametrize("names", [("express", "own_pleading"), ("own_pleading", "express")])
def test_of_two_consents_of_one_moment_the_same_is_named_in_whatever_order_they_are_told(
    names: tuple[str, str],
) -> None:
    given = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent(ground=name) for name in names])
    assert [finding.code for finding in answer(given).findings][1] == "consent_express"


@pytest.mark.parametrize("givers", [("recipient", "representative"), ("representative", "recipient")])
def test_nor_does_it_play_a_part_who_of_two_is_told_first(givers: tuple[str, str]) -> None:
    given = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent(by=by) for by in givers])
    assert "consent_given_by" not in [finding.code for finding in answer(given).findings]


@pytest.mark.parametrize("grounds", [("not_own_address", "system_error"), ("system_error", "not_own_address")])
def test_of_two_rebuttals_proved_at_one_moment_the_same_is_named(grounds: tuple[str, str]) -> None:
    proved = [rebuttal(ground, "2022-06-05") for ground in grounds]
    given = facts(attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=proved), consents=[consent()])
    (finding,) = answer(given).findings
    assert dict(finding.values)["rebuttal"] == "not_own_address"


FAILED: list[tuple[str, Json, str]] = [
    (
        "their agent's reading, which came after a clear no, says more than their own answer, which does not bind them",
        facts(
            attempt("sms", "found", "acknowledged 2022-06-05", "read 2022-06-03 statutory_agent"),
            recipient=INCAPABLE,
            refusals=[refusal("2022-06-01")],
        ),
        "refused",
    ),
    (
        "their own reading, which does not bind them, says more than a stranger's answer",
        facts(attempt("sms", "found", "acknowledged 2022-06-05 stranger", "read 2022-06-03"), recipient=INCAPABLE),
        "acts_through_statutory_agent",
    ),
    (
        "a bounce says more than their reading, which does not bind them",
        facts(
            attempt("email", "confirmed", "arrived 2022-06-02", "bounced 2022-06-03", "read 2022-06-02"),
            recipient=INCAPABLE,
            consents=[consent(by="statutory_agent")],
        ),
        "taken_back",
    ),
    (
        "a place that they used too long ago says more than a signature that does not bind them",
        facts(
            attempt(
                "mail",
                "found",
                "returned 2022-06-12",
                "signed 2022-06-10",
                address_source="civil_act",
                address_last_used_on="2020-01-01",
            ),
            recipient=INCAPABLE | {"address_withheld": [{"how": "refuses", "at": at("2022-05-01")}]},
        ),
        "address_used_too_long_ago",
    ),
    (
        "the rule that shuts out the agent is told where the agent acted, not the one that shuts out the recipient",
        facts(
            attempt("direct", None, "acknowledged 2022-06-05 representative"),
            recipient=INCAPABLE | {"domicile": "hk", "agent_excluded": True},
        ),
        "agent_may_not_receive",
    ),
]


@pytest.mark.parametrize(("sentence", "given", "code"), FAILED, ids=[row[0] for row in FAILED])
def test_of_two_failures_the_one_that_says_most_is_told(sentence: str, given: Json, code: str) -> None:
    assert summary(given) == "not_effective"
    (finding,) = answer(given).findings
    assert finding.code == code


def test_of_two_acts_of_a_stranger_that_of_the_earlier_rule_is_told() -> None:
    given = facts(attempt("sms", "found", "read 2022-06-03 stranger", "acknowledged 2022-06-05 stranger"))
    (finding,) = answer(given).findings
    assert (finding.code, dict(finding.values)["act"]) == ("done_by_another", "acknowledged")


def tried(given: Json) -> tuple[AttemptUnderRules, ApplicableRules]:
    """The one attempt that is told, with what the rules say of it."""
    read = read_facts(given)
    service = service_for(read)
    rules = rules_for_attempt(service, read.attempts[0], service.profile.regime_at(read.as_of))
    return AttemptUnderRules(read.attempts[0], read, rules), rules


def test_where_no_row_says_what_is_lacking_the_rule_itself_is_cited() -> None:
    each, rules = tried(facts(attempt("sms", "found", "acknowledged 2022-06-05 stranger")))
    row = rules.effects[0]
    for no_effect in (rules.no_effect, None):
        given = apply_effect_row(row, each._replace(rules=replace(rules, no_effect=no_effect)))
        assert isinstance(given, NoEffect)
        assert given.reason.rule == (no_effect or row).rule._replace(standing=Standing.DERIVED)


def test_where_no_row_says_what_is_lacking_the_class_of_the_address_is_asked_for_only_if_it_matters() -> None:
    each, rules = tried(facts(attempt("direct", None)))
    assert examine(each._replace(rules=replace(rules, no_effect=None))).code == "nothing_counts"  # type: ignore[union-attr]
    without = replace(rules, no_effect=None, effects=())
    assert examine(each._replace(rules=without)).code == "address_class_not_told"  # type: ignore[union-attr]
    given = replace(without, attempt_kind=rules.attempt_kind._replace(address_class=AddressClass.FOUND))
    assert examine(each._replace(rules=given)).code == "nothing_counts"  # type: ignore[union-attr]
