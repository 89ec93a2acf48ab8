"""Who agrees and who signs: minors act through their statutory agent, and an opponent for nobody."""

from datetime import date

import pytest

from songda.core.law import profile_of, read_facts
from songda.core.law.attempt.state_at_attempt import is_capable
from songda.core.law.facts import Person, RecipientFacts, RecipientKind
from tests.core.law.given import Json, answer, attempt, consent, facts, rule_ids, summary
from tests.core.law.rows.shape import YEARS, in_year
from tests.rows import all_rows

ARRIVED = attempt("sms", "confirmed", "arrived 2022-06-02")
SERVED = "effective 2022-06-02 arrival"
CHILD = {"born_on": "2008-01-01"}
WORKING = {"born_on": "2005-06-01", "own_labour": True}

CONSENTS: list[tuple[str, Json, str]] = [
    ("a minor's own consent does not carry", facts(ARRIVED, consents=[consent()], recipient=CHILD), ""),
    (
        "their statutory agent's does",
        facts(ARRIVED, consents=[consent(by="statutory_agent")], recipient=CHILD),
        SERVED,
    ),
    ("sixteen, living on their own work", facts(ARRIVED, consents=[consent()], recipient=WORKING), SERVED),
    (
        "sixteen, living on their parents",
        facts(ARRIVED, consents=[consent()], recipient=WORKING | {"own_labour": False}),
        "",
    ),
    (
        "fifteen, though they work",
        facts(ARRIVED, consents=[consent()], recipient=WORKING | {"born_on": "2006-07-01"}),
        "",
    ),
    ("of age", facts(ARRIVED, consents=[consent()], recipient={"born_on": "2004-05-31"}), SERVED),
    (
        "on the eighteenth birthday not yet",
        facts(ARRIVED, consents=[consent("2022-06-01")], recipient={"born_on": "2004-06-01"}),
        "",
    ),
    (
        "of age, but the consent is from before",
        facts(ARRIVED, consents=[consent("2022-05-01")], recipient={"born_on": "2004-05-15"}),
        "",
    ),
    (
        "before 2021 the General Provisions said the same",
        facts(
            attempt("sms", "confirmed", "arrived 2020-06-02"),
            consents=[consent("2020-06-01")],
            recipient={"born_on": "2003-01-01"},
        ),
        "",
    ),
    (
        "an adult whose acts do not bind them",
        facts(ARRIVED, consents=[consent()], recipient={"lacks_capacity": True}),
        "",
    ),
    ("their agent in the suit agrees", facts(ARRIVED, consents=[consent(by="representative")]), SERVED),
    *[
        (f"{by} agrees for nobody", facts(ARRIVED, consents=[consent(by=by)]), "")
        for by in ("opponent", "stranger", "cohabitant", "mail_room", "designated_receiver")
    ],
    (
        "a company has no birthday to be of age by",
        facts(ARRIVED, consents=[consent()], recipient={"kind": "legal_person"}),
        SERVED,
    ),
]


