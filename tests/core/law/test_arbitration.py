"""Arbitration (Arbitration Law as revised in 2025): most of service is what the parties agreed or the rules of the
institution say, and the answer says so instead of guessing."""

from datetime import date

import pytest

from songda.core.law import PeriodContext, PeriodError, decide, last_day, profile_of, read_facts
from songda.core.law.facts import PaperKind
from tests.core.law import acting
from tests.core.law.given import Json, answer, attempt, consent, facts, refusal, summary
from tests.rows import all_rows

AGREED = {"consents": [consent("2026-05-01", "prior_agreement")]}
BANKRUPT = {"recipient": {"kind": "legal_person", "in_bankruptcy": True}}
AWARD = {"paper": {"kind": "judgment"}}
ABOUT_AN_AWARD = PeriodContext(paper=PaperKind.JUDGMENT, jurisdiction="cn_arbitration")
ABOUT_A_CLAIM = PeriodContext(paper=PaperKind.COMPLAINT_COPY, jurisdiction="cn_arbitration")
MEDIATED = {"paper": {"kind": "mediation_document", "other_signatures": ["2026-05-20T10:00:00+08:00"]}}

EARLY: Json = MEDIATED["paper"] | {"other_signatures": ["2026-02-11T10:00:00+08:00"]}


def arbitration(
    channel: str, *events: str, address_class: str | None = "provided", to: str = "recipient", **changes: object
) -> Json:
    """A notice of the hearing in an arbitration of 2026."""
    case = {"number": "（2026）并仲123号"} | dict(changes.pop("case", {}))  # type: ignore[call-overload]
    plain = {"jurisdiction": "cn_arbitration", "as_of": "2026-10-01T00:00:00+08:00"}
    hearing = {"hearing_at": "2026-06-20T09:00:00+08:00"}
    return facts(attempt(channel, address_class, *events, to=to), **(plain | hearing | {"case": case} | changes))


