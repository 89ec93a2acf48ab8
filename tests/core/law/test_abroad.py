"""Recipients abroad, in Hong Kong and Macau: no consent asked, but receipt must be certain."""

import pytest

from tests.core.law.given import Json, answer, attempt, facts, rule_ids, summary
from tests.rows import all_rows

ABROAD: list[tuple[str, str, Json, str]] = [
    (
        "abroad, an answer confirms receipt without consent",
        "cn.cpl2021.274.0.7",
        facts(attempt("email", "found", "acknowledged 2022-06-03"), recipient={"domicile": "sg"}),
        "effective 2022-06-03 receipt_completed",
    ),
    (
        "abroad, arrival alone confirms nothing",
        "cn.olr.31.1",
        facts(attempt("email", "confirmed", "arrived 2022-06-03"), recipient={"domicile": "foreign"}),
        "not_effective",
    ),
    (
        "abroad, a report of reading is a presumption",
        "cn.cpl2021.274.0.7",
        facts(attempt("email", "confirmed", "read 2022-06-03"), recipient={"domicile": "us"}),
        "presumed 2022-06-03 receipt_presumed",
    ),
    (
        "abroad, the state of the recipient forbids it",
        "cn.cpl2023.283.1.9",
        facts(
            attempt("email", "confirmed", "acknowledged 2024-06-03"),
            as_of="2024-07-01T00:00:00+08:00",
            recipient={"domicile": "de", "home_law_forbids_electronic": True},
        ),
        "not_allowed",
    ),
    (
        "what the home law forbids is kept closed before 2024 as well",
        "cn.cpl2021.274.0.7",
        facts(
            attempt("email", "confirmed", "acknowledged 2022-06-03"),
            recipient={"domicile": "de", "home_law_forbids_electronic": True},
        ),
        "not_allowed",
    ),
    (
        "a home law is of no matter in the mainland",
        "cn.olr.31.2.1",
        facts(attempt("email", "found", "acknowledged 2022-06-03"), recipient={"home_law_forbids_electronic": True}),
        "effective 2022-06-03 receipt_completed",
    ),
    (
        "abroad, post signed for",
        "cn.cpli.534.2",
        facts(attempt("mail", "found", "signed 2022-06-03"), recipient={"domicile": "sg"}),
        "effective 2022-06-03 signature",
    ),
    (
        "abroad, three months without the return: the judge may find",
        "cn.cpl2021.274.0.6",
        facts(attempt("mail", "found", "sent 2022-03-15"), recipient={"domicile": "sg"}),
        "awaiting_judge",
    ),
    (
        "abroad, three months have not run",
        "not_yet",
        facts(attempt("mail", "found", "sent 2022-04-15"), recipient={"domicile": "sg"}),
        "not_effective",
    ),
    (
        "abroad, the post came back",
        "came_back_in_time",
        facts(attempt("mail", "found", "sent 2022-03-15", "returned 2022-05-01"), recipient={"domicile": "sg"}),
        "not_effective",
    ),
    (
        "a foreigner met in the mainland signs in hand",
        "cn.cpli.533.1",
        facts(attempt("direct", None, "signed 2022-06-03"), recipient={"domicile": "sg"}),
        "effective 2022-06-03 signature",
    ),
    (
        "by treaty or diplomatic way, signed",
        "cn.cpl2021.87.2",
        facts(attempt("entrusted", None, "signed 2022-06-03"), recipient={"domicile": "sg"}),
        "effective 2022-06-03 signature",
    ),
    (
        "left with the agent whom they named as their receiver in the mainland",
        "cn.cpli.132",
        facts(attempt("left", None, "left 2022-06-03 filmed", to="designated_receiver"), recipient={"domicile": "sg"}),
        "effective 2022-06-03 left",
    ),
    (
        "an agent in the mainland of somebody abroad may be served by leaving, named as receiver or not",
        "cn.foreign.12",
        facts(attempt("left", None, "left 2022-06-03 filmed", to="representative"), recipient={"domicile": "sg"}),
        "effective 2022-06-03 left",
    ),
    (
        "nothing is left for a person abroad",
        "",
        facts(attempt("left", None, "left 2022-06-03"), recipient={"domicile": "sg"}),
        "not_allowed",
    ),
    (
        "in Hong Kong, a reply to an e-mail confirms receipt",
        "cn.hkmo.8",
        facts(attempt("email", "found", "acknowledged 2022-06-03"), recipient={"domicile": "hk"}),
        "effective 2022-06-03 receipt_completed",
    ),
    (
        "in Macau, a report of reading goes to the judge",
        "cn.hkmo.12.0.3",
        facts(attempt("fax", "found", "read 2022-06-03"), recipient={"domicile": "mo"}),
        "awaiting_judge",
    ),
    (
        "in Hong Kong, post signed for",
        "cn.hkmo.7.2",
        facts(attempt("mail", "found", "signed 2022-06-03"), recipient={"domicile": "hk"}),
        "effective 2022-06-03 signature",
    ),
    (
        "in Hong Kong, unsigned post whose content they follow: three months after posting",
        "cn.hkmo.7.3",
        facts(attempt("mail", "found", "sent 2022-03-15", "acted 2022-04-03"), recipient={"domicile": "hk"}),
        "effective 2022-06-15 deemed",
    ),
    (
        "in Hong Kong, post that was sent twice: three months after the first posting",
        "cn.hkmo.7.3",
        facts(
            attempt("mail", "found", "sent 2022-03-15", "sent 2022-03-25", "acted 2022-04-03"),
            recipient={"domicile": "hk"},
        ),
        "effective 2022-06-15 deemed",
    ),
    (
        "in Hong Kong, unsigned post to which they reply after the three months: whether they mention the content",
        "cn.hkmo.7.3",
        facts(attempt("mail", "found", "sent 2022-03-15", "acknowledged 2022-06-20"), recipient={"domicile": "hk"}),
        "awaiting_judge",
    ),
    (
        "in Hong Kong, the three months since posting have not run",
        "not_yet",
        facts(attempt("mail", "found", "sent 2022-05-15", "acted 2022-06-03"), recipient={"domicile": "hk"}),
        "not_effective",
    ),
    (
        "in Hong Kong, post of unknown date: three months from the first thing that is known of it",
        "cn.hkmo.7.3",
        facts(attempt("mail", "found", "acted 2022-06-03"), recipient={"domicile": "hk"}),
        "not_effective",
    ),
    (
        "through the courts of Macau, without a return, but they reply",
        "cn.hkmo.12",
        facts(attempt("entrusted", None, "sent 2022-05-03", "acknowledged 2022-06-03"), recipient={"domicile": "mo"}),
        "awaiting_judge",
    ),
    (
        "and follows it",
        "cn.hkmo.12.0.2",
        facts(attempt("entrusted", None, "sent 2022-05-03", "acted 2022-06-03"), recipient={"domicile": "mo"}),
        "effective 2022-06-03 receipt_completed",
    ),
    (
        "in Macau, an e-mail whose content they follow",
        "cn.hkmo.12.0.2",
        facts(attempt("email", "found", "acted 2022-06-03"), recipient={"domicile": "mo"}),
        "effective 2022-06-03 receipt_completed",
    ),
    (
        "through the courts of Hong Kong",
        "cn.hkmo.6.1",
        facts(attempt("entrusted", None, "signed 2022-06-03"), recipient={"domicile": "hk"}),
        "effective 2022-06-03 signature",
    ),
    (
        "a Hong Kong resident met in the mainland",
        "cn.hkmo.3",
        facts(attempt("direct", None, "signed 2022-06-03"), recipient={"domicile": "hk"}),
        "effective 2022-06-03 signature",
    ),
    (
        "and what is left there",
        "cn.hkmo.11",
        facts(attempt("left", None, "left 2022-06-03 filmed"), recipient={"domicile": "hk"}),
        "effective 2022-06-03 left",
    ),
]


