"""Administrative reconsideration: its papers are served as in civil procedure (art. 88), the act by its authority.

From which day the time to apply runs the Regulations say: art. 23, until 30 June 2026 art. 15 of 2007.
"""

from datetime import date

import pytest

from songda.core.law import PeriodContext, decide, last_day, profile_of, read_facts
from songda.core.law.facts import Branch, PaperKind, Procedure
from tests.core.law import acting
from tests.core.law.given import Json, answer, attempt, consent, facts, refusal, ruling, summary
from tests.core.law.notices import other
from tests.rows import all_rows

ACT = {"paper": {"kind": "decision"}}
REPLY = {"paper": {"kind": "complaint_copy"}}
COMPANY = {"recipient": {"kind": "legal_person"}}
BANKRUPT = {"recipient": {"kind": "legal_person", "in_bankruptcy": True}}
AGREED = {"consents": [consent("2026-08-01")]}
MEDIATED = {"paper": {"kind": "mediation_document", "other_signatures": ["2026-08-20T10:00:00+08:00"]}}


def paper(channel: str, *events: str, address_class: str | None = "provided", **changes: object) -> Json:
    """A decision of the authority that reconsiders, to an applicant, in August 2026."""
    plain: Json = {"jurisdiction": "cn_reconsideration", "as_of": "2026-11-01T00:00:00+08:00"}
    plain |= {"paper": {"kind": "judgment"}, "case": {"branch": "administrative", "number": "晋政复决〔2026〕12号"}}
    for name, value in changes.items():
        inner = plain.get(name)
        plain[name] = inner | value if isinstance(inner, dict) and isinstance(value, dict) else value
    return facts(attempt(channel, address_class, *events), **plain)


def to(service: Json, person: str) -> Json:
    """The same service, sent to somebody else than the recipient."""
    service["attempts"][0]["to"] = person  # type: ignore[index]
    return service


def left_how(how: str) -> Json:
    """A decision of an act that was handed to somebody, who refused it or not, and what records that."""
    service = paper("direct", "left 2026-08-03", **ACT)
    service["attempts"][0]["events"][0]["how"] = how  # type: ignore[index]
    return service


def confirmed_notice(**changes: object) -> Json:
    """A notice that the reconsidering body found to count."""
    as_of = "2026-12-01T00:00:00+08:00"
    service = paper("public_notice", "published 2026-08-03", address_class=None, as_of=as_of, **changes)
    service["attempts"][0]["rulings"] = [ruling("2026-10-20", counts=True)]  # type: ignore[index]
    return service


def found(*, counts: bool) -> Json:
    """Somebody opened it at an address that the authority found, and the reconsidering body made its finding."""
    service = paper("email", "read 2026-08-03", address_class="found", **AGREED)
    service["attempts"][0]["rulings"] = [ruling("2026-08-20", counts=counts)]
    return service