TABLE = [
    ("41: by the electronic way that was agreed, and read", arbitration("email", "read 2026-05-11", **AGREED),
     "effective 2026-05-11 receipt_completed"),
    ("41: agreed expressly in the proceedings",
     arbitration("email", "acknowledged 2026-05-11", consents=[consent("2026-05-01")]),
     "effective 2026-05-11 receipt_completed"),
    ("41: read, but nothing was agreed: the rules say", arbitration("email", "read 2026-05-11"), "awaiting_judge"),
    ("41: agreed, but it has only arrived: the law does not say when that counts",
     arbitration("email", "arrived 2026-05-11", **AGREED), "awaiting_judge"),
    ("41: arrived, nothing agreed", arbitration("email", "arrived 2026-05-11"), "awaiting_judge"),
    ("41: it bounced", arbitration("email", "arrived 2026-05-11", "bounced 2026-05-12", **AGREED), "not_effective"),
    ("41: it was sent, and nothing more is known", arbitration("sms", "sent 2026-05-11", **AGREED), "not_effective"),
    ("41: to an address that is nobody's",
     arbitration("email", "read 2026-05-11", address_class="unknown", **AGREED), "not_effective"),
    ("41: read by the other side",
     arbitration("email", "read 2026-05-11 opponent", **AGREED), "not_effective"),
    ("11(1): whoever clearly said no is not served on line",
     arbitration("email", "read 2026-05-11", refusals=[refusal("2026-05-02")]), "not_effective"),
    ("41: signed for in hand: whether by the right person, the rules say",
     arbitration("direct", "signed 2026-05-11 cohabitant"), "awaiting_judge"),
    ("41: a letter that came back is deemed nothing by law", arbitration("mail", "returned 2026-05-11"),
     "awaiting_judge"),
    ("41: nor is a notice", arbitration("public_notice", "published 2026-05-11", address_class=None),
     "awaiting_judge"),
    ("3(2)(1): a marriage is not arbitrated",
     arbitration("email", "read 2026-05-11", case={"status_case": True}, **AGREED), "not_allowed"),
    ("3(2)(2): nor is a dispute with an authority",
     arbitration("email", "read 2026-05-11", case={"branch": "administrative"}, **AGREED), "not_allowed"),
    ("3(1): nor a criminal case", arbitration("email", "read 2026-05-11", case={"branch": "criminal"}, **AGREED),
     "not_allowed"),
    ("96: not before 1 March 2026",
     arbitration("email", "read 2026-02-28", consents=[consent("2026-02-01", "prior_agreement")]), "not_verified"),
    ("al2017 59: an award that the party received before that counts by whatever way it came",
     arbitration("direct", "signed 2026-02-10", **AWARD), "effective 2026-02-10 signature"),
    ("al2017 59: read by wire too", arbitration("email", "read 2026-02-10", **AWARD),
     "effective 2026-02-10 receipt_completed"),
    ("al2017 52(2): a mediation document of that time, in hand",
     arbitration("direct", "signed 2026-02-10", paper=EARLY), "effective 2026-02-11 signature"),
    ("al2017 52(2): and on line", arbitration("inbox", "signed 2026-02-10", paper=EARLY),
     "effective 2026-02-11 signature"),
    ("al2017 52(2): not while the other has not signed",
     arbitration("direct", "signed 2026-02-10", paper=EARLY | {"other_signatures": [None]}), "not_effective"),
    ("al2017 52(2): reading it is not signing",
     arbitration("inbox", "read 2026-02-10", paper=EARLY), "not_effective"),
    ("cc 23: nor did a child of ten receive one of that time",
     arbitration("direct", "signed 2026-02-10 recipient", recipient={"born_on": "2016-05-01"}, **AWARD),
     "not_effective"),
    ("ebl 25(1)(7): nor a debtor's own people",
     arbitration("direct", "signed 2026-02-10 recipient", **BANKRUPT, **AWARD), "not_effective"),
    ("al2017 3(1): a marriage was not arbitrated either",
     arbitration("direct", "signed 2026-02-10", case={"status_case": True}, **AWARD), "not_allowed"),
    ("al2017 3(2): nor a dispute with an authority",
     arbitration("direct", "signed 2026-02-10", case={"branch": "administrative"}, **AWARD), "not_allowed"),
    ("al2017 2: nor a crime", arbitration("direct", "signed 2026-02-10", case={"branch": "criminal"}, **AWARD),
     "not_allowed"),
    ("96: from that day on",
     arbitration("email", "read 2026-03-01", consents=[consent("2026-02-01", "prior_agreement")]),
     "effective 2026-03-01 receipt_completed"),
    ("72: an award that was read has been received, agreed or not",
     arbitration("email", "read 2026-05-11", **AWARD), "effective 2026-05-11 receipt_completed"),
    ("72: an award that only arrived has not", arbitration("email", "arrived 2026-05-11", **AWARD), "awaiting_judge"),
    ("72: signed for by the party", arbitration("mail", "signed 2026-05-11", **AWARD),
     "effective 2026-05-11 signature"),
    ("72: signed for by their neighbour", arbitration("mail", "signed 2026-05-11 stranger", **AWARD),
     "not_effective"),
    ("41: signed for by their household: whether the award is theirs then, the rules say",
     arbitration("mail", "signed 2026-05-11 cohabitant", **AWARD), "awaiting_judge"),
    ("65(2): in force when the last of both has signed", arbitration("direct", "signed 2026-05-11", **MEDIATED),
     "effective 2026-05-20 signature"),
    ("65(2), 11(2): on line too", arbitration("inbox", "signed 2026-05-21", **MEDIATED),
     "effective 2026-05-21 signature"),
    ("65(2): reading is not signing", arbitration("inbox", "read 2026-05-21", **AGREED, **MEDIATED),
     "not_effective"),
    ("65(2): not in force while another party has not signed",
     arbitration("direct", "signed 2026-05-11", paper=MEDIATED["paper"] | {"other_signatures": [None]}),
     "not_effective"),
    ("cc 23: a child of ten receives no award",
     arbitration("mail", "signed 2026-05-11 recipient", recipient={"born_on": "2016-05-01"}, **AWARD),
     "not_effective"),
    ("72: their parent does",
     arbitration("mail", "signed 2026-05-11 statutory_agent", recipient={"born_on": "2016-05-01"}, **AWARD),
     "effective 2026-05-11 signature"),
    ("cc 18(1): of age, they agree themselves",
     arbitration("email", "read 2026-05-11", recipient={"born_on": "2007-05-01"}, **AGREED),
     "effective 2026-05-11 receipt_completed"),
    ("cc 18(2): sixteen, and living on their own work",
     arbitration("email", "read 2026-05-11", recipient={"born_on": "2009-05-01", "own_labour": True}, **AGREED),
     "effective 2026-05-11 receipt_completed"),
    ("ebl 25(1)(7): the administrator receives the award",
     arbitration("mail", "signed 2026-05-11 bankruptcy_administrator", **BANKRUPT, **AWARD),
     "effective 2026-05-11 signature"),
    ("ebl 25(1)(7): by e-mail too",
     arbitration("email", "read 2026-05-11", to="bankruptcy_administrator", **BANKRUPT, **AWARD),
     "effective 2026-05-11 receipt_completed"),
    ("ebl 25(1)(7): the debtor's own people do not",
     arbitration("mail", "signed 2026-05-11 recipient", **BANKRUPT, **AWARD), "not_effective"),
    ("ebl 25(1)(7): nor at the debtor's own address", arbitration("email", "read 2026-05-11", **BANKRUPT, **AGREED),
     "not_effective"),
    ("ebl 25(1)(7): the administrator read what was agreed",
     arbitration("email", "read 2026-05-11 bankruptcy_administrator", to="bankruptcy_administrator", **BANKRUPT,
                 **AGREED), "effective 2026-05-11 receipt_completed"),
    ("ebl 25(1)(7): acted on by the administrator with whom nothing was agreed: the rules say",
     arbitration("email", "acted 2026-05-11 bankruptcy_administrator", to="bankruptcy_administrator", **BANKRUPT),
     "awaiting_judge"),
    ("41: acted on, but nothing was agreed: the rules say", arbitration("email", "acted 2026-05-11"), "awaiting_judge"),
    ("ebl 25(1)(7): the administrator signs for a mediation document",
     arbitration("direct", "signed 2026-05-11 bankruptcy_administrator", **BANKRUPT, **MEDIATED),
     "effective 2026-05-20 signature"),
    ("65(2): one left with them who refused is not signed for",
     arbitration("left", "left 2026-05-21", **MEDIATED), "not_effective"),
]  # fmt: skip