@all_rows(("sentence", "article", "service", "expected"), ABROAD, ids=[row[0] for row in ABROAD])
def test_abroad(sentence: str, article: str, service: Json, expected: str) -> None:
    assert summary(service) == expected
    if article.startswith("cn.") and expected != "not_effective":
        assert article in rule_ids(service)


def test_in_hong_kong_the_first_of_all_ways_wins_by_rule() -> None:
    service = facts(
        attempt("email", "found", "acknowledged 2022-06-03", id="a1"),
        attempt("mail", "found", "signed 2022-06-08", id="a2"),
        recipient={"domicile": "hk"},
    )
    assert summary(service) == "effective 2022-06-03 receipt_completed"
    assert "以最先实现送达的方式确定送达日期" in "".join(answer(service).reasons())


AGENT: list[tuple[str, Json, str]] = [
    (
        "in Hong Kong, an agent signs for them",
        facts(attempt("mail", "found", "signed 2022-06-03 representative"), recipient={"domicile": "hk"}),
        "effective 2022-06-03 signature",
    ),
    (
        "but not one who may not receive",
        facts(
            attempt("mail", "found", "signed 2022-06-03 representative"),
            recipient={"domicile": "hk", "agent_excluded": True},
        ),
        "not_effective",
    ),
    (
        "nor one to whom it was brought, without a word of who signed",
        facts(
            attempt("direct", None, "signed 2022-06-03", to="representative"),
            recipient={"domicile": "mo", "agent_excluded": True},
        ),
        "not_effective",
    ),
    (
        "the recipient themselves signs all the same",
        facts(
            attempt("mail", "found", "signed 2022-06-03"),
            recipient={"domicile": "hk", "agent_excluded": True},
        ),
        "effective 2022-06-03 signature",
    ),
    (
        "abroad the law asked for that power until 2024",
        facts(
            attempt("direct", None, "signed 2022-06-03", to="representative"),
            recipient={"domicile": "sg", "agent_excluded": True},
        ),
        "not_effective",
    ),
    (
        "and does no more",
        facts(
            attempt("direct", None, "signed 2024-06-03", to="representative"),
            recipient={"domicile": "sg", "agent_excluded": True},
            as_of="2024-07-01T00:00:00+08:00",
        ),
        "effective 2024-06-03 signature",
    ),
    (
        "in the mainland the text asks for none",
        facts(
            attempt("direct", None, "signed 2022-06-03", to="representative"),
            recipient={"agent_excluded": True},
        ),
        "effective 2022-06-03 signature",
    ),
]


