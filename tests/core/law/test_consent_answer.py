"""Has this person consented, for this paper or for the stage, now, and why (not): one answer for whoever asks."""

from dataclasses import replace
from datetime import datetime
from itertools import combinations

import pytest

from songda.core.law import (
    ANY_PAPER,
    ConsentStatus,
    consent_at_stage,
    consent_to_all,
    consent_to_paper,
    open_methods,
    read_facts,
)
from songda.core.law.facts import Channel, Facts, PaperKind
from tests.core.law.given import Json, at, consent, facts, refusal
from tests.rows import all_rows

NOW = at("2022-06-10")
BY_AGENT = {"by": "representative"}
MINOR = {"born_on": "2012-01-01"}
CRIMINAL = {"branch": "criminal"}
NOTICE, JUDGMENT = {"kind": "hearing_notice"}, {"kind": "judgment"}


def asked(
    *consents: Json, refusals: tuple[str, ...] = (), recipient: Json | None = None, case: Json | None = None
) -> Facts:
    """The facts of somebody who is asked for nothing but consent, on 10 June 2022."""
    return read_facts(
        facts(
            as_of=NOW,
            consents=list(consents),
            refusals=[refusal(day) for day in refusals],
            recipient=recipient or {},
            case=case or {},
        )
    )


FOR_A_PAPER = [
    ("who agreed has agreed (Rules, article 29)", asked(consent()), "given", "consent_express olr.29.2.1"),
    ("of whom nothing is known nothing is given (Law, article 90)", asked(), "missing", "no_consent cpl2021.90.1"),
    ("a clear no closes it (Rules, article 2)", asked(refusals=("2022-06-05",)), "refused", "refused olr.2.0.2"),
    (
        "a later no ends an earlier yes (Rules, article 2)",
        asked(consent(), refusals=("2022-06-05",)),
        "refused",
        "refused olr.2.0.2",
    ),
    (
        "a later yes opens what an earlier no closed (Rules, article 29)",
        asked(consent("2022-06-07"), refusals=("2022-06-05",)),
        "given",
        "consent_express olr.29.2.1",
    ),
    (
        "what was taken back is a no (Rules, article 5)",
        asked(consent(withdrawn_at=at("2022-06-08"))),
        "refused",
        "consent_withdrawn olr.5.2",
    ),
    (
        "what was to be taken back later still stands (Rules, article 5)",
        asked(consent(withdrawn_at=at("2022-06-12"))),
        "given",
        "consent_express olr.29.2.1",
    ),
    (
        "a consent is not stretched to another stage (Rules, article 4)",
        asked(consent(stages=["second_instance"])),
        "missing",
        "consent_for_other_stage olr.4.2.4",
    ),
    (
        "nor to other papers (Rules, article 4)",
        asked(consent(paper_kinds=["judgment"])),
        "missing",
        "consent_for_other_papers olr.4.2.4",
    ),
    (
        "a child cannot agree (Law, article 60)",
        asked(consent(), recipient=MINOR),
        "missing",
        "consent_without_capacity cpl2021.60",
    ),
    (
        "whoever acts for a child can (Law, article 60)",
        asked(consent(by="statutory_agent"), recipient=MINOR),
        "given",
        "consent_express olr.29.2.1",
    ),
    ("an agent with authority can", asked(consent(**BY_AGENT)), "given", "consent_express olr.29.2.1"),
    (
        "an agent without authority cannot (Law, article 90)",
        asked(consent(by="stranger")),
        "missing",
        "consent_by_another cpl2021.90.1",
    ),
    (
        "simple means in simplified procedure wait for no consent (Law, article 162)",
        asked(case={"procedure": "simplified"}),
        "not_needed",
        "simple_means_need_no_consent cpl2021.162",
    ),
    (
        "but never against a no (Law, article 162; Rules, article 2)",
        asked(case={"procedure": "simplified"}, refusals=("2022-06-05",)),
        "refused",
        "refused olr.2.0.2",
    ),
]