TABLE = [
    ("rl 73(1): not in force while another party has not signed",
     paper("direct", "signed 2026-08-03", paper={"kind": "mediation_document", "other_signatures": [None]}),
     "not_effective"),
    ("cpl 88(1): a stranger cannot sign for them", paper("direct", "signed 2026-08-03 stranger"), "not_effective"),
    ("cpl 87(2): they signed themselves", paper("direct", "signed 2026-08-03 recipient"),
     "effective 2026-08-03 signature"),
    # the act: from when the time to apply runs
    ("rr 23(1)(2): signed for in hand", paper("direct", "signed 2026-08-03", **ACT), "effective 2026-08-03 signature"),
    ("rr 23(1)(2): refused to sign", paper("direct", "left 2026-08-03", **ACT), "effective 2026-08-03 left"),
    ("rr2007 15(1)(2): a refusal was not yet named in June 2026", paper("direct", "left 2026-06-30", **ACT),
     "not_effective"),
    ("rr 23(1)(2): refused before a witness", left_how("witnessed"), "effective 2026-08-03 left"),
    ("rr 23(1)(2): that they refused is recorded nowhere", left_how("unrecorded"), "not_effective"),
    ("rr 23(1)(2): nobody was met, so nobody refused", left_how("nobody_met"), "not_effective"),
    ("rr 23(1)(5): a notice of which nobody tells how long it runs has no day, found to count or not",
     confirmed_notice(**ACT), "awaiting_judge"),
    ("rl 88(1): nor has one in Hong Kong", confirmed_notice(recipient={"domicile": "hk"}), "awaiting_judge"),
    ("cpl 283(2): abroad sixty days run from it", confirmed_notice(recipient={"domicile": "sg"}),
     "effective 2026-10-02 public_notice"),
    ("rr 23(1)(2): from its first day", paper("direct", "left 2026-07-01", **ACT), "effective 2026-07-01 left"),
    ("rr 23(1)(2): somebody of the household cannot refuse for them",
     paper("direct", "left 2026-08-03 cohabitant", **ACT), "not_effective"),
    ("rl 20(1): the household took it: when they knew is to be found",
     paper("direct", "signed 2026-08-03 cohabitant", **ACT), "awaiting_judge"),
    ("rr2007 15(1)(2): signed for in 2025", paper("direct", "signed 2025-08-04", **ACT),
     "effective 2025-08-04 signature"),
    ("rr 23(1)(3): signed for on the receipt of the post", paper("mail", "signed 2026-08-03", **ACT),
     "effective 2026-08-03 signature"),
    ("rr2007 15(1)(3): the same before", paper("mail", "signed 2026-06-03", **ACT), "effective 2026-06-03 signature"),
    ("rr 23(1)(3): a letter that came back was signed by nobody", paper("mail", "returned 2026-08-03", **ACT),
     "not_effective"),
    ("rr 23(1)(4): it reached the system that they named", paper("email", "arrived 2026-08-03", **ACT),
     "effective 2026-08-03 arrival"),
    ("rr 23(1)(4): consent to papers of reconsideration is not asked for here",
     paper("email", "arrived 2026-08-03", refusals=[refusal("2026-08-01")], **ACT), "effective 2026-08-03 arrival"),
    ("rr 23(1)(4): a system that the authority found was not named by them",
     paper("email", "arrived 2026-08-03", address_class="found", **ACT), "not_effective"),
    ("rr 23(1)(4): it bounced", paper("email", "arrived 2026-08-03", "bounced 2026-08-04", **ACT), "not_effective"),
    ("rr2007 15: no electronic way was named before July 2026", paper("email", "arrived 2026-06-30", **ACT),
     "not_allowed"),
    ("rl 43(2): found to be service on evidence that was checked", found(counts=True),
     "effective 2026-08-03 receipt_presumed"),
    ("rl 43(2): found to be none", found(counts=False), "not_effective"),
    ("rr 23(1)(5): from the end of the time that the notice sets",
     paper("public_notice", "published 2026-08-03", address_class=None, **ACT), "awaiting_judge"),
    ("rr2007 15(1)(4): the same before", paper("public_notice", "published 2026-06-03", address_class=None, **ACT),
     "awaiting_judge"),
    ("rr 23(2): it is said that they knew", paper("mail", "known 2026-08-03", **ACT), "awaiting_judge"),
    ("rr2007 15(1)(6): the same before", paper("mail", "known 2026-06-03", **ACT), "awaiting_judge"),
    ("rr 23: it was left at their door and nothing more is known: no row opens that way",
     paper("left", "left 2026-08-03", **ACT), "not_allowed"),
    # papers of the reconsideration
    ("cpl 90(2): agreed, and it reached their system", paper("email", "arrived 2026-08-03", **AGREED),
     "effective 2026-08-03 arrival"),
    ("cpl 90(1): agreed beforehand",
     paper("email", "arrived 2026-08-03", consents=[consent("2026-08-01", "prior_agreement")]),
     "effective 2026-08-03 arrival"),
    ("cpl 90(1): nobody agreed", paper("email", "arrived 2026-08-03"), "not_effective"),
    ("cpl 90(1): they said no", paper("email", "arrived 2026-08-03", refusals=[refusal("2026-08-01")]),
     "not_effective"),
    ("cpl 90(2): sent is not arrived", paper("email", "sent 2026-08-03", **AGREED), "not_effective"),
    ("cpl 90(2): read, so it had arrived", paper("email", "read 2026-08-03", **AGREED), "effective 2026-08-03 arrival"),
    ("cpl 90(2): at an address that was found", paper("email", "read 2026-08-03", address_class="found", **AGREED),
     "awaiting_judge"),
    ("cpl 90(2): found, and only arrived", paper("email", "arrived 2026-08-03", address_class="found", **AGREED),
     "not_effective"),
    ("cpl 88(2): the household signs for a person", paper("direct", "signed 2026-08-03 cohabitant"),
     "effective 2026-08-03 signature"),
    ("cpl 88(1): a minor of the household does not", paper("direct", "signed 2026-08-03 minor_at_home"),
     "not_effective"),
    ("cpl 88(1): of whom no age is told: to be found", paper("mail", "signed 2026-08-03 cohabitant_of_unknown_age"),
     "awaiting_judge"),
    ("cpl 89: a minor refuses nothing", paper("left", "left 2026-08-03 minor_at_home"), "not_effective"),
    ("cpl 89: of whom no age is told refuses: to be found",
     paper("left", "left 2026-08-03 cohabitant_of_unknown_age"), "awaiting_judge"),
    ("rr 23(1)(2): a minor takes the act", paper("direct", "signed 2026-08-03 minor_at_home", **ACT), "not_effective"),
    ("cpl 88(2): nobody lives with a company", paper("direct", "signed 2026-08-03 cohabitant", **COMPANY),
     "not_effective"),
    ("cpl 88(2): its mail room signs for it", paper("direct", "signed 2026-08-03 mail_room", **COMPANY),
     "effective 2026-08-03 signature"),
    ("cpl 91: by post", paper("mail", "signed 2026-08-03 cohabitant"), "effective 2026-08-03 signature"),
    ("cpl 91: by post to a company", paper("mail", "signed 2026-08-03 mail_room", **COMPANY),
     "effective 2026-08-03 signature"),
    ("cpl 91: court mail alone deems what came back served", paper("mail", "returned 2026-08-03"), "not_effective"),
    ("cpl 89: left at home", paper("left", "left 2026-08-03 cohabitant filmed"), "effective 2026-08-03 left"),
    ("cpl 89: at the premises of a company", paper("left", "left 2026-08-03 mail_room witnessed", **COMPANY),
     "effective 2026-08-03 left"),
    ("cpl 87: not signed", paper("direct", "sent 2026-08-03"), "not_effective"),
    ("cpl 92: a soldier", paper("mail", "signed 2026-08-03", recipient={"soldier": True}), "not_allowed"),
    ("cpl 94: through the unit", paper("transfer", "signed 2026-08-03", recipient={"soldier": True}),
     "effective 2026-08-03 signature"),
    ("cpl 93: in prison", paper("mail", "signed 2026-08-03", recipient={"in_custody": True}), "not_allowed"),
    ("cpl 94: through the prison", paper("transfer", "signed 2026-08-03", recipient={"in_custody": True}),
     "effective 2026-08-03 signature"),
    ("cpl 94: not signed by themselves",
     paper("transfer", "signed 2026-08-03 mail_room", recipient={"in_custody": True}), "not_effective"),
    ("cpl 95(1): thirty days after the notice",
     paper("public_notice", "published 2026-08-03", address_class=None, recipient={"missing": True}),
     "effective 2026-09-02 public_notice"),
    ("cpl 95(1): nobody was missing and nothing had been tried",
     paper("public_notice", "published 2026-08-03", address_class=None, recipient={"missing": False}),
     "not_effective"),
    ("cpl 95(1): after every other way",
     paper("public_notice", "published 2026-08-03", address_class=None, recipient={"missing": False},
           other_tries=[other("direct", "failed 2026-07-01"), other("mail", "returned 2026-07-10")]),
     "effective 2026-09-02 public_notice"),
    ("cpl 95(1): a notice that was not published",
     paper("public_notice", "sent 2026-08-03", address_class=None, recipient={"missing": True}), "not_effective"),
    ("rl 39(1)(1): the applicant died", paper("direct", "signed 2026-08-03", recipient={"deceased": True}),
     "not_allowed"),
    ("rl 39(1)(4): the company ended",
     paper("direct", "signed 2026-08-03", recipient={"kind": "legal_person", "dissolved": True}), "not_allowed"),
    ("rl 73(1): when the last of all has signed", paper("direct", "signed 2026-08-03", **MEDIATED),
     "effective 2026-08-20 signature"),
    ("rl 73(1): on line, with consent", paper("inbox", "signed 2026-08-21", **MEDIATED, **AGREED),
     "effective 2026-08-21 signature"),
    ("rl 73(1): reading is not signing", paper("inbox", "read 2026-08-21", **MEDIATED, **AGREED), "not_effective"),
    ("cpl 89: a mediation document is not left", paper("left", "left 2026-08-03", **MEDIATED), "not_allowed"),
    ("rl 49: a telephone call hears parties, it serves nothing", paper("phone", "acknowledged 2026-08-03"),
     "not_allowed"),
    ("rl 90: nothing is known here before 2024", paper("direct", "signed 2023-12-29"), "not_verified"),
    # refused when it was handed over
    ("cpl 89: refused in hand and filmed", paper("direct", "left 2026-08-03 recipient filmed"),
     "effective 2026-08-03 left"),
    ("cpl 89: refused by the household, before a witness", paper("direct", "left 2026-08-03 cohabitant witnessed"),
     "effective 2026-08-03 left"),
    ("cpl 89: refused to the authority that was entrusted", paper("entrusted", "left 2026-08-03 filmed"),
     "effective 2026-08-03 left"),
    ("cpl 89: refused in hand at a company", paper("direct", "left 2026-08-03 mail_room filmed", **COMPANY),
     "effective 2026-08-03 left"),
    ("cpl 89: refused by a stranger", paper("direct", "left 2026-08-03 stranger filmed"), "not_effective"),
    ("rl 73(1): a refused mediation document is not served",
     paper("direct", "left 2026-08-03 recipient filmed", **MEDIATED), "not_effective"),
    # who acts for them
    ("rl 14(3): a child of ten signs nothing for themselves",
     paper("direct", "signed 2026-08-03 recipient", recipient={"born_on": "2016-05-01"}), "not_effective"),
    ("rl 14(3): nor the document of the act",
     paper("direct", "signed 2026-08-03 recipient", recipient={"born_on": "2016-05-01"}, **ACT), "not_effective"),
    ("cpl 88(2): their parent signs",
     paper("direct", "signed 2026-08-03 statutory_agent", recipient={"born_on": "2016-05-01"}),
     "effective 2026-08-03 signature"),
    ("cc 18(1): of age", paper("email", "arrived 2026-08-03", recipient={"born_on": "2008-05-01"}, **AGREED),
     "effective 2026-08-03 arrival"),
    ("cc 18(2): sixteen, and living on their own work",
     paper("email", "arrived 2026-08-03", recipient={"born_on": "2010-05-01", "own_labour": True}, **AGREED),
     "effective 2026-08-03 arrival"),
    ("cc 18: sixteen without it cannot agree",
     paper("email", "arrived 2026-08-03", recipient={"born_on": "2010-05-01"}, **AGREED), "not_effective"),
    ("rl 14(3): a prisoner without capacity: the agent signs on transfer",
     paper("transfer", "signed 2026-08-03 statutory_agent", recipient={"in_custody": True, "lacks_capacity": True}),
     "effective 2026-08-03 signature"),
    ("ebl 25(1)(7): the administrator signs", paper("direct", "signed 2026-08-03 bankruptcy_administrator", **BANKRUPT),
     "effective 2026-08-03 signature"),
    ("ebl 25(1)(7): the document of the act too",
     paper("mail", "signed 2026-08-03 bankruptcy_administrator", **BANKRUPT, **ACT), "effective 2026-08-03 signature"),
    ("ebl 25(1)(7): the mail room no more", paper("direct", "signed 2026-08-03 mail_room", **BANKRUPT),
     "not_effective"),
    ("ebl 25(1)(7): refused before a camera",
     paper("direct", "left 2026-08-03 bankruptcy_administrator filmed", **BANKRUPT), "effective 2026-08-03 left"),
    ("ebl 25(1)(7): refused, and nothing tells how",
     paper("left", "left 2026-08-03 bankruptcy_administrator", **BANKRUPT), "awaiting_judge"),
    ("ebl 25(1)(7): to their own address", paper("email", "arrived 2026-08-03", **BANKRUPT, **AGREED),
     "not_effective"),
    ("ebl 25(1)(7): in the administrator's system",
     to(paper("email", "arrived 2026-08-03", **BANKRUPT,
              consents=[consent("2026-08-01", by="bankruptcy_administrator")]), "bankruptcy_administrator"),
     "effective 2026-08-03 arrival"),
    ("ebl 25(1)(7): the administrator signs a mediation document",
     paper("direct", "signed 2026-08-03 bankruptcy_administrator", **BANKRUPT, **MEDIATED),
     "effective 2026-08-20 signature"),
    ("rl 17(2): the mandate is over",
     paper("direct", "signed 2026-08-03 representative",
           recipient={"mandate_ended_at": "2026-07-30T10:00:00+08:00"}), "not_effective"),
    ("rl 17(2): sent to an agent whose mandate is over",
     to(paper("email", "arrived 2026-08-03", recipient={"mandate_ended_at": "2026-07-30T10:00:00+08:00"}, **AGREED),
        "representative"), "not_effective"),
    # outside the mainland
    *[
        (f"{article}: {domicile} by {channel}, {event}", paper(channel, event, recipient={"domicile": domicile}),
         "awaiting_judge")
        for article, domicile in (("cpl 283(1)", "de"), ("rl 88(1)", "hk"), ("rl 88(1)", "tw"))
        for channel, event in (("direct", "signed 2026-08-03"), ("left", "left 2026-08-03 filmed"),
                               ("email", "read 2026-08-03"))
    ],
    *[
        (f"{article}: {domicile} by notice",
         paper("public_notice", "published 2026-08-03", address_class=None, recipient={"domicile": domicile}),
         "awaiting_judge")
        for article, domicile in (("cpl 283(2)", "de"), ("rl 88(1)", "hk"))
    ],
    ("rl 88(1): the other side signs nothing for them",
     paper("direct", "signed 2026-08-03 opponent", recipient={"domicile": "de"}), "not_effective"),
    ("cpl 283(2): sixty days", paper("public_notice", "published 2026-10-03", address_class=None,
                                      recipient={"domicile": "de"}), "not_effective"),
    ("cpl 283(1)(8): three months after posting", paper("mail", "sent 2026-07-03", recipient={"domicile": "de"}),
     "awaiting_judge"),
    ("rl 88(1): nothing is on record abroad", paper("email", "sent 2026-08-03", recipient={"domicile": "de"}),
     "not_effective"),
    ("rl 88(1): nothing is on record", paper("email", "sent 2026-08-03", recipient={"domicile": "hk"}),
     "not_effective"),
    ("rr 23(1)(2): where they live does not matter for the act",
     paper("direct", "signed 2026-08-03", recipient={"domicile": "hk"}, **ACT), "effective 2026-08-03 signature"),
]  # fmt: skip


