"""What the judge finds of an attempt, and what becomes of it; a finding heals nothing that is wanting."""

from dataclasses import replace

import pytest

from songda.core.law import Status, decide, read_facts
from tests.core.law.given import (
    OTHER_HASH,
    Json,
    answer,
    attempt,
    consent,
    facts,
    rebuttal,
    refusal,
    rule_ids,
    ruling,
    summary,
)
from tests.rows import all_rows

CONSENT = [consent()]
COUNTS = [ruling("2022-06-10", counts=True)]
COUNTS_NOT = [ruling("2022-06-10", counts=False)]


def read(*events: str, **changes: object) -> Json:
    """A message to a found number that was read on the third, with what the judge found of it."""
    return attempt("sms", "found", "read 2022-06-03", *events, **changes)


ROWS: list[tuple[str, Json, str]] = [
    (
        "a presumption that the judge confirms is effective on its own day",
        facts(read(rulings=COUNTS), consents=CONSENT),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "reading without consent, which awaited the judge, is service once they have found so",
        facts(read(rulings=COUNTS)),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "a finding after the moment asked about is not known",
        facts(read(rulings=[ruling("2022-07-10", counts=True)])),
        "awaiting_judge",
    ),
    (
        "a finding at the moment asked about is known",
        facts(read(rulings=COUNTS), as_of="2022-06-10T10:00:00+08:00"),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "so is one that says no",
        facts(read(rulings=COUNTS_NOT), as_of="2022-06-10T10:00:00+08:00"),
        "not_effective",
    ),
    (
        "a finding at the very moment of the reading speaks of it",
        facts(read(rulings=[ruling("2022-06-03", counts=True)])),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "a finding before the reading does not speak of it",
        facts(read("sent 2022-06-01", rulings=[ruling("2022-06-02", counts=True)])),
        "awaiting_judge",
    ),
    (
        "the finding that it does not count takes a certain effect away",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", rulings=COUNTS_NOT), consents=CONSENT),
        "not_effective",
    ),
    (
        "and leaves nothing for the judge to find",
        facts(read(rulings=COUNTS_NOT)),
        "not_effective",
    ),
    (
        "and a signature in hand falls as well",
        facts(attempt("direct", None, "signed 2022-06-02", rulings=COUNTS_NOT)),
        "not_effective",
    ),
    (
        "and a paper of a criminal case too",
        facts(attempt("direct", None, "signed 2022-06-02", rulings=COUNTS_NOT), case={"branch": "criminal"}),
        "not_effective",
    ),
    (
        "another attempt takes over when the judge strikes the first one out",
        facts(
            read(id="a1", rulings=COUNTS_NOT),
            attempt("email", "confirmed", "arrived 2022-06-04", id="a2"),
            consents=CONSENT,
        ),
        "effective 2022-06-04 arrival",
    ),
    (
        "the newest finding stands: no after yes",
        facts(read(rulings=[*COUNTS, ruling("2022-06-12", counts=False)])),
        "not_effective",
    ),
    (
        "the newest finding stands: yes after no",
        facts(read(rulings=[ruling("2022-06-12", counts=True), *COUNTS_NOT])),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "a no that is not known yet leaves the yes before it",
        facts(read(rulings=[*COUNTS, ruling("2022-07-12", counts=False)])),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "a no that has been overtaken confirms nothing that came between",
        facts(
            read(
                "acknowledged 2022-06-05",
                rulings=[ruling("2022-06-04", counts=True), COUNTS_NOT[0], ruling("2022-06-12", counts=True)],
            )
        ),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "a reply that came before the finding gives its own day: there was nothing left to confirm",
        facts(read("acknowledged 2022-06-05", rulings=COUNTS), consents=CONSENT),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "a reply that came after the finding does not move the day that was found",
        facts(read("acknowledged 2022-06-12", rulings=COUNTS), consents=CONSENT),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "a finding repeated after a reply does not move it either",
        facts(read("acknowledged 2022-06-12", rulings=[*COUNTS, ruling("2022-06-15", counts=True)]), consents=CONSENT),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "a finding that was made too early and again in time holds from the second on",
        facts(read("sent 2022-06-01", rulings=[ruling("2022-06-02", counts=True), *COUNTS])),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "abroad, a report of reading that was found to be service",
        facts(read(rulings=COUNTS), recipient={"domicile": "sg"}),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "abroad, three months without the return: found, served on the day they ended",
        facts(
            attempt("mail", "found", "sent 2022-03-03", rulings=[ruling("2022-06-10", counts=True)]),
            recipient={"domicile": "sg"},
        ),
        "effective 2022-06-03 deemed",
    ),
    (
        "abroad, before the three months have run the judge can find nothing",
        facts(
            attempt("mail", "found", "sent 2022-03-03", rulings=[ruling("2022-05-10", counts=True)]),
            recipient={"domicile": "sg"},
        ),
        "awaiting_judge",
    ),
    (
        "in Hong Kong, a report of reading that was found to be service",
        facts(read(rulings=COUNTS), recipient={"domicile": "hk"}),
        "effective 2022-06-03 receipt_presumed",
    ),
    (
        "an internet court before the rules",
        facts(
            attempt("sms", "found", "read 2021-06-03", rulings=[ruling("2021-06-10", counts=True)]),
            case={"internet_court": True},
        ),
        "effective 2021-06-03 receipt_presumed",
    ),
]


