"""Sixty cases as a hostile lawyer tells them; each answer was written down from the article before it was asked."""

from collections.abc import Iterator

from songda.core.law import Decision
from songda.core.law.decision import Citation, Reason
from tests.core.law.given import Json, answer, at, attempt, consent, rebuttal, refusal, summary
from tests.core.law.rows.shape import in_year
from tests.rows import all_rows

COMPANY = {"kind": "legal_person"}
JUDGMENT = {"kind": "judgment"}
MEDIATION = {"kind": "mediation_document"}
SIMPLE = {"procedure": "simplified"}
CRIMINAL = {"branch": "criminal"}
AGENCY = {"branch": "administrative"}
ON_2, ON_8 = "sent 2022-06-02", "signed 2022-06-08 "
ENFORCEMENT = {"branch": "enforcement", "stage": "enforcement"}
APPEAL = {"stage": "second_instance"}
HONG_KONG, TAIWAN, GERMANY = {"domicile": "hk"}, {"domicile": "tw"}, {"domicile": "de"}
STATE = {"kind": "organisation", "domicile": "de", "foreign_state": True}
NO_CONSENT: Json = {"consents": []}


def letter(*events: str, address: str | None = None, **changes: object) -> Json:
    return attempt("mail", address, *events, **changes)


def sms(*events: str, address: str = "confirmed", **changes: object) -> Json:
    return attempt("sms", address, *events, **changes)


def since(status: str, day: str, time: str = "00:00", until: str | None = None) -> Json:
    span: Json = {"status": status, "since": at(day, time), "until": at(until, "00:00") if until else None}
    return {"status_periods": [span]}


def came_back(cause: str, *, address: str | None = "confirmed", channel: str = "mail", by: str | None = None) -> Json:
    back: Json = {"kind": "returned", "at": at("2022-06-08"), "cause": cause, "by": by}
    return attempt(channel, address, "sent 2022-06-02") | {"events": [{"kind": "sent", "at": at("2022-06-02")}, back]}


def notice(day: str, where: str, **changes: object) -> Json:
    printed: Json = {"kind": "published", "at": at(day), "where": where}
    return attempt("public_notice", None, **changes) | {"events": [printed]}


UNREAD = rebuttal("not_read_by_recipient", "2022-06-09", "pending")
TRIED = [
    attempt("direct", None, "returned 2021-11-01", id="t1"),
    attempt("mail", "confirmed", "failed 2021-11-10", id="t2"),
    attempt("sms", "confirmed", "failed 2021-11-02", id="t3"),
]