@all_rows(("sentence", "service", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_service_in_reconsideration(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


def left(how: str, **about: object) -> Json:
    service = paper("left", **about)
    service["attempts"][0]["events"] = [{"kind": "left", "at": "2026-08-03T10:00:00+08:00", "how": how}]  # type: ignore[index]
    return service


LEFT = [
    ("cpl 89: nobody was met who could refuse", left("nobody_met"), "left_with_nobody"),
    ("cpl 89: neither a witness nor a film", left("unrecorded"), "left_without_record"),
]


@pytest.mark.parametrize(("sentence", "service", "why"), LEFT, ids=[row[0] for row in LEFT])
def test_leaving_needs_somebody_who_refuses_and_a_record(sentence: str, service: Json, why: str) -> None:
    assert summary(service) == "not_effective", sentence
    assert why in str(answer(service).findings)


ARRIVAL = [
    ("cpl 90(2): it reached their system", "arrived 2026-08-03", "arrived_in_their_system", "confirmed"),
    ("cpl 90(2): read, so it had arrived", "read 2026-08-03", "arrival_shown_by_receipt", "derived"),
    ("cpl 90(2): answered, so it had arrived", "acknowledged 2026-08-03", "arrival_shown_by_receipt", "derived"),
    ("cpl 90(2): evidence that they have it", "known 2026-08-03", "arrival_shown_by_receipt", "derived"),
]


@pytest.mark.parametrize(("sentence", "event", "code", "standing"), ARRIVAL, ids=[row[0] for row in ARRIVAL])
def test_the_article_knows_arrival_and_what_shows_it_is_derived(
    sentence: str, event: str, code: str, standing: str
) -> None:
    service = paper("email", event, **AGREED)
    assert summary(service) == "effective 2026-08-03 arrival", sentence
    found = {finding.code: finding.rule for finding in answer(service).findings}
    assert found[code].standing.value == standing  # type: ignore[union-attr]


HOW = [
    ("cpl 89: left at home and filmed", left("filmed"), "effective 2026-08-03 left", "confirmed"),
    ("cpl 89: nothing tells how it was left", left("untold"), "awaiting_judge", "derived"),
    ("cpl 89: nor of a company", left("untold", **COMPANY), "awaiting_judge", "derived"),
]


@pytest.mark.parametrize(("sentence", "service", "expected", "standing"), HOW, ids=[row[0] for row in HOW])
def test_whether_a_paper_was_left_as_the_article_asks_is_to_be_found_where_nothing_tells_how(
    sentence: str, service: Json, expected: str, standing: str
) -> None:
    assert summary(service) == expected, sentence
    assert answer(service).rules[0].standing.value == standing


PERIODS = [
    ("rl 20(1): sixty days to apply", paper("direct", "signed 2026-08-03", **ACT),
     "reconsideration_application 2026-10-08"),
    ("rl 48, 88(2): ten working days to reply", paper("direct", "signed 2026-08-03", **COMPANY, **REPLY),
     "answer 2026-08-17"),
    ("rl 48, 88(2): holidays do not count, worked weekends do",
     paper("direct", "signed 2026-09-21", **COMPANY, **REPLY), "answer 2026-10-12"),
    ("rl 54(1): five in simplified procedure",
     paper("direct", "signed 2026-08-03", case={"procedure": "simplified"}, **COMPANY, **REPLY), "answer 2026-08-10"),
    *[
        (f"{article}: the respondent replies, a {role.replace('_', ' ')} does not",
         paper("direct", "signed 2026-08-03", recipient={"role": role}, case={"procedure": procedure}, **REPLY), "")
        for article, procedure in (("rl 48", "ordinary"), ("rl 54(1)", "simplified"))
        for role in ("third_party", "third_party_with_claim")
    ],
    ("rl 31(2): ten working days to complete the application",
     paper("direct", "signed 2026-08-03", paper={"kind": "correction_ruling"}), "supplement 2026-08-17"),
    ("apl 45: fifteen days to sue, which are no working days", paper("direct", "signed 2026-08-03"),
     "suit 2026-08-18"),
    ("rl 34: the same where the application was not accepted",
     paper("direct", "signed 2026-08-03", paper={"kind": "ruling"}), "suit 2026-08-18"),
    ("rl 51: a notice of a hearing starts none",
     paper("direct", "signed 2026-08-03", paper={"kind": "summons"}), ""),
]  # fmt: skip


@all_rows(("sentence", "service", "expected"), PERIODS, ids=[row[0] for row in PERIODS])
def test_periods_of_reconsideration(sentence: str, service: Json, expected: str) -> None:
    assert " ".join(f"{each.kind} {each.last_day}" for each in answer(service).periods) == expected


def asked(procedure: Procedure) -> PeriodContext:
    return PeriodContext(Branch.ADMINISTRATIVE, procedure, jurisdiction="cn_reconsideration")


ASKED = (
    ("send_complaint", asked(Procedure.ORDINARY)),
    ("send_complaint", asked(Procedure.SIMPLIFIED)),
    ("suit", PeriodContext(Branch.ADMINISTRATIVE, paper=PaperKind.JUDGMENT, jurisdiction="cn_reconsideration")),
)


@pytest.mark.parametrize(
    ("procedure", "end"), [(Procedure.ORDINARY, date(2026, 8, 12)), (Procedure.SIMPLIFIED, date(2026, 8, 6))]
)
def test_the_copy_is_sent_on_in_seven_or_three_working_days(procedure: Procedure, end: date) -> None:
    deadline = last_day(date(2026, 8, 3), "send_complaint", asked(procedure))
    assert deadline.last_day == end
    assert ("unit", "working_days") in deadline.findings[0].values


def test_the_finding_is_told_as_that_of_the_reconsidering_body() -> None:
    told = str(answer(found(counts=True)).to_json("zh")["reasons"])
    assert "行政复议机构于2026年8月20日" in told
    assert "法官" not in told


def test_working_days_that_run_into_a_year_without_a_calendar_are_provisional() -> None:
    (period,) = answer(paper("direct", "signed 2026-12-25", as_of="2027-01-10T00:00:00+08:00", **REPLY)).periods
    assert period.provisional


def test_a_period_in_working_days_is_told_as_one() -> None:
    told = decide(read_facts(paper("direct", "signed 2026-08-03", **COMPANY, **REPLY))).to_json("zh")
    assert '"working_days": 10' in str(told["periods"]).replace("'", '"')


def test_what_is_told_of_a_decision_of_an_act_and_of_a_hearing() -> None:
    def codes(service: Json) -> set[str]:
        return {each.code for each in answer(service).findings}

    decision = paper("email", "arrived 2026-08-03", **AGREED)
    assert {"decision_in_force_on_service", "paper_copy_on_request", "served_as_in_civil_procedure"} <= codes(decision)
    assert "rights_must_have_been_told" in codes(paper("direct", "signed 2026-08-03", **ACT))
    assert "hearing_five_working_days_before" in codes(paper("direct", "signed 2026-08-03", paper={"kind": "summons"}))


def test_every_row_of_reconsideration_has_an_example() -> None:
    every = [*(row[1] for row in TABLE), *(row[1] for row in PERIODS), *(row[1] for row in (*LEFT, *HOW))]
    every += [paper("direct", "signed 2026-08-03", paper={"kind": "summons"})]
    used = set().union(*(acting.acting_in(answer(each)) for each in every))
    for kind, context in ASKED:
        used |= acting.acting_in_period(last_day(date(2026, 9, 18), kind, context))
    assert acting.unused(used, "cn_reconsideration") == []


def test_the_rest_days_are_those_of_the_country() -> None:
    assert profile_of("cn_reconsideration").calendar == profile_of("cn").calendar
