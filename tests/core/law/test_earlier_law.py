"""Earlier law: what it does not hold is not filled up from another article.

Criminal cases follow the law and the Interpretation of 2012 until 2018 and 2021; the Interpretation of civil procedure
begins on 4 February 2015.
"""

from datetime import date, timedelta

import pytest

from songda.core.law import open_methods, read_facts
from songda.core.law.decision import Reason
from tests.core.law.given import Json, answer, at, attempt, facts, rule_ids, ruling, summary
from tests.core.law.rows.shape import in_year
from tests.rows import all_rows

CRIMINAL = {"branch": "criminal"}
INTERNET = CRIMINAL | {"internet_court": True}
DAY = "2018-09-10"


def early(channel: str, address: str | None, event: str, domicile: str, **changes: object) -> Json:
    """A paper in a criminal case, with a consent, in September 2018."""
    made = attempt(channel, address, f"{event} {DAY}")
    return in_year(2018, made, **{"case": CRIMINAL, "recipient": {"domicile": domicile}} | changes)


def said(finding: Reason) -> str:
    """The step and its article."""
    return f"{finding.code} {finding.rule.id if finding.rule else ''}".strip()


# Where they live, way, address, and what happened.
ROWS = [
    ("cn", "email", "provided", "arrived read acknowledged acted"),
    ("cn", "email", "found", "read acknowledged acted"),
    ("cn", "phone", "confirmed", "acknowledged acted"),
    ("cn", "mail", "provided", "signed returned"),
    ("cn", "direct", None, "signed left"),
    ("cn", "left", None, "left"),
    ("cn", "entrusted", None, "signed left"),
    ("hk", "email", "provided", "arrived"),
    ("hk", "email", "found", "read acknowledged acted"),
    ("hk", "mail", "provided", "signed acknowledged acted"),
    ("hk", "direct", None, "signed acknowledged acted"),
    ("hk", "entrusted", None, "signed acknowledged acted"),
    ("sg", "email", "provided", "arrived"),
    ("sg", "email", "found", "read acknowledged acted"),
    ("sg", "mail", "found", "signed sent"),
    ("sg", "direct", None, "signed"),
    ("sg", "entrusted", None, "signed"),
]
EACH = [(*row[:3], event) for row in ROWS for event in row[3].split()]
OF_CRIMINAL_CASES = {"crpl2012", "crpli2012"}


def sources(service: Json) -> set[str]:
    """The statutes that the answer cites."""
    return {finding.rule.id.split(".")[1] for finding in answer(service).findings if finding.rule is not None}


@all_rows(("domicile", "channel", "address", "event"), EACH)
def test_no_article_of_the_civil_law(domicile: str, channel: str, address: str | None, event: str) -> None:
    cited = sources(early(channel, address, event, domicile))
    assert cited <= OF_CRIMINAL_CASES
    assert cited or domicile != "cn"


@pytest.mark.parametrize("channel", ["mail", "direct"])
@pytest.mark.parametrize(("by", "counts"), [("recipient", True), ("representative", False), ("mail_room", True)])
def test_nor_on_companies(channel: str, by: str, counts: bool) -> None:
    made = attempt(channel, None, f"signed {DAY} {by}")
    service = in_year(2018, made, case=CRIMINAL, recipient={"kind": "legal_person"})
    assert (summary(service) == f"effective {DAY} signature") == counts
    assert sources(service) <= OF_CRIMINAL_CASES


@pytest.mark.parametrize("kind", ["natural_person", "legal_person"])
@pytest.mark.parametrize("receiver", ["representative", "statutory_agent", "designated_receiver"])
def test_post_to_an_agent_of_a_person_abroad_before_the_interpretation(kind: str, receiver: str) -> None:
    made = attempt("mail", None, f"signed 2014-06-03 {receiver}", to="representative")
    lacks_capacity = kind == "natural_person" and receiver != "representative"
    service = in_year(2014, made, recipient={"domicile": "sg", "kind": kind, "lacks_capacity": lacks_capacity})
    assert summary(service) == "not_effective"
    assert [said(finding) for finding in answer(service).findings] == ["signed_by_another cn.mail04.9"]


