"""Advice that stays away where its article does not speak, though the way is open."""

import pytest

from songda.core.law import open_methods, read_facts
from tests.core.law.given import Json
from tests.core.law.rows.shape import in_year

CRIMINAL_ABROAD = {"case": {"branch": "criminal", "internet_court": True}, "recipient": {"domicile": "sg"}}

ROWS: list[tuple[str, Json, str, str]] = [
    (
        "art. 10 of the Rules lets nobody link a criminal case",
        in_year(2022, paper={"kind": "complaint_copy"}, **CRIMINAL_ABROAD),
        "inbox",
        "three_days_to_link_the_case",
    ),
    (
        "nor does it put a criminal case back off line",
        in_year(2022, paper={"kind": "appeal_copy"}, **CRIMINAL_ABROAD),
        "inbox",
        "off_line_without_an_answer",
    ),
    (
        "art. 8 on mediation on line is not for criminal cases",
        in_year(2022, paper={"kind": "address_form"}, **CRIMINAL_ABROAD),
        "email",
        "address_given_for_mediation",
    ),
    (
        "there is no appeal in the special procedure, so a notice tells of none",
        in_year(2022, case={"procedure": "special"}, paper={"kind": "judgment"}),
        "public_notice",
        "notice_tells_appeal",
    ),
    (
        "art. 16 on the internet courts is not for criminal cases",
        in_year(2022, paper={"kind": "hearing_notice"}, **CRIMINAL_ABROAD),
        "sms",
        "addresses_in_daily_use_first",
    ),
    (
        "art. 15(3) on the internet courts binds no other court, in 2021",
        in_year(2021, paper={"kind": "judgment"}, recipient={"domicile": "hk"}, as_of="2021-12-01T00:00:00+08:00"),
        "email",
        "paper_on_request",
    ),
    (
        "art. 15(3) on the internet courts names no mediation document, in 2021",
        in_year(
            2021,
            case={"internet_court": True},
            paper={"kind": "mediation_document"},
            recipient={"domicile": "hk"},
            as_of="2021-12-01T00:00:00+08:00",
        ),
        "email",
        "paper_on_request",
    ),
]

ARTICLES: list[tuple[str, Json, str, str]] = [
    (
        "simple means in administrative cases are no rule for enforcement",
        in_year(2022, case={"branch": "enforcement", "procedure": "simplified"}),
        "phone",
        "cn.op17.14",
    ),
    (
        "what civil procedure says of leaving a paper is no rule for criminal cases, in 2018",
        in_year(2018, case={"branch": "criminal"}, paper={"kind": "judgment"}, as_of="2018-09-10T10:00:00+08:00"),
        "left",
        "cn.crpl2012.105.2",
    ),
]


@pytest.mark.parametrize(("sentence", "service", "channel", "article"), ARTICLES, ids=[row[0] for row in ARTICLES])
def test_a_way_is_not_opened_by_an_article_for_other_cases(
    sentence: str, service: Json, channel: str, article: str
) -> None:
    facts = read_facts(service)
    methods = open_methods(facts.case, facts.paper, facts.recipient, at=facts.as_of)
    way = next(each for each in methods if each.channel == channel)
    assert way.rule is not None
    assert way.rule.id == article


@pytest.mark.parametrize(("sentence", "service", "channel", "code"), ROWS, ids=[row[0] for row in ROWS])
def test_no_advice_where_its_article_does_not_speak(sentence: str, service: Json, channel: str, code: str) -> None:
    facts = read_facts(service)
    methods = open_methods(facts.case, facts.paper, facts.recipient, consents=facts.consents, at=facts.as_of)
    way = next(each for each in methods if each.channel == channel)
    assert way.allowed
    assert code not in [why.code for why in way.why]