@all_rows(("sentence", "service", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_service_in_arbitration(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


READ = arbitration("email", "read 2026-05-11", **AGREED)
GUARDS = [
    ("54(2): told in the way that was agreed", READ, "guard_notified_in_writing_yes, guard_before_hearing_yes"),
    ("54(2): it only arrived", arbitration("email", "arrived 2026-05-11", **AGREED), "guard_notified_in_writing_no"),
    ("53: after it had begun", arbitration("email", "read 2026-06-21", **AGREED),
     "guard_notified_in_writing_yes, guard_before_hearing_no"),
    ("54(1): the applicant is taken to withdraw",
     arbitration("email", "read 2026-05-11", **AGREED, recipient={"role": "plaintiff"}),
     "guard_applicant_withdraws_no, guard_notified_in_writing_yes, guard_before_hearing_yes"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "service", "expected"), GUARDS, ids=[row[0] for row in GUARDS])
def test_an_award_in_absence(sentence: str, service: Json, expected: str) -> None:
    guard = answer(service).default_judgment
    assert guard is not None
    assert ", ".join(each.finding.code for each in guard.conditions) == expected


def test_both_periods_of_an_award_run_from_its_receipt_and_there_is_no_appeal() -> None:
    decision = answer(arbitration("mail", "signed 2026-05-11", **AWARD))
    assert [(each.kind, str(each.last_day)) for each in decision.periods] == [
        ("award_correction", "2026-06-10"),
        ("set_aside", "2026-08-11"),
    ]
    said = {each.code for each in decision.findings}
    assert {"no_appeal_from_an_award", "award_in_force_from_its_date"} <= said


# Before March 2026: from the law of 1994, as far as it says anything of service (arts. 9, 25, 56, 59).
BEFORE_2026 = [
    ("award_correction", date(2025, 6, 3), ABOUT_AN_AWARD, date(2025, 7, 3), "al2017.56"),
    ("set_aside", date(2025, 6, 3), ABOUT_AN_AWARD, date(2025, 12, 3), "al2017.59"),
    ("set_aside", date(2026, 2, 28), ABOUT_AN_AWARD, date(2026, 8, 28), "al2017.59"),
]
NONE_BEFORE_2026 = [
    (date(2025, 6, 3), "appeal", ABOUT_AN_AWARD, "al2017.9.1"),
    (date(2025, 6, 3), "answer", ABOUT_A_CLAIM, "al2017.25.2"),
]


@pytest.mark.parametrize(("kind", "received", "asked", "end", "article"), BEFORE_2026)
def test_before_the_new_law_an_award_may_be_set_aside_for_six_months(
    kind: str, received: date, asked: PeriodContext, end: date, article: str
) -> None:
    deadline = last_day(received, kind, asked)
    assert deadline.rule is not None
    assert (deadline.last_day, deadline.rule.id) == (end, f"cn_arbitration.{article}")


@pytest.mark.parametrize(("received", "kind", "asked", "article"), NONE_BEFORE_2026)
def test_what_the_older_law_left_to_the_rules_or_did_not_know(
    received: date, kind: str, asked: PeriodContext, article: str
) -> None:
    with pytest.raises(PeriodError) as refused:
        last_day(received, kind, asked)
    assert refused.value.rule is not None
    assert refused.value.rule.id == f"cn_arbitration.{article}"


OTHERS = [
    ("al 69, 72, cc 203: three months end on 1 July, thirty days on 1 May, which is a rest day",
     arbitration("mail", "signed 2026-04-01", **AWARD), ["2026-05-06", "2026-07-01"],
     "award_in_force_from_its_date"),
    ("al 36(2): the time to answer is that of the rules",
     arbitration("email", "read 2026-05-11", **AGREED, paper={"kind": "complaint_copy"}), [],
     "answer_in_the_time_of_the_rules"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "service", "days", "code"), OTHERS, ids=[row[0] for row in OTHERS])
def test_a_period_ends_as_the_civil_code_counts_or_as_the_rules_say(
    sentence: str, service: Json, days: list[str], code: str
) -> None:
    decision = answer(service)
    assert [str(each.last_day) for each in decision.periods] == days, sentence
    assert code in {each.code for each in decision.findings}


def test_the_notice_of_a_hearing_says_that_its_time_stands_in_the_rules() -> None:
    assert "notice_of_hearing_by_the_rules" in {each.code for each in answer(READ).findings}


def test_what_is_left_open_is_told_as_left_open() -> None:
    told = decide(read_facts(arbitration("email", "arrived 2026-05-11", **AGREED))).to_json("zh")
    assert any("法律没有规定" in str(reason) for reason in told["reasons"])  # type: ignore[union-attr]


def test_the_rest_days_are_those_of_the_country() -> None:
    assert profile_of("cn_arbitration").calendar == profile_of("cn").calendar


def test_every_row_of_arbitration_has_an_example() -> None:
    every = [*(row[1] for row in TABLE), *(row[1] for row in GUARDS)]
    every += [row[1] for row in OTHERS]
    used = set().union(*(acting.acting_in(answer(each)) for each in every))
    used |= acting.acting_in_period(last_day(date(2026, 4, 1), "award_correction", ABOUT_AN_AWARD))
    for kind, received, asked, *_ in BEFORE_2026:
        used |= acting.acting_in_period(last_day(received, kind, asked))
    for received, kind, asked, _ in NONE_BEFORE_2026:
        with pytest.raises(PeriodError) as refused:
            last_day(received, kind, asked)
        used.add(id(refused.value.rule))
    assert acting.unused(used, "cn_arbitration") == []