@all_rows(("sentence", "service", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_rulings(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


HEALS_NOTHING: list[tuple[str, Json, str]] = [
    ("a closed way", facts(read(rulings=COUNTS), recipient={"offline": True}), "not_allowed"),
    ("no event", facts(attempt("sms", "found", "arrived 2022-06-03", rulings=COUNTS), consents=CONSENT), ""),
    ("a clear no before it", facts(read(rulings=COUNTS), refusals=[refusal("2022-06-01")]), ""),
    (
        "consent withdrawn",
        facts(read(rulings=COUNTS), consents=[consent(withdrawn_at="2022-06-02T00:00:00+08:00")]),
        "",
    ),
    ("another content", facts(read(paper_sha256=OTHER_HASH, rulings=COUNTS), consents=CONSENT), ""),
    ("an address of nobody known", facts(attempt("sms", "unknown", "read 2022-06-03", rulings=COUNTS)), ""),
    ("the opponent's number", facts(read(to="opponent", rulings=COUNTS), consents=CONSENT), ""),
    (
        "arrival taken back",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "bounced 2022-06-03", rulings=COUNTS), consents=CONSENT
        ),
        "",
    ),
    (
        "an accepted rebuttal, even if the finding came later",
        facts(read(rebuttals=[rebuttal("system_error", "2022-06-05")], rulings=COUNTS), consents=CONSENT),
        "",
    ),
    (
        "an accepted rebuttal after it",
        facts(read(rebuttals=[rebuttal("not_own_address", "2022-06-20")], rulings=COUNTS), consents=CONSENT),
        "",
    ),
    ("a mediation document that was only read", facts(read(rulings=COUNTS), paper={"kind": "mediation_document"}), ""),
]


@all_rows(("sentence", "service", "status"), HEALS_NOTHING, ids=[row[0] for row in HEALS_NOTHING])
def test_a_finding_never_heals(sentence: str, service: Json, status: str) -> None:
    assert summary(service) == (status or "not_effective")
    assert answer(service).findings[-1].code == "ruling_heals_nothing"


def test_a_proved_arrival_moves_what_the_judge_had_found() -> None:
    moved = rebuttal("other_arrival_date", "2022-06-08")
    service = facts(read(rebuttals=[moved], rulings=COUNTS), consents=[consent()])
    assert summary(service) == "effective 2022-06-08 receipt_presumed"
    service = facts(
        read(rebuttals=[moved | {"proved_at": "2022-06-12T00:00:00+08:00"}], rulings=COUNTS), consents=CONSENT
    )
    assert summary(service) == "presumed 2022-06-12 receipt_presumed"
    assert answer(service).findings[-1].code == "ruling_came_before"


def test_the_finding_is_told_with_its_day_and_its_rule() -> None:
    service = facts(read(rulings=COUNTS))
    assert rule_ids(service) == ["cn.olr.31.2.2", "cn.cpl2021.90.1", "cn.olr.31.2"]
    zh, en = answer(service).reasons(), answer(service).reasons("en")
    assert zh[-1] == (
        "法官于2022年6月10日认定该次送达有效；认定的是已经发生的送达，送达日期不因认定而改变。"
        "（依据：人民法院在线诉讼规则 第三十一条第二款〔由条文推导〕）"
    )
    assert "The judge found on 2022-06-10 that this service counts" in en[-1]
    assert "没有受送达人同意电子送达的依据" in zh[-2]
    assert not answer(service).rebuttable


def test_what_was_struck_out_is_told_with_its_day_and_its_rule() -> None:
    service = facts(read(rulings=COUNTS_NOT))
    assert rule_ids(service) == ["cn.cpl2021.67.3"]
    assert answer(service).reasons() == (
        "法官于2022年6月10日认定该次送达不产生送达效力，不予计入。"
        "（依据：中华人民共和国民事诉讼法（2021年修正） 第六十七条第三款〔由条文推导〕）",
    )


@pytest.mark.parametrize(
    ("service", "rule"),
    [
        (facts(read(rulings=COUNTS), recipient={"domicile": "sg"}), "cn.cpl2021.274.0.7"),
        (
            facts(attempt("mail", "found", "sent 2022-03-03", rulings=COUNTS), recipient={"domicile": "sg"}),
            "cn.cpl2021.274.0.6",
        ),
        (facts(read(rulings=COUNTS), recipient={"domicile": "mo"}), "cn.hkmo.12.0.3"),
        (
            facts(
                attempt("sms", "found", "read 2021-06-03", rulings=[ruling("2021-06-10", counts=True)]),
                case={"internet_court": True},
            ),
            "cn.icr.17.2",
        ),
        (
            facts(attempt("direct", None, "signed 2022-06-02", rulings=COUNTS_NOT), case={"branch": "criminal"}),
            "cn.crpl.50.3",
        ),
    ],
)
def test_a_finding_rests_on_the_rule_of_its_case(service: Json, rule: str) -> None:
    summary(service)
    assert answer(service).findings[-1].rule is not None
    assert answer(service).findings[-1].rule.id == rule


def test_a_finding_on_what_was_certain_already_says_nothing_more() -> None:
    plain = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT)
    service = facts(attempt("sms", "confirmed", "arrived 2022-06-02", rulings=COUNTS), consents=CONSENT)
    assert answer(service).to_json() == answer(plain).to_json()


