"""The other ways: who may sign, when it counts, when it is not open; soldiers, prisoners, criminal cases."""

import pytest

from tests.core.law.given import Json, answer, at, attempt, facts, rule_ids, summary
from tests.rows import all_rows

COMPANY = {"kind": "legal_person"}
MEDIATION = {"kind": "mediation_document"}
CRIMINAL = {"branch": "criminal"}

HANDED: list[tuple[str, str, Json, str]] = [
    (
        "they signed the postal return",
        "cn.cpl2021.91",
        facts(attempt("mail", "found", "signed 2022-06-03")),
        "signature",
    ),
    (
        "an adult who lives with them signed",
        "cn.cpl2021.91",
        facts(attempt("mail", "found", "signed 2022-06-03 cohabitant")),
        "signature",
    ),
    (
        "the opponent who lives with them cannot sign",
        "cn.mail04.7.2",
        facts(attempt("mail", "found", "signed 2022-06-03 opponent")),
        "",
    ),
    (
        "a company's mail room signs",
        "cn.cpl2021.91",
        facts(attempt("mail", "found", "signed 2022-06-03 mail_room"), recipient=COMPANY),
        "signature",
    ),
    (
        "a company has nobody living with it",
        "cn.mail04.9.0.3",
        facts(attempt("mail", "found", "signed 2022-06-03 cohabitant"), recipient=COMPANY),
        "",
    ),
    (
        "sent back from an address that they gave: presumed served on the day of return",
        "cn.mail04.11.1",
        facts(attempt("mail", "provided", "returned 2022-06-09")),
        "returned",
    ),
    (
        "sent back from an address that was found: not served",
        "cn.mail04.9",
        facts(attempt("mail", "found", "returned 2022-06-09")),
        "",
    ),
    (
        "a payment order sent back is not served",
        "cn.mail04.9",
        facts(attempt("mail", "provided", "returned 2022-06-09"), paper={"kind": "payment_order"}),
        "",
    ),
    (
        "no post to somebody who is missing",
        "cn.mail04.1.0.2",
        facts(attempt("mail", "found", "signed 2022-06-03"), recipient={"missing": True}),
        "not_allowed",
    ),
    (
        "handed over and signed",
        "cn.cpl2021.87.2",
        facts(attempt("direct", None, "signed 2022-06-03")),
        "signature",
    ),
    (
        "a company's clerk signs in hand",
        "cn.cpl2021.88.2",
        facts(attempt("direct", None, "signed 2022-06-03 mail_room"), recipient=COMPANY),
        "signature",
    ),
    (
        "they came to court and refused to sign: served",
        "cn.cpli.131.1",
        facts(attempt("direct", None, "left 2022-06-03 at_court")),
        "left",
    ),
    ("the return is still empty", "cn.cpl2021.87.1", facts(attempt("direct", None, "sent 2022-06-03")), ""),
    (
        "refused at home, left with a recording",
        "cn.cpl2021.89",
        facts(attempt("left", None, "left 2022-06-03 filmed")),
        "left",
    ),
    (
        "a mediation document is never left",
        "cn.cpli.133",
        facts(attempt("left", None, "left 2022-06-03"), paper=MEDIATION),
        "not_allowed",
    ),
    (
        "a mediation document refused in hand is not served",
        "cn.cpli.133",
        facts(attempt("direct", None, "left 2022-06-03"), paper=MEDIATION),
        "",
    ),
    (
        "a mediation document signed by the party",
        "cn.cpli.133",
        facts(attempt("direct", None, "signed 2022-06-03"), paper=MEDIATION),
        "signature",
    ),
    (
        "a mediation document signed by somebody at home is not served",
        "cn.cpli.133",
        facts(attempt("mail", "found", "signed 2022-06-03 cohabitant"), paper=MEDIATION),
        "",
    ),
    (
        "another court served for this one",
        "cn.cpli.134.1",
        facts(attempt("entrusted", None, "signed 2022-06-03")),
        "signature",
    ),
    (
        "another court left it",
        "cn.cpl2021.89",
        facts(attempt("entrusted", None, "left 2022-06-03 witnessed")),
        "left",
    ),
    (
        "a soldier signs when their unit hands it on",
        "cn.cpl2021.94",
        facts(attempt("transfer", None, "signed 2022-06-03"), recipient={"soldier": True}),
        "signature",
    ),
    (
        "a prisoner signs when the prison hands it on",
        "cn.cpl2021.93",
        facts(attempt("transfer", None, "signed 2022-06-03"), recipient={"in_custody": True}),
        "signature",
    ),
    (
        "the unit's own signature is not the soldier's",
        "cn.cpl2021.94",
        facts(attempt("transfer", None, "signed 2022-06-03 stranger"), recipient={"soldier": True}),
        "",
    ),
    (
        "transfer is for soldiers and prisoners",
        "",
        facts(attempt("transfer", None, "signed 2022-06-03")),
        "not_allowed",
    ),
    (
        "no text message to a soldier",
        "cn.cpl2021.92",
        facts(attempt("sms", "confirmed", "arrived 2022-06-03"), recipient={"soldier": True}),
        "not_allowed",
    ),
    (
        "no post to a prisoner",
        "cn.cpl2021.93",
        facts(attempt("mail", "confirmed", "signed 2022-06-03"), recipient={"in_custody": True}),
        "not_allowed",
    ),
    (
        "a soldier's agent may be reached by post",
        "cn.cpl2021.91",
        facts(attempt("mail", "confirmed", "signed 2022-06-03", to="representative"), recipient={"soldier": True}),
        "signature",
    ),
    (
        "a recorded call that they confirm",
        "cn.op17.14",
        facts(attempt("phone", "found", "acknowledged 2022-06-03")),
        "receipt_completed",
    ),
    ("a call that nobody confirms", "cn.op17.14", facts(attempt("phone", "found", "sent 2022-06-03")), ""),
    (
        "a call in simplified procedure",
        "cn.cpli.261.1",
        facts(attempt("phone", "found", "acknowledged 2022-06-03"), case={"procedure": "simplified"}),
        "receipt_completed",
    ),
    (
        "a call in simplified administrative procedure",
        "cn.apli.103.1",
        facts(
            attempt("phone", "found", "acknowledged 2022-06-03"),
            case={"branch": "administrative", "procedure": "simplified"},
        ),
        "receipt_completed",
    ),
    (
        "no judgment by telephone",
        "cn.op17.14",
        facts(attempt("phone", "found", "acknowledged 2022-06-03"), paper={"kind": "judgment"}),
        "not_verified",
    ),
    (
        "no judgment by telephone in simplified administrative procedure",
        "cn.apli.103.1",
        facts(
            attempt("phone", "confirmed", "acknowledged 2022-06-03"),
            case={"branch": "administrative", "procedure": "simplified"},
            paper={"kind": "judgment"},
        ),
        "not_allowed",
    ),
    (
        "no text message in a criminal case",
        "cn.crpl.107",
        facts(attempt("sms", "confirmed", "arrived 2022-06-03"), case=CRIMINAL),
        "not_allowed",
    ),
    (
        "but a notice to attend may be sent where receipt is confirmed",
        "cn.crpli.221.1.5",
        facts(attempt("sms", "found", "acknowledged 2022-06-03"), case=CRIMINAL, paper={"kind": "hearing_notice"}),
        "receipt_completed",
    ),
    (
        "and to a person abroad whose law allows it",
        "cn.crpli.495.0.7",
        facts(attempt("email", "confirmed", "acknowledged 2022-06-03"), case=CRIMINAL, recipient={"domicile": "sg"}),
        "receipt_completed",
    ),
    (
        "a criminal paper signed in hand",
        "cn.crpli.204.1",
        facts(attempt("direct", None, "signed 2022-06-03"), case=CRIMINAL),
        "signature",
    ),
    (
        "a criminal paper left",
        "cn.crpli.204.2",
        facts(attempt("left", None, "left 2022-06-03 filmed"), case=CRIMINAL),
        "left",
    ),
    (
        "a criminal paper by post",
        "cn.crpli.207",
        facts(attempt("mail", "found", "signed 2022-06-03"), case=CRIMINAL),
        "signature",
    ),
    (
        "a criminal paper handed on in prison",
        "cn.crpli.208.2",
        facts(attempt("transfer", None, "signed 2022-06-03"), case=CRIMINAL, recipient={"in_custody": True}),
        "signature",
    ),
    (
        "no public notice in a criminal case",
        "cn.crpl.107",
        facts(attempt("public_notice", None, "published 2022-03-01"), case=CRIMINAL),
        "not_allowed",
    ),
]