@pytest.mark.parametrize("channel", ["email", "fax", "sms"])
@pytest.mark.parametrize("domicile", ["cn", "sg"])
def test_before_2013_only_provisions_on_hong_kong_macau_and_taiwan_open_electronic_ways(
    channel: str, domicile: str
) -> None:
    made = attempt(channel, "confirmed", "acknowledged 2010-06-03")
    assert summary(in_year(2010, made, recipient={"domicile": domicile})) == "not_verified"


@pytest.mark.parametrize(
    ("channel", "said_of_it"),
    [("email", "nothing_counts"), ("fax", "nothing_counts"), ("mail", "mail_not_signed cn.mail04.9")],
)
def test_a_mediation_document_to_taiwan_lacks_nothing_that_other_papers_lack(channel: str, said_of_it: str) -> None:
    """Before the interpretation no rule said what it lacks; what articles 5 and 6 ask of other papers is not that."""
    made = attempt(channel, "found", "sent 2014-06-03")
    service = in_year(2014, made, recipient={"domicile": "tw"}, paper={"kind": "mediation_document"})
    assert summary(service) == "not_effective"
    assert [said(finding) for finding in answer(service).findings] == [said_of_it]


@all_rows(
    ("address", "event"), [("provided", "arrived"), ("found", "read"), ("found", "acknowledged"), ("found", "acted")]
)
@all_rows("domicile", ["cn", "hk"])
def test_nor_of_the_internet_courts(address: str, event: str, domicile: str) -> None:
    service = early("email", address, event, domicile, case=INTERNET)
    assert summary(service) == "not_allowed"
    assert sources(service) == {"crpl2012"}


def test_nor_does_an_internet_court_send_decisions_in_criminal_cases() -> None:
    service = early("email", "provided", "arrived", "cn", case=INTERNET, paper={"kind": "judgment"})
    assert summary(service) == "not_allowed"


@pytest.mark.parametrize(
    ("domicile", "channel", "missing"),
    [
        ("hk", "email", "nothing_counts"),
        ("hk", "mail", "mail_not_signed cn.mail04.9"),
        ("hk", "entrusted", "return_not_signed cn.cpl2017.84.1"),
        ("sg", "email", "nothing_counts"),
    ],
)
def test_what_a_mediation_document_lacks_is_no_receipt(domicile: str, channel: str, missing: str) -> None:
    service = in_year(
        2014,
        attempt(channel, "found", "acknowledged 2014-06-03"),
        paper={"kind": "mediation_document"},
        recipient={"domicile": domicile},
    )
    assert [said(finding) for finding in answer(service).findings] == [missing]


@pytest.mark.parametrize(
    ("branch", "day", "domicile", "article"),
    [
        ("civil", "2020-06-03", "hk", "cn.icr.17.2"),
        ("enforcement", "2020-06-03", "hk", "cn.hkmo.12.0.3"),
        ("enforcement", "2020-06-03", "sg", "cn.cpl2017.267.0.7"),
        ("civil", "2021-07-31", "hk", "cn.icr.17.2"),
        ("civil", "2021-08-01", "hk", "cn.hkmo.12.0.3"),
    ],
)
def test_the_finding_of_an_internet_court_rests_on_its_own_rule_where_that_speaks(
    branch: str, day: str, domicile: str, article: str
) -> None:
    year = int(day[:4])
    service = in_year(
        year,
        attempt("email", "found", f"read {day}", rulings=[ruling(f"{year}-09-10", counts=True)]),
        case={"branch": branch, "internet_court": True},
        recipient={"domicile": domicile},
    )
    assert summary(service) == f"effective {day} receipt_presumed"
    assert said(answer(service).findings[-1]) == f"ruling_confirms {article}"


