"""Has this person consented, for this paper or for the stage, now, and why (not): one answer for whoever asks."""

import pytest

from songda.core.law import ConsentStatus, consent_at_stage, consent_to_all, consent_to_paper, open_methods, read_facts
from songda.core.law.facts import Channel, Facts
from tests.core.law.given import Json, at, consent, facts, refusal

NOW = at("2022-06-10")
BY_AGENT = {"by": "representative"}
MINOR = {"born_on": "2012-01-01"}


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


@pytest.mark.parametrize(("sentence", "given", "status", "reason"), FOR_A_PAPER, ids=[row[0] for row in FOR_A_PAPER])
def test_the_answer_for_a_paper_has_its_reason_and_its_rule(
    sentence: str, given: Facts, status: str, reason: str
) -> None:
    answer = consent_to_paper(given)
    rule = answer.reason.rule.id.removeprefix("cn.") if answer.reason.rule else ""
    assert (str(answer.status), f"{answer.reason.code} {rule}") == (status, reason), sentence
    assert all(answer.sentence(language) for language in ("zh", "en"))
    assert (answer.is_given, answer.is_refused) == (status == "given", status == "refused")


@pytest.mark.parametrize("given", [row[1] for row in FOR_A_PAPER], ids=[row[0] for row in FOR_A_PAPER])
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
    ("at no moment where nobody said anything", asked(), None),
]


@pytest.mark.parametrize(("sentence", "given", "since"), MOMENTS, ids=[row[0] for row in MOMENTS])
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
    ("no is no for every paper", asked(refusals=("2022-06-05",)), "refused"),
    ("of whom nothing is known nothing is given", asked(), "missing"),
]


@pytest.mark.parametrize(("sentence", "given", "status"), FOR_A_STAGE, ids=[row[0] for row in FOR_A_STAGE])
def test_the_answer_for_a_stage_looks_at_every_paper(sentence: str, given: Facts, status: str) -> None:
    assert consent_at_stage(given).status == status, sentence


def test_of_some_papers_the_answer_names_the_consent_for_them() -> None:
    answer = consent_at_stage(asked(consent("2022-06-03", paper_kinds=["judgment", "decision"])))
    assert answer.reason.code == "consent_express"
    assert answer.at is not None


def test_for_several_papers_the_answer_is_the_one_furthest_from_a_yes() -> None:
    given, needless = consent_to_paper(asked(consent())), consent_to_paper(asked(case={"procedure": "simplified"}))
    missing, refused = consent_to_paper(asked()), consent_to_paper(asked(refusals=("2022-06-05",)))
    later = consent_to_paper(asked(refusals=("2022-06-07",)))
    assert consent_to_all([given, given]) == given
    assert consent_to_all([needless, given]) == needless
    assert consent_to_all([given, missing, needless]) == missing
    assert consent_to_all([missing, refused, given]) == refused
    assert consent_to_all([later, refused]) == later
    assert consent_to_all([]) is None


def test_where_no_rule_of_the_time_opens_the_way_nobody_is_taken_to_have_agreed() -> None:
    closed = asked(recipient={"domicile": "tw"})
    assert consent_to_paper(closed).status is ConsentStatus.MISSING