@all_rows(("sentence", "service", "expected"), CONSENTS, ids=[row[0] for row in CONSENTS])
def test_whose_consent_carries(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == (expected or "not_effective")
    if not expected:
        assert answer(service).findings[-1].code in {"consent_without_capacity", "consent_by_another"}
        assert answer(service).findings[-1].rule is not None


def test_who_agreed_for_them_is_told() -> None:
    service = facts(ARRIVED, consents=[consent(by="statutory_agent")], recipient=CHILD)
    assert any(each.startswith("该同意由其法定代理人作出。") for each in answer(service).reasons())
    assert any(each.startswith("It was given by their statutory agent.") for each in answer(service).reasons("en"))
    assert "consent_given_by" not in str(answer(facts(ARRIVED, consents=[consent()])).findings)


ACTS: list[tuple[str, Json, str]] = [
    (
        "a minor's own reply accepts nothing",
        facts(attempt("sms", "found", "acknowledged 2022-06-03"), recipient=CHILD),
        "not_effective",
    ),
    (
        "their statutory agent's does",
        facts(attempt("sms", "found", "acknowledged 2022-06-03 statutory_agent"), recipient=CHILD),
        "effective 2022-06-03 receipt_completed",
    ),
    ("nor do they sign for themselves", facts(attempt("direct", None, "signed 2022-06-03"), recipient=CHILD), ""),
    (
        "their statutory agent signs",
        facts(attempt("direct", None, "signed 2022-06-03 statutory_agent"), recipient=CHILD),
        "effective 2022-06-03 signature",
    ),
    (
        "it was brought to their statutory agent",
        facts(attempt("direct", None, "signed 2022-06-03", to="statutory_agent"), recipient=CHILD),
        "effective 2022-06-03 signature",
    ),
    (
        "in administrative procedure too",
        facts(attempt("direct", None, "signed 2022-06-03"), recipient=CHILD, case={"branch": "administrative"}),
        "",
    ),
    (
        "a young accused receives for themselves",
        facts(attempt("direct", None, "signed 2022-06-03"), recipient=CHILD, case={"branch": "criminal"}),
        "effective 2022-06-03 signature",
    ),
]


@pytest.mark.parametrize(("sentence", "service", "expected"), ACTS, ids=[row[0] for row in ACTS])
def test_whose_acts_count(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == (expected or "not_effective")
    if expected in ("", "not_effective"):
        assert answer(service).findings[-1].code == "acts_through_statutory_agent"


def test_a_minors_own_reply_is_no_proof_for_a_default_judgment() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03 recipient"),
        consents=[consent(by="statutory_agent")],
        recipient=CHILD,
        case={"procedure": "simplified"},
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert not guard.safe


@pytest.mark.parametrize(
    ("born", "own_labour", "day", "expected"),
    [
        (date(2004, 6, 1), False, date(2022, 6, 1), False),
        (date(2004, 6, 1), False, date(2022, 6, 2), True),
        (date(2006, 6, 1), True, date(2022, 6, 1), False),
        (date(2006, 6, 1), True, date(2022, 6, 2), True),
        (date(2004, 2, 29), False, date(2022, 2, 28), False),
        (date(2004, 2, 29), False, date(2022, 3, 1), True),
    ],
)
def test_full_age_begins_on_the_day_after_the_birthday(born: date, own_labour: bool, day: date, expected: bool) -> None:
    person = RecipientFacts(RecipientKind.NATURAL_PERSON, born_on=born, own_labour=own_labour)
    assert is_capable(person, day, profile_of("cn")) is expected


def test_where_no_rule_speaks_of_age_nobody_is_a_minor() -> None:
    person = RecipientFacts(RecipientKind.NATURAL_PERSON, born_on=date(2010, 1, 1))
    assert is_capable(person, date(2022, 1, 1), profile_of("es"))
    grown_up = RecipientFacts(RecipientKind.NATURAL_PERSON, born_on=date(1950, 1, 1))
    assert is_capable(grown_up, date(1986, 12, 31), profile_of("cn")), "no rule of that day is held"


@pytest.mark.parametrize(("born", "expected"), [("1980-01-01", "effective 2022-06-02 arrival"), ("1999-01-01", "")])
def test_who_agreed_in_a_contract_before_the_general_provisions_of_2017_was_of_age_or_not(
    born: str, expected: str
) -> None:
    agreed = consent("2015-06-01", ground="prior_agreement")
    assert summary(facts(ARRIVED, consents=[agreed], recipient={"born_on": born})) == (expected or "not_effective")


def test_an_adult_of_known_age_signed_for_themselves_before_2017_too() -> None:
    signed = in_year(2016, attempt("direct", None, "signed 2016-06-03"), recipient={"born_on": "1980-01-01"})
    assert summary(signed) == "effective 2016-06-03 signature"


def test_who_gave_a_consent_is_read_as_told() -> None:
    read = read_facts(facts(consents=[consent(), consent(by="statutory_agent")], recipient=CHILD))
    assert [each.by for each in read.consents] == [Person.RECIPIENT, Person.STATUTORY_AGENT]
    assert read.recipient.born_on == date(2008, 1, 1)


SHOWN: list[tuple[str, Json]] = [
    (article, in_year(year, attempt("sms", "confirmed", f"arrived {year}-06-02"), recipient=person))
    for year, article, person in (
        (2016, "cn.gpl.11.1", {"born_on": "1990-01-01"}),
        (2016, "cn.gpl.11.2", {"born_on": "1999-01-01", "own_labour": True}),
        (2020, "cn.gpcl.18.1", {"born_on": "1990-01-01"}),
        (2022, "cn.cc.18.1", {"born_on": "1990-01-01"}),
        (2020, "cn.gpcl.18.2", {"born_on": "2003-01-01", "own_labour": True}),
        (2022, "cn.cc.18.2", {"born_on": "2005-01-01", "own_labour": True}),
    )
]


@pytest.mark.parametrize(("article", "service"), SHOWN)
def test_by_what_age_they_could_agree_themselves_is_told_with_its_article(article: str, service: Json) -> None:
    assert summary(service).startswith("effective")
    assert article in rule_ids(service)


AGENT_OUT = {"domicile": "sg", "agent_excluded": True}
ARTICLES: list[tuple[str, str, Json]] = [
    *[
        (article, code, in_year(year, made, **changes))
        for year, of_them, of_consent in (
            (2020, "cn.cpl2017.57", "cn.cpl2017.87.1"),
            (2022, "cn.cpl2021.60", "cn.cpl2021.90.1"),
            (2024, "cn.cpl2023.60", "cn.cpl2023.90.1"),
        )
        for article, code, made, changes in (
            (
                of_them,
                "acts_through_statutory_agent",
                attempt("direct", None, f"signed {year}-06-02"),
                {"recipient": {"lacks_capacity": True}},
            ),
            (
                of_them,
                "consent_without_capacity",
                attempt("sms", "confirmed", f"arrived {year}-06-02"),
                {"recipient": {"lacks_capacity": True}},
            ),
            (
                of_consent,
                "consent_by_another",
                attempt("sms", "confirmed", f"arrived {year}-06-02"),
                {"consents": [consent(f"{year}-01-01", by="opponent")]},
            ),
        )
    ],
    *[
        (article, "agent_may_not_receive", in_year(year, made, recipient=AGENT_OUT))
        for year, article in ((2020, "cn.cpl2017.267.0.4"), (2022, "cn.foreign.4"))
        for made in (
            attempt("direct", None, f"signed {year}-06-02", to="representative"),
            attempt("direct", None, f"signed {year}-06-02 representative"),
        )
    ],
    *[
        (
            article,
            code,
            in_year(year, attempt("direct", None, f"signed {year}-06-02 cohabitant"), recipient={flag: True}),
        )
        for flag, code, articles in (
            ("soldier", "family_of_a_soldier", ("cn.cpl2017.89", "cn.cpl2021.92", "cn.cpl2023.92")),
            ("in_custody", "family_of_somebody_in_custody", ("cn.cpl2017.90", "cn.cpl2021.93", "cn.cpl2023.93")),
        )
        for year, article in zip(YEARS, articles, strict=True)
    ],
    (
        "cn.tw.3.1.2",
        "agent_may_not_receive",
        facts(attempt("direct", None, "signed 2022-06-03 representative"), recipient=AGENT_OUT | {"domicile": "tw"}),
    ),
    (
        "cn.hkmo.4",
        "agent_may_not_receive",
        facts(attempt("direct", None, "signed 2022-06-03 representative"), recipient=AGENT_OUT | {"domicile": "hk"}),
    ),
    (
        "cn.hkmo.6.2",
        "request_unproved_for_three_months",
        facts(attempt("entrusted", None, "sent 2022-01-03"), recipient={"domicile": "hk"}),
    ),
    ("cn.tw.3.1", "not_among_the_ways_for_taiwan", facts(attempt("sms", "found"), recipient={"domicile": "tw"})),
]


@all_rows(("article", "code", "service"), ARTICLES)
def test_what_is_wanting_is_told_with_the_article_of_its_time(article: str, code: str, service: Json) -> None:
    summary(service)
    last = answer(service).findings[-1]
    assert (last.code, last.rule.id if last.rule is not None else "") == (code, article)


BY_ANOTHER: list[tuple[Json, str]] = [
    (facts(attempt("sms", "found", "acknowledged 2022-06-03 opponent"), consents=[consent()]), "回复系对方当事人所为"),
    (facts(attempt("sms", "found", "read 2022-06-03 cohabitant"), consents=[consent()]), "阅知系同住成年家属所为"),
    (facts(attempt("mail", "found", "signed 2022-06-03 opponent")), "签收的是对方当事人"),
    (facts(attempt("left", None, "left 2022-06-03 opponent")), "拒收的是对方当事人"),
    (facts(attempt("direct", None, "left 2022-06-03 stranger")), "拒收的是无关人员"),
    (
        facts(attempt("left", None, "left 2022-06-03 opponent"), case={"branch": "criminal"}),
        "拒收的是对方当事人",
    ),
    (
        facts(attempt("direct", None, "signed 2022-06-03 representative"), paper={"kind": "mediation_document"}),
        "签收的是诉讼代理人",
    ),
]


@pytest.mark.parametrize(("service", "sentence"), BY_ANOTHER)
def test_whose_act_it_was_is_told(service: Json, sentence: str) -> None:
    assert summary(service) == "not_effective"
    assert sentence in answer(service).reasons()[-1]
    assert answer(service).findings[-1].rule is not None


def test_what_another_did_after_the_moment_asked_about_is_not_told() -> None:
    service = facts(attempt("mail", "found", "sent 2022-06-03", "signed 2022-07-03 opponent"))
    summary(service)
    assert answer(service).findings[-1].code == "mail_not_signed"


def test_whoever_lives_with_them_may_refuse_for_them() -> None:
    assert summary(facts(attempt("left", None, "left 2022-06-03 cohabitant filmed"))) == "effective 2022-06-03 left"


@pytest.mark.parametrize("channel", ["sms", "email", "wechat", "inbox", "fax"])
def test_an_address_of_which_no_class_is_told_says_so(channel: str) -> None:
    service = facts(attempt(channel, None, "arrived 2022-06-03"), consents=[consent()])
    assert summary(service) == "not_effective"
    assert answer(service).findings[-1].code == "address_class_not_told"


def test_a_minor_to_whom_nothing_was_handed_yet_has_not_signed() -> None:
    service = facts(attempt("direct", None, "sent 2022-06-03"), recipient=CHILD)
    assert summary(service) == "not_effective"
    assert answer(service).findings[-1].code == "return_not_signed"


def test_what_another_did_at_the_moment_asked_about_is_told() -> None:
    service = facts(attempt("mail", "found", "signed 2022-06-03 opponent"), as_of="2022-06-03T10:00:00+08:00")
    assert summary(service) == "not_effective"
    assert answer(service).findings[-1].code == "signed_by_another"


def test_the_age_of_a_professional_plays_no_part() -> None:
    for born_on in ("1980-01-01", "2010-01-01"):
        service = facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            consents=[consent()],
            recipient={"kind": "professional", "born_on": born_on},
        )
        assert summary(service) == "effective 2022-06-02 arrival"
        assert not [finding.code for finding in answer(service).findings if finding.code.startswith("of_age")]
