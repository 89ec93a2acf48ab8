"""Before anything is sent: which ways the law opens, why, and what is still wanting."""

from datetime import datetime

import pytest

from songda.core.law import Citation, OpenMethod, Reason, open_methods, read_facts
from songda.core.law.decision import Standing
from songda.core.law.facts import Channel
from tests.core.law.given import Json, assert_said, consent, facts, refusal
from tests.rows import all_rows


def methods(service: Json) -> dict[Channel, OpenMethod]:
    """The law's answer for every way."""
    read = read_facts(service)
    answer = open_methods(
        read.case,
        read.paper,
        read.recipient,
        consents=read.consents,
        refusals=read.refusals,
        at=read.as_of,
    )
    return {method.channel: method for method in answer}


def test_every_way_is_answered_once() -> None:
    assert list(methods(facts())) == list(Channel)


def test_some_ways_are_answered_as_among_all_of_them() -> None:
    service = facts(recipient={"soldier": True})
    read = read_facts(service)
    some = (Channel.TRANSFER, Channel.SMS)
    answer = open_methods(read.case, read.paper, read.recipient, at=read.as_of, channels=some)
    assert list(answer) == [methods(service)[channel] for channel in some]
    assert [method.allowed for method in answer] == [True, False]


ROWS: list[tuple[str, Json, str, bool, bool]] = [
    ("with consent", facts(consents=[consent()]), "sms", True, False),
    ("nobody has asked them yet", facts(), "sms", True, True),
    ("they agreed for other papers", facts(consents=[consent(paper_kinds=["judgment"])]), "sms", True, True),
    ("they agreed for this paper", facts(consents=[consent(paper_kinds=["summons"])]), "sms", True, False),
    ("they said no", facts(refusals=[refusal("2022-06-01")]), "sms", False, True),
    (
        "they said no, but simple means were not asked for by post",
        facts(refusals=[refusal("2022-06-01")]),
        "mail",
        True,
        False,
    ),
    ("off line", facts(recipient={"offline": True}, consents=[consent()]), "sms", False, False),
    ("off line, by post", facts(recipient={"offline": True}), "mail", True, False),
    ("simplified procedure", facts(case={"procedure": "simplified"}), "sms", True, False),
    ("abroad", facts(recipient={"domicile": "sg"}), "email", True, False),
    ("a mediation document", facts(paper={"kind": "mediation_document"}), "inbox", True, False),
    ("transfer to somebody who is no soldier", facts(), "transfer", False, False),
    ("transfer to a soldier", facts(recipient={"soldier": True}), "transfer", True, False),
    ("public notice in simplified procedure", facts(case={"procedure": "simplified"}), "public_notice", False, False),
    ("telephone", facts(), "phone", True, False),
    ("telephone for a judgment", facts(paper={"kind": "judgment"}), "phone", False, False),
]


@all_rows(("sentence", "service", "channel", "allowed", "needs"), ROWS, ids=[row[0] for row in ROWS])
def test_open_methods(sentence: str, service: Json, channel: str, allowed: bool, needs: bool) -> None:
    method = methods(service)[Channel(channel)]
    assert (method.allowed, method.needs_consent) == (allowed, needs)
    assert_said(method.reasons("zh"))
    assert_said(method.reasons("en"))
    assert method.reasons() == method.reasons("zh")
    assert method.rule == method.why[0].rule


CAUTIONS: list[tuple[str, Json, str, str]] = [
    (
        "a judgment on paper if they ask",
        facts(paper={"kind": "judgment"}, consents=[consent()]),
        "sms",
        "paper_on_request",
    ),
    (
        "carry out a preservation ruling first",
        facts(paper={"kind": "preservation_ruling", "carried_out": False}, consents=[consent()]),
        "sms",
        "carry_out_first",
    ),
    ("a payment order has thirty days", facts(paper={"kind": "payment_order"}), "mail", "payment_order_in_thirty_days"),
    ("simple means need proof", facts(case={"procedure": "simplified"}), "sms", "simple_means_need_proof"),
    *[
        (
            f"public notice is the last way, in {year} too",
            facts(as_of=f"{year}-07-01T00:00:00+08:00"),
            "public_notice",
            "notice_is_the_last_way",
        )
        for year in (2020, 2022, 2024)
    ],
    (
        "a judgment on paper if they ask, under the law of 2023 too",
        facts(paper={"kind": "judgment"}, as_of="2024-07-01T00:00:00+08:00"),
        "sms",
        "paper_on_request",
    ),
    (
        "simple means need proof in administrative procedure too",
        facts(case={"branch": "administrative", "procedure": "simplified"}),
        "sms",
        "simple_means_need_proof",
    ),
    (
        "a mediation document needs a signature",
        facts(paper={"kind": "mediation_document"}),
        "inbox",
        "mediation_needs_signature",
    ),
    ("consent belongs into the form", facts(), "sms", "consent_into_the_form"),
    ("the post tries three times in five days", facts(), "mail", "three_tries_in_five_days"),
    ("another court has ten days", facts(), "entrusted", "entrusted_in_ten_days"),
]