@pytest.mark.parametrize(("sentence", "service", "expected"), AGENT, ids=[row[0] for row in AGENT])
def test_agents_who_may_not_receive(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected
    if expected == "not_effective":
        assert answer(service).findings[-1].code == "agent_may_not_receive"


def test_a_notice_in_hong_kong_does_not_compete_with_the_other_ways() -> None:
    service = facts(
        attempt("public_notice", None, "published 2022-02-01", id="a1"),
        attempt("mail", "found", "signed 2022-06-08", id="a2"),
        recipient={"domicile": "hk"},
    )
    assert summary(service) == "effective 2022-05-01 public_notice"
    assert "first_way_wins" not in str(answer(service).findings)


@pytest.mark.parametrize("domicile", ["hk", "sg"])
def test_a_notice_elsewhere_needs_the_other_ways_first_too(domicile: str) -> None:
    notice = attempt("public_notice", None, "published 2022-02-01", id="a1")
    alone = facts(notice, recipient={"domicile": domicile})
    others = [attempt(way, None, "sent 2021-07-31", id=way) for way in ("entrusted", "mail", "email")]
    after = facts(notice, *others, recipient={"domicile": domicile})
    summary(alone)
    summary(after)
    assert "notice_without_ladder" in [each.code for each in answer(alone).findings]
    assert "notice_needs_the_ladder" in [each.code for each in answer(after).findings]


@pytest.mark.parametrize(
    ("channel", "code"),
    [("mail", "mail_unproved_for_three_months"), ("entrusted", "request_unproved_for_three_months")],
)
def test_without_proof_the_three_months_are_told(channel: str, code: str) -> None:
    service = facts(attempt(channel, None, "sent 2022-01-02"), recipient={"domicile": "hk"})
    assert summary(service) == "not_effective"
    assert answer(service).findings[-1].code == code