@all_rows(("sentence", "article", "service", "ground"), HANDED, ids=[row[0] for row in HANDED])
def test_handed_ways(sentence: str, article: str, service: Json, ground: str) -> None:
    decision = answer(service)
    assert str(decision.ground or "") == ground or str(decision.status) == ground
    if not ground:
        assert str(decision.status) == "not_effective"
    if article:
        assert article in rule_ids(service)


WAYS: list[tuple[str, Json]] = [
    ("cn.crpl.107.1", facts(attempt("direct", None, "signed 2022-06-03"), case=CRIMINAL)),
    ("cn.crpli.205", facts(attempt("mail", "found", "signed 2022-06-03"), case=CRIMINAL)),
    ("cn.crpli.205", facts(attempt("entrusted", None, "signed 2022-06-03"), case=CRIMINAL)),
    (
        "cn.apli.103.1",
        facts(
            attempt("phone", "found", "acknowledged 2022-06-03"),
            case={"branch": "administrative", "procedure": "simplified"},
        ),
    ),
]


@pytest.mark.parametrize(("article", "service"), WAYS)
def test_the_first_step_names_the_article_that_opens_the_way(article: str, service: Json) -> None:
    rule = answer(service).findings[0].rule
    assert rule is not None
    assert rule.id == article


def test_a_letter_that_came_back_is_a_presumption_until_the_judge_has_found_the_cause() -> None:
    """Art. 11 of the express mail provisions: they may prove that they were not at fault."""
    came_back = attempt("mail", "confirmed", "sent 2022-06-02", "returned 2022-06-09")
    assert summary(facts(came_back)) == "presumed 2022-06-09 returned"
    found = [{"at": at("2022-06-20"), "counts": True}]
    assert summary(facts(came_back | {"rulings": found})) == "effective 2022-06-09 returned"
    assert "cn.mail04.11" in rule_ids(facts(came_back | {"rulings": found}))