@all_rows(("sentence", "service", "channel", "code"), CAUTIONS, ids=[row[0] for row in CAUTIONS])
def test_cautions(sentence: str, service: Json, channel: str, code: str) -> None:
    method = methods(service)[Channel(channel)]
    assert_said(method.reasons())
    assert {why.code: why.rule for why in method.why}[code] is not None


def test_a_preservation_ruling_that_was_carried_out_needs_no_caution() -> None:
    service = facts(paper={"kind": "preservation_ruling", "carried_out": True}, consents=[consent()])
    assert "carry_out_first" not in [why.code for why in methods(service)[Channel.SMS].why]


def test_the_law_of_the_moment_is_asked() -> None:
    service = facts(paper={"kind": "judgment"}, as_of="2021-12-31T10:00:00+08:00")
    method = methods(service)[Channel.SMS]
    assert not method.allowed
    assert method.rule is not None
    assert method.rule.id == "cn.cpl2017.87.1"
    assert datetime.fromisoformat(str(service["as_of"])).year == 2021


def test_another_countrys_law_is_asked_where_the_case_is_there() -> None:
    service = read_facts(facts(jurisdiction="at", recipient={"kind": "professional", "domicile": "at"}))
    answer = open_methods(service.case, service.paper, service.recipient, at=service.as_of, jurisdiction="at")
    rules = {method.channel: method.rule.id for method in answer if method.rule is not None}
    assert rules == {Channel.INBOX: "at.gog.89a.2"}


def test_a_method_without_words_says_nothing() -> None:
    service = (Reason("way_open", (), Citation("cn.olr.1", Standing.CONFIRMED)),)
    silent = OpenMethod(Channel.SMS, allowed=True, why=service, rule=None, must_tell=service)
    assert (silent.reasons(), silent.contents(), silent.contents_article()) == ((), (), "")


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ({}, "no_consent"),
        ({"consents": [consent(stages=["retrial"])]}, "consent_for_other_stage"),
        ({"refusals": [refusal("2022-06-01")]}, "refused"),
    ],
)
def test_what_is_wanting_in_the_consent_is_told(service: Json, code: str) -> None:
    assert [why.code for why in methods(facts(**service))[Channel.SMS].why][1] == code


def test_what_a_notice_must_tell_is_said_apart_and_with_its_article() -> None:
    notice = methods(facts(paper={"kind": "judgment"}))[Channel.PUBLIC_NOTICE]
    assert notice.contents()
    assert "第一百三十九条" in notice.contents_article()
    assert all("依据" not in sentence for sentence in notice.contents())
    assert_said(notice.contents("en"))


def test_only_a_notice_must_tell_anything() -> None:
    by_hand = methods(facts(paper={"kind": "judgment"}))[Channel.DIRECT]
    assert (by_hand.contents(), by_hand.contents_article()) == ((), "")


CONTENTS = [
    ("evidence_notice", {}, ["notice_tells_why"]),
    ("complaint_copy", {}, ["notice_tells_why", "notice_tells_claim", "notice_tells_answer"]),
    ("summons", {}, ["notice_tells_why", "notice_tells_hearing", "notice_tells_absence"]),
    ("judgment", {}, ["notice_tells_why", "notice_tells_outcome", "notice_tells_appeal"]),
    ("judgment", {"stage": "second_instance"}, ["notice_tells_why", "notice_tells_outcome"]),
    ("ruling", {}, ["notice_tells_why", "notice_tells_outcome"]),
    ("summons", {"procedure": "simplified"}, []),
]


@pytest.mark.parametrize(("paper", "case", "expected"), CONTENTS)
def test_what_the_text_of_a_notice_must_tell(paper: str, case: Json, expected: list[str]) -> None:
    """Interpretation of the Civil Procedure Law, art. 139."""
    service = read_facts(facts(case=case, paper={"kind": paper}))
    methods = open_methods(service.case, service.paper, service.recipient, at=service.as_of)
    notice = next(method for method in methods if method.channel == "public_notice")
    assert [reason.code for reason in notice.must_tell] == expected
    for language, article in (("zh", "第一百三十九条"), ("en", "art. 139")):
        assert len(notice.contents(language)) == len(expected)
        assert all(article not in sentence for sentence in notice.contents(language))
        assert (article in notice.contents_article(language)) is bool(expected)