@all_rows(("sentence", "given", "status", "reason"), FOR_A_PAPER, ids=[row[0] for row in FOR_A_PAPER])
def test_the_answer_for_a_paper_has_its_reason_and_its_rule(
    sentence: str, given: Facts, status: str, reason: str
) -> None:
    answer = consent_to_paper(given)
    rule = answer.reason.rule.id.removeprefix("cn.") if answer.reason.rule else ""
    assert (str(answer.status), f"{answer.reason.code} {rule}") == (status, reason), sentence
    assert all(answer.sentence(language) for language in ("zh", "en"))
    assert (answer.is_given, answer.is_refused) == (status == "given", status == "refused")


@all_rows("given", [row[1] for row in FOR_A_PAPER], ids=[row[0] for row in FOR_A_PAPER])
def test_before_anything_is_sent_the_same_is_said_of_text_messages(given: Facts) -> None:
    people = {"consents": given.consents, "refusals": given.refusals, "at": given.as_of}
    (method,) = open_methods(given.case, given.paper, given.recipient, channels=[Channel.SMS], **people)  # type: ignore[arg-type]
    assert method.consent == consent_to_paper(given)
    assert method.allowed is (method.consent.status != "refused")
    assert method.needs_consent is (method.consent.status in {"missing", "refused"})


MOMENTS = [
    ("since the first of two consents", asked(consent("2022-06-03"), consent("2022-06-01")), at("2022-06-01", "09:00")),
    ("since the last no of two", asked(refusals=("2022-06-02", "2022-06-05")), at("2022-06-05")),
    (
        "since it was taken back, where that came after the no",
        asked(consent(withdrawn_at=at("2022-06-08")), refusals=("2022-05-01",)),
        at("2022-06-08"),
    ),
    (
        "since the no, where what was taken back never reached this paper",
        asked(consent(stages=["retrial"], withdrawn_at=at("2022-06-08")), refusals=("2022-05-01",)),
        at("2022-05-01"),
    ),
    ("since the no that was said by then", asked(refusals=("2022-05-01", "2022-06-20")), at("2022-05-01")),
    ("since the no that was said at this very moment", asked(refusals=("2022-06-10",)), NOW),
    ("since it was taken back at this very moment", asked(consent(withdrawn_at=NOW)), NOW),
    (
        "since the no, where it was to be taken back only later",
        asked(consent("2022-05-01", withdrawn_at=at("2022-06-20")), refusals=("2022-06-05",)),
        at("2022-06-05"),
    ),
    (
        "since the no, where the consent that it ended was never taken back",
        asked(consent("2022-05-01"), refusals=("2022-06-05",)),
        at("2022-06-05"),
    ),
    ("at no moment where nobody said anything", asked(), None),
]


@all_rows(("sentence", "given", "since"), MOMENTS, ids=[row[0] for row in MOMENTS])
def test_the_answer_says_since_when(sentence: str, given: Facts, since: str | None) -> None:
    answer = consent_to_paper(given)
    assert (answer.at.isoformat() if answer.at else None) == since, sentence


FOR_A_STAGE = [
    ("a consent for every paper is one for the stage", asked(consent()), "given"),
    ("a consent for judgments is one for some papers", asked(consent(paper_kinds=["judgment"])), "for_some_papers"),
    (
        "a consent for judgments after a no as well",
        asked(consent("2022-06-07", paper_kinds=["judgment"]), refusals=("2022-06-05",)),
        "for_some_papers",
    ),
    (
        "a consent for judgments that was taken back is none, nor a no to other papers",
        asked(consent(paper_kinds=["judgment"], withdrawn_at=at("2022-06-08"))),
        "missing",
    ),
    ("a consent for papers of another stage is none", asked(consent(stages=["retrial"])), "missing"),
    (
        "a consent for judgments beside one for every paper is one for the stage",
        asked(consent("2022-06-03", paper_kinds=["judgment"]), consent()),
        "given",
    ),
    ("no is no for every paper", asked(refusals=("2022-06-05",)), "refused"),
    ("of whom nothing is known nothing is given", asked(), "missing"),
]


@all_rows(("sentence", "given", "status"), FOR_A_STAGE, ids=[row[0] for row in FOR_A_STAGE])
def test_the_answer_for_a_stage_looks_at_every_paper(sentence: str, given: Facts, status: str) -> None:
    assert consent_at_stage(given).status == status, sentence