# What happened; what the article says; the facts; the answer, and what else must be so of it: `RULE STANDING` the rule
# on which it rests, `never RULE STANDING` what is not cited so, `default …`, `PERIOD LAST-DAY`.
CASES: list[tuple[str, str, Json, str]] = [
    # --- the post -----------------------------------------------------------------------------------------------------
    (
        "a grown man's mother signs as his statutory agent",
        "MAIL04 9(2): of a person without full capacity",
        in_year(2022, letter("signed 2022-06-03 statutory_agent"), recipient={"born_on": "1980-01-01"}),
        "not_effective",
    ),
    (
        "nothing tells of their age, and somebody signs as statutory agent",
        "MAIL04 9(2) speaks of those without full capacity alone",
        in_year(2022, letter("signed 2022-06-03 statutory_agent")),
        "effective 2022-06-03 signature; mail04.9.0.2 derived",
    ),
    (
        "a boy of twelve: his mother signs",
        "MAIL04 9(2)",
        in_year(2022, letter("signed 2022-06-03 statutory_agent"), recipient={"born_on": "2010-01-01"}),
        "effective 2022-06-03 signature; mail04.9.0.2 confirmed",
    ),
    (
        "the boy signs himself",
        "CPL 60, MAIL04 9(2)",
        in_year(2022, letter("signed 2022-06-03 recipient"), recipient={"born_on": "2010-01-01"}),
        "not_effective; never mail04.9.0.1 confirmed",
    ),
    (
        "they come of age while the letter is on its way, and sign",
        "CC 18, MAIL04 9(1): the receipt counts",
        in_year(2022, letter(ON_2, ON_8 + "recipient"), recipient={"born_on": "2004-06-05"}),
        "effective 2022-06-08 signature; mail04.9.0.1 confirmed",
    ),
    (
        "they come of age on the way, and their mother signs as agent",
        "CPL 60: nobody is the statutory agent of the capable",
        in_year(2022, letter(ON_2, ON_8 + "statutory_agent"), recipient={"born_on": "2004-06-05"}),
        "not_effective",
    ),
    (
        "a company's letter is signed by the manager's wife at home",
        "MAIL04 9(3), 9(6): a household has a natural person alone",
        in_year(2022, letter("signed 2022-06-03 cohabitant"), recipient=COMPANY),
        "not_effective; never mail04.9.0.6 confirmed",
    ),
    (
        "the husband who signs is the plaintiff in the divorce",
        "MAIL04 7(2)",
        in_year(2022, letter("signed 2022-06-03 opponent"), recipient={"role": "defendant"}),
        "not_effective; default unsafe",
    ),
    (
        "nobody opened at the address that they gave",
        "MAIL04 11(1) names no such cause",
        in_year(2022, came_back("nobody_met")),
        "not_effective; never mail04.11.1 confirmed",
    ),
    (
        "their wife sends the letter back",
        "MAIL04 11(1): the recipient or the receiver whom they named",
        in_year(2022, came_back("refused", by="cohabitant")),
        "not_effective; never mail04.11.1 confirmed",
    ),
    (
        "they moved without a word, and prove that they told the court in time",
        "MAIL04 11(2)",
        in_year(2022, came_back("moved_untold") | {"rebuttals": [rebuttal("no_fault", "2022-07-01")]}),
        "not_effective",
    ),
    (
        "nobody knows where they are, and a letter is signed for at home",
        "MAIL04 1(2)",
        in_year(2022, letter("signed 2022-06-03 cohabitant"), recipient={"missing": True}),
        "not_allowed",
    ),
    # --- what changes on the way --------------------------------------------------------------------------------------
    (
        "enlisted the day before the family signs",
        "CPL 92, 94: they sign themselves, through their unit",
        in_year(2022, letter(ON_2, ON_8 + "cohabitant"), recipient=since("soldier", "2022-06-07")),
        "not_effective",
    ),
    (
        "discharged the day before the family signs",
        "MAIL04 9(6): a soldier no longer",
        in_year(
            2022,
            letter(ON_2, ON_8 + "cohabitant"),
            recipient=since("soldier", "2020-01-01", until="2022-06-07"),
        ),
        "effective 2022-06-08 signature; mail04.9.0.6 confirmed",
    ),
    (
        "arrested between the message and its arrival",
        "CPL 93",
        in_year(2022, sms(ON_2, "arrived 2022-06-03"), recipient=since("in_custody", "2022-06-02", "12:00")),
        "not_effective",
    ),
    (
        "released between the message and its arrival",
        "CPL 93: the receipt counts",
        in_year(
            2022,
            sms(ON_2, "arrived 2022-06-03"),
            recipient=since("in_custody", "2022-01-01", until="2022-06-03"),
        ),
        "effective 2022-06-03 arrival",
    ),
    (
        "the petition is accepted, then the company's mail room signs",
        "EBL 25(1)(7)",
        in_year(
            2022,
            letter(ON_2, ON_8 + "mail_room"),
            recipient=COMPANY | since("in_bankruptcy", "2022-06-05"),
        ),
        "not_effective",
    ),
    (
        "the same, and the administrator signs",
        "EBL 25(1)(7); MAIL04 names no administrator",
        in_year(
            2022,
            letter(ON_2, ON_8 + "bankruptcy_administrator"),
            recipient=COMPANY | since("in_bankruptcy", "2022-06-05"),
        ),
        "effective 2022-06-08 signature; ebl.25.1.7 derived",
    ),
    (
        "the bankruptcy was over when the mail room signed",
        "MAIL04 9(3)",
        in_year(
            2022,
            letter(ON_2, ON_8 + "mail_room"),
            recipient=COMPANY | since("in_bankruptcy", "2022-01-01", until="2022-06-05"),
        ),
        "effective 2022-06-08 signature; mail04.9.0.3 confirmed",
    ),
    (
        "they die between the message and its arrival",
        "CC 13",
        in_year(2022, sms(ON_2, "arrived 2022-06-03"), recipient=since("deceased", "2022-06-02", "20:00")),
        "not_effective",
    ),
    (
        "the mandate ends while a message to the agent is on its way",
        "CPL 63",
        in_year(
            2022,
            sms(ON_2, "arrived 2022-06-03", to="representative"),
            recipient={"mandate_ended_at": at("2022-06-02", "12:00")},
        ),
        "not_effective",
    ),
    (
        "found to lack capacity between sending and receipt, and sign themselves",
        "CPL 60, 153(1)(2)",
        in_year(
            2022,
            letter(ON_2, ON_8 + "recipient"),
            recipient=since("lacks_capacity", "2022-06-05"),
        ),
        "not_effective",
    ),
    (
        "capable again when they signed",
        "MAIL04 9(1)",
        in_year(
            2022,
            letter(ON_2, ON_8 + "recipient"),
            recipient=since("lacks_capacity", "2020-01-01", until="2022-06-05"),
        ),
        "effective 2022-06-08 signature; mail04.9.0.1 confirmed",
    ),
    # --- by wire ------------------------------------------------------------------------------------------------------
    (
        "the agreement is taken back while the message is on its way",
        "OLR 5(2), 29(1)",
        in_year(
            2022,
            sms(ON_2, "arrived 2022-06-04"),
            consents=[consent("2022-01-01", withdrawn_at=at("2022-06-03"))],
        ),
        "not_effective",
    ),
    (
        "a clear no, and then a reply from a found number",
        "OLR 29(2)(4)",
        in_year(2022, sms("acknowledged 2022-06-05", address="found"), **NO_CONSENT, refusals=[refusal("2022-05-01")]),
        "not_effective",
    ),
    (
        "the text bounced after it had arrived; the e-mail stood",
        "OLR 31(1), 31(4)",
        in_year(
            2022,
            sms("arrived 2022-06-02", "bounced 2022-06-03"),
            attempt("email", "confirmed", "arrived 2022-06-04", id="a2"),
        ),
        "effective 2022-06-04 arrival; olr.31.1 confirmed",
    ),
    (
        "they agreed for the first instance; the appeal's papers come by text",
        "OLR 4(2)(4)",
        in_year(2022, sms("arrived 2022-06-02"), case=APPEAL, paper={"kind": "appeal_copy"}),
        "not_effective",
    ),
    (
        "a found number reports reading, and they deny having read",
        "OLR 31(2)(2); the objection is open",
        in_year(
            2022,
            sms(
                "read 2022-06-02",
                address="found",
                rebuttals=[rebuttal("not_read_by_recipient", "2022-06-09", "pending")],
            ),
            recipient={"role": "defendant"},
        ),
        "presumed 2022-06-02 receipt_presumed; olr.31.2.2 confirmed; default unsafe",
    ),
    (
        "mediation document opened in WeChat",
        "CPL 100(3): both parties' signatures",
        in_year(2022, attempt("wechat", "confirmed", "read 2022-06-03"), paper=MEDIATION | {"other_signatures": []}),
        "not_effective",
    ),
    (
        "mediation document signed by the lawyer",
        "CPL-I 133: the party or the receiver whom they named",
        in_year(2022, attempt("direct", None, "signed 2022-06-03 representative"), paper=MEDIATION),
        "not_effective",
    ),
    (
        "payment order issued on 1 May, signed for on 2 June",
        "CPL-I 430(2)",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-06-02 recipient"),
            case={"procedure": "payment_order"},
            paper={"kind": "payment_order", "issued_at": at("2022-05-01")},
        ),
        "not_effective",
    ),
    # --- in hand, left, simple means ----------------------------------------------------------------------------------
    (
        "the wife refuses in the street before a camera",
        "CPL-I 131(2): the party",
        in_year(2022, attempt("direct", None, "left 2022-06-03 cohabitant elsewhere_filmed")),
        "not_effective; never cpli.131.2 confirmed",
    ),
    (
        "the lawyer, not named to receive, refuses at court",
        "CPL-I 132",
        in_year(2022, attempt("direct", None, "left 2022-06-03 representative at_court")),
        "not_effective",
    ),
    (
        "simplified: a text arrived, nobody had agreed, nobody answered",
        "CPL-I 261(2)",
        in_year(2022, sms("arrived 2022-06-02"), case=SIMPLE, **NO_CONSENT, recipient={"role": "defendant"}),
        "effective 2022-06-02 arrival; default unsafe",
    ),
    (
        "simplified, 2020: whoever was invited would not witness it",
        "the wording of 2003 was not read",
        in_year(2020, attempt("left", None, "left 2020-06-03 recipient witness_declined"), case=SIMPLE),
        "not_verified",
    ),
    (
        "second instance: the judgment is not fetched at court",
        "JY 28(2) is of simplified procedure at first instance",
        in_year(2022, attempt("direct", None, "left 2022-06-03 not_fetched"), case=APPEAL, paper=JUDGMENT),
        "not_effective; never jy.28.2 confirmed",
    ),
    # --- notice -------------------------------------------------------------------------------------------------------
    (
        "a notice of 20 December 2021 that runs into the new law",
        "CPL2017 92(1): sixty days, the law of its day",
        in_year(2022, notice("2021-12-20", "newspaper"), recipient={"missing": True}, other_tries=TRIED),
        "effective 2022-02-18 public_notice; cpl2017.92.1 derived",
    ),
    (
        "posted at the court alone",
        "CPL-I 138(1)",
        in_year(2022, notice("2022-03-01", "at_court"), recipient={"missing": True}, other_tries=TRIED),
        "not_effective",
    ),
    (
        "simplified procedure",
        "CPL-I 140",
        in_year(2022, notice("2022-03-01", "newspaper"), case=SIMPLE, recipient={"missing": True}),
        "not_allowed",
    ),
    # --- administrative, criminal, enforcement ------------------------------------------------------------------------
    (
        "the suing citizen stays away",
        "APL 58: taken to withdraw",
        in_year(
            2022, attempt("direct", None, "signed 2022-06-03 recipient"), case=AGENCY, recipient={"role": "plaintiff"}
        ),
        "effective 2022-06-03 signature; default impossible",
    ),
    (
        "judgment by text in a criminal case, with consent",
        "CrPL 107",
        in_year(2022, sms("acknowledged 2022-06-03"), case=CRIMINAL, paper=JUDGMENT),
        "not_allowed",
    ),
    (
        "judgment signed in custody ten days before the National Day",
        "CrPL 105(4): the days end on the holiday",
        in_year(
            2022,
            attempt("transfer", None, "signed 2022-09-21 recipient"),
            case=CRIMINAL,
            paper=JUDGMENT,
            recipient={"in_custody": True},
        ),
        "effective 2022-09-21 signature; appeal 2022-10-01",
    ),
    (
        "the same, released four days later",
        "CrPL 105(4): in custody when the days end, which they are not",
        in_year(
            2022,
            attempt("transfer", None, "signed 2022-09-21 recipient"),
            case=CRIMINAL,
            paper=JUDGMENT,
            recipient=since("in_custody", "2022-01-01", until="2022-09-25"),
        ),
        "effective 2022-09-21 signature; appeal 2022-10-08",
    ),
    (
        "the same, arrested four days later",
        "CrPL 105(4)",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-09-21 recipient"),
            case=CRIMINAL,
            paper=JUDGMENT,
            recipient=since("in_custody", "2022-09-25"),
        ),
        "effective 2022-09-21 signature; appeal 2022-10-01",
    ),
    (
        "debt notice to the third party by post",
        "ENFWORK 45: directly",
        in_year(
            2022, letter("signed 2022-06-03 recipient"), case=ENFORCEMENT, paper={"kind": "third_party_debt_notice"}
        ),
        "not_allowed",
    ),
    (
        "auction notice by text, answered; nobody was asked to agree",
        "AUCTION 16(1)",
        in_year(
            2022,
            sms("acknowledged 2022-06-03", address="found"),
            case=ENFORCEMENT,
            paper={"kind": "auction_notice"},
            **NO_CONSENT,
        ),
        "effective 2022-06-03 receipt_completed; auction.16.1 confirmed",
    ),
    # --- Hong Kong, Taiwan, abroad ------------------------------------------------------------------------------------
    (
        "a letter to Hong Kong of three weeks ago",
        "HKMO 7(4): three months have not run",
        in_year(2022, letter("sent 2022-06-01"), as_of=at("2022-06-20"), recipient=HONG_KONG),
        "not_effective; never hkmo.7.4 confirmed",
    ),
    (
        "a letter to Hong Kong, of which nothing is heard for five months",
        "HKMO 7(4)",
        in_year(2022, letter("sent 2022-06-01"), as_of=at("2022-11-20"), recipient=HONG_KONG),
        "not_effective; hkmo.7.4 confirmed",
    ),
    (
        "a letter to Hong Kong that came back in the first week",
        "HKMO 7(4): a proof of non-delivery has come",
        in_year(2022, letter("sent 2022-06-01", "returned 2022-06-07"), as_of=at("2022-11-20"), recipient=HONG_KONG),
        "not_effective; never hkmo.7.4 confirmed",
    ),
    (
        "they pay what the letter asks; no return ever comes",
        "HKMO 7(3), 12(2): the day on which three months end",
        in_year(2022, letter("sent 2022-03-01", "acted 2022-04-10 recipient"), recipient=HONG_KONG),
        "effective 2022-06-01 deemed; hkmo.7.3 confirmed",
    ),
    (
        "a request to the court of Hong Kong, two weeks old",
        "HKMO 6(2): three months have not run",
        in_year(2022, attempt("entrusted", None, "sent 2022-06-01"), as_of=at("2022-06-15"), recipient=HONG_KONG),
        "not_effective; never hkmo.6.2 confirmed",
    ),
    (
        "a letter to Taiwan that the neighbour signed for",
        "TW 5(1): the recipient",
        in_year(
            2022, letter("sent 2022-06-01", "signed 2022-06-08 stranger"), as_of=at("2022-07-01"), recipient=TAIWAN
        ),
        "not_effective; never tw.5.2 confirmed",
    ),
    (
        "the power of attorney of a Taiwanese keeps the lawyer from receiving",
        "TW 3(1)(2)",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-06-03 representative"),
            recipient=TAIWAN | {"agent_excluded": True},
        ),
        "not_effective",
    ),
    (
        "a request by treaty to Germany, two months old",
        "FOREIGN 7: six months have not run",
        in_year(2022, attempt("entrusted", None, "sent 2022-06-01"), as_of=at("2022-08-01"), recipient=GERMANY),
        "not_effective; never foreign.7 confirmed",
    ),
    (
        "a notice abroad of December 2023",
        "CPL2021 274(8): three months, the law of its day",
        in_year(
            2024,
            notice("2023-12-15", "sold_abroad"),
            recipient=GERMANY | {"missing": True},
            other_tries=TRIED,
        ),
        "effective 2024-03-15 public_notice; cpl2021.274.0.8 derived",
    ),
    (
        "a complaint to a foreign State by diplomatic note",
        "FSI 17(2), 17(4): three months to answer",
        in_year(2024, attempt("transfer", None, "sent 2024-03-01"), paper={"kind": "complaint_copy"}, recipient=STATE),
        "effective 2024-03-01 deemed; answer 2024-06-03",
    ),
    # --- transition, pilot, other courts ------------------------------------------------------------------------------
    (
        "a pilot court after the pilot had ended",
        "CPL2021 90: the law for all",
        in_year(2022, sms("arrived 2022-06-02"), case={"pilot_court": True}),
        "effective 2022-06-02 arrival; olr.31.1 confirmed",
    ),
    (
        "a court that was not of the pilot, found number, reply on the day before the Rules",
        "CPL2017 87: no found addresses then",
        in_year(2021, sms("sent 2021-07-30", "acknowledged 2021-07-31", address="found")),
        "not_effective; never olr.31.2.1 confirmed",
    ),
    (
        "an internet court's judgment by text in 2021",
        "ICR 15(3), 17(1)",
        in_year(2021, sms("arrived 2021-06-02"), case={"internet_court": True}, paper=JUDGMENT),
        "effective 2021-06-02 arrival; icr.17.1 confirmed; appeal 2021-06-17",
    ),
    (
        "an award received in January 2026",
        "AL17 59: six months, the law of its day",
        in_year(
            2026,
            attempt("direct", None, "signed 2026-01-05 recipient"),
            jurisdiction="cn_arbitration",
            paper=JUDGMENT,
            hearing_at=None,
        ),
        "effective 2026-01-05 signature; set_aside 2026-07-06",
    ),
]