@pytest.mark.parametrize(
    ("day", "address", "events", "expected", "article"),
    [
        ("2021-07-31", "provided", "arrived acknowledged", "effective 2021-07-31 arrival", "cn.icr.17.1"),
        ("2021-08-01", "provided", "arrived acknowledged", "effective 2021-08-02 arrival", "cn.olr.31.1"),
        ("2021-07-31", "found", "sent acknowledged", "effective 2021-08-01 receipt_completed", "cn.icr.17.2.1"),
        ("2021-08-01", "found", "sent acknowledged", "effective 2021-08-02 receipt_completed", "cn.hkmo.8"),
        ("2021-07-31", "found", "sent read", "awaiting_judge", "cn.icr.17.2.2"),
        ("2021-08-01", "found", "sent read", "awaiting_judge", "cn.hkmo.12.0.3"),
    ],
)
def test_provisions_of_internet_courts_on_people_in_hong_kong_yield_to_the_rules(
    day: str, address: str, events: str, expected: str, article: str
) -> None:
    first, then = events.split()
    next_day = date.fromisoformat(day) + timedelta(days=1)
    service = in_year(
        2021,
        attempt("email", address, f"{first} {day}", f"{then} {next_day}"),
        case={"internet_court": True},
        recipient={"domicile": "hk"},
        consents=[],
    )
    assert summary(service) == expected
    assert rule_ids(service)[0] == article


def test_nor_does_a_place_on_file_stand_for_an_address_that_somebody_withholds() -> None:
    made = attempt("direct", None, f"left {DAY} filmed", address_source="contract")
    person = {"address_withheld": [{"how": "refuses", "at": at("2018-08-01")}]}
    service = in_year(2018, made, case=CRIMINAL, recipient=person)
    assert summary(service) == f"effective {DAY} left"
    assert sources(service) == OF_CRIMINAL_CASES


@all_rows("day", ["2013-01-01", DAY, "2018-10-25", "2018-10-26", "2022-06-02"])
@all_rows("branch", ["criminal", "civil"])
def test_criminal_procedure_knows_no_public_notice_under_any_of_its_laws(day: str, branch: str) -> None:
    made = attempt("public_notice", None, f"published {day}")
    service = facts(made, case={"branch": branch}, recipient={"missing": True}, as_of=f"{day}T20:00:00+08:00")
    law = "crpl2012.105" if day < "2018-10-26" else "crpl.107"
    assert (summary(service) == "not_allowed") == (branch == "criminal")
    assert (f"cn.{law}" in rule_ids(service)) == (branch == "criminal")


@all_rows("paper", ["complaint_copy", "summons", "judgment", "ruling"])
@all_rows("domicile", ["cn", "hk", "sg"])
def test_no_advice_on_what_a_notice_in_a_civil_case_must_tell(domicile: str, paper: str) -> None:
    service = in_year(2018, case=CRIMINAL, paper={"kind": paper}, recipient={"domicile": domicile})
    facts = read_facts(service | {"as_of": f"{DAY}T10:00:00+08:00"})
    methods = open_methods(facts.case, facts.paper, facts.recipient, at=facts.as_of)
    notice = next(each for each in methods if each.channel == "public_notice")
    assert not notice.allowed
    assert notice.must_tell == ()
    told_codes = {why.code for why in notice.why}
    assert told_codes.isdisjoint({"where_to_publish", "film_the_posting", "publish_in_both_places"})


@pytest.mark.parametrize("branch", ["criminal", "civil"])
def test_the_provisions_on_hong_kong_open_a_public_notice_to_no_criminal_case(branch: str) -> None:
    made = attempt("public_notice", None, "published 2010-06-01")
    service = facts(
        made, case={"branch": branch}, recipient={"domicile": "hk", "missing": True}, as_of=at("2010-06-02")
    )
    assert (summary(service) == "not_verified") == (branch == "criminal")
    assert ("cn.hkmo.9" in rule_ids(service)) == (branch == "civil")