def test_of_some_papers_the_answer_names_the_consent_for_them() -> None:
    answer = consent_at_stage(asked(consent("2022-06-03", paper_kinds=["judgment", "decision"])))
    assert answer.reason.code == "consent_express"
    assert answer.at is not None


def test_of_two_kinds_agreed_to_the_same_one_is_named_in_whatever_order_they_are_told() -> None:
    for first, second in combinations(sorted(set(PaperKind) - {PaperKind.OTHER}), 2):
        agreed = [consent("2022-06-03", paper_kinds=[first]), consent("2022-06-01", paper_kinds=[second])]
        for told in (agreed, agreed[::-1]):
            answer = consent_at_stage(asked(*told))
            assert answer.status is ConsentStatus.FOR_SOME_PAPERS
            assert answer.at == datetime.fromisoformat(at("2022-06-03", "09:00")), (first, second)


def test_whoever_asks_about_the_stage_asks_about_any_paper() -> None:
    other = asked(consent(paper_kinds=["other"]))
    assert consent_to_paper(replace(other, paper=ANY_PAPER)) == consent_at_stage(other)
    assert consent_at_stage(other).is_given


@pytest.mark.parametrize("domicile", ["sg", "hk", "mo"])
def test_before_2022_a_mediation_document_waited_for_their_yes_abroad_as_well(domicile: str) -> None:
    """Law of 2017, article 87; other papers were served abroad without, once receipt was certain."""
    told = {"as_of": at("2020-06-10"), "recipient": {"domicile": domicile}}
    mediated = read_facts(facts(paper={"kind": "mediation_document"}, **told))
    assert consent_to_paper(mediated).status is ConsentStatus.MISSING
    assert consent_to_paper(read_facts(facts(paper={"kind": "summons"}, **told))).status is ConsentStatus.NOT_NEEDED


WITHOUT_ASKING = [
    ("a notice to attend a criminal hearing waits for nobody's yes (Interpretation, article 221)", NOTICE, {}, True),
    ("no rule lets a criminal judgment do without, for none lets it go this way", JUDGMENT, {}, False),
    ("abroad it may (Interpretation, article 495)", JUDGMENT, {"domicile": "sg"}, True),
    ("in Hong Kong none does either", JUDGMENT, {"domicile": "hk"}, False),
]


@pytest.mark.parametrize(("sentence", "paper", "recipient", "is_needless"), WITHOUT_ASKING)
def test_in_criminal_cases_no_consent_is_needed_where_an_article_opens_the_way(
    sentence: str, paper: Json, recipient: Json, is_needless: bool
) -> None:
    given = read_facts(facts(as_of=NOW, case=CRIMINAL, paper=paper, recipient=recipient))
    assert consent_to_paper(given).status == ("not_needed" if is_needless else "missing"), sentence
    refused = read_facts(
        facts(as_of=NOW, case=CRIMINAL, paper=paper, recipient=recipient, refusals=[refusal(NOW[:10])])
    )
    assert consent_to_paper(refused).is_refused


def test_for_several_papers_the_answer_is_the_one_furthest_from_a_yes() -> None:
    given, needless = consent_to_paper(asked(consent())), consent_to_paper(asked(case={"procedure": "simplified"}))
    missing, refused = consent_to_paper(asked()), consent_to_paper(asked(refusals=("2022-06-05",)))
    later = consent_to_paper(asked(refusals=("2022-06-07",)))
    assert consent_to_all([given, given]) == given
    assert consent_to_all([needless, given]) == needless
    assert consent_to_all([given, missing, needless]) == missing
    assert consent_to_all([missing, refused, given]) == refused
    assert consent_to_all([later, refused]) == consent_to_all([refused, later]) == later
    assert consent_to_all([missing, missing]) == missing
    assert consent_to_all([]) is None


def test_where_no_rule_of_the_time_opens_the_way_nobody_is_taken_to_have_agreed() -> None:
    closed = asked(recipient={"domicile": "tw"})
    assert consent_to_paper(closed).status is ConsentStatus.MISSING