@pytest.mark.parametrize("order", [1, -1])
def test_a_finding_that_is_repeated_is_told_with_the_day_on_which_it_was_made_first(order: int) -> None:
    both = [*COUNTS, ruling("2022-06-15", counts=True)][::order]
    assert answer(facts(read(rulings=both))).to_json() == answer(facts(read(rulings=COUNTS))).to_json()


def test_a_finding_on_another_attempt_is_told_with_that_attempt() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", id="a1"),
        attempt("email", "found", "arrived 2022-06-01", id="a2", rulings=COUNTS),
        consents=CONSENT,
    )
    summary(service)
    assert answer(service).reasons()[-1] == (
        "送达尝试a2（电子邮件）：法官于2022年6月10日认定该次送达有效，但该认定不能补正上述欠缺，不产生送达效力。"
    )


def test_a_summons_that_the_judge_found_served_opens_a_default_judgment() -> None:
    guard = answer(facts(read(rulings=COUNTS))).default_judgment
    assert guard is not None
    assert guard.safe


def test_a_pending_objection_keeps_it_shut_all_the_same() -> None:
    service = facts(read(rebuttals=[rebuttal("system_error", "2022-06-20", "pending")], rulings=COUNTS))
    assert summary(service) == "effective 2022-06-03 receipt_presumed"
    guard = answer(service).default_judgment
    assert guard is not None
    assert not guard.safe
    assert {"guard_no_pending_rebuttal_no", "guard_summons_effective_yes"} <= {each.code for each in guard.findings}


def test_what_was_struck_out_proves_no_receipt() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", id="a1"),
        attempt("email", "found", "acknowledged 2022-06-03", id="a2", rulings=COUNTS_NOT),
        case={"procedure": "simplified"},
        consents=CONSENT,
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert not guard.safe


@pytest.mark.parametrize("counts", [True, False])
def test_where_no_rule_knows_such_a_finding_it_changes_nothing_and_that_is_said(counts: bool) -> None:
    plain: Json = {
        "jurisdiction": "at",
        "recipient": {"kind": "professional", "domicile": "at"},
        "as_of": "2024-07-01T00:00:00+08:00",
    }
    made = attempt("inbox", None, "arrived 2024-04-12")
    service = facts(made | {"rulings": [ruling("2024-05-01", counts=counts)]}, **plain)
    assert summary(service) == summary(facts(made, **plain))
    codes = [finding.code for finding in answer(service).findings]
    assert ("ruling_unknown_here" in codes) is not counts


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_rulings_of_one_moment_the_one_against_the_service_stands(order: int) -> None:
    service = read_facts(facts(read(rulings=COUNTS)))
    both = (service.attempts[0].rulings[0], replace(service.attempts[0].rulings[0], counts=False))[::order]
    contradictory = replace(service, attempts=(replace(service.attempts[0], rulings=both),))
    assert decide(contradictory).status is Status.NOT_EFFECTIVE