def cited(decision: Decision) -> Iterator[Citation]:
    """Every rule of the answer, those of the steps within steps and of the guard too."""
    guard = decision.default_judgment.findings if decision.default_judgment else ()
    steps: list[object] = [*decision.findings, *guard]
    for step in steps:
        if isinstance(step, Reason):
            if step.rule is not None:
                yield step.rule
            steps.extend(value for _, value in step.values)
    yield from (period.rule for period in decision.periods)


def why_wrong(said: str, decision: Decision) -> str | None:
    """What is so instead of what was said; None where it is so."""
    word, *rest = said.split()
    guard = decision.default_judgment
    if word == "default":
        found = guard and ("impossible" if not guard.possible else "safe" if guard.safe else "unsafe")
        return None if [found] == rest else str(found)
    if word == "never":
        return " ".join(rest) if rest in [_told(each) for each in cited(decision)] else None
    if "." in word:
        chief = decision.rules[:1] or decision.findings[-1:]
        rule = chief[0].rule if chief and isinstance(chief[0], Reason) else chief[0] if chief else None
        return None if isinstance(rule, Citation) and _told(rule) == [word, *rest] else str(rule)
    days = [each.last_day.isoformat() for each in decision.periods if each.kind == word]
    return None if days == rest else str(days)


def _told(rule: Citation) -> list[str]:
    return [rule.id.split(".", 1)[1], rule.standing.value]


@all_rows(("what", "article", "service", "expected"), CASES, ids=[row[0] for row in CASES])
def test_it_is_as_the_article_says(what: str, article: str, service: Json, expected: str) -> None:
    result, *others = expected.split("; ")
    assert summary(service) == result, article
    decision = answer(service)
    for said in others:
        assert why_wrong(said, decision) is None, f"{said}: {article}"


def test_they_are_sixty_and_no_two_are_told_alike() -> None:
    assert len(CASES) == 60
    assert len({what for what, *_ in CASES}) == len(CASES)
