"""Service on whoever lives in Taiwan: Provisions of 2008 on civil papers, articles 3 to 8."""

from tests.core.law.given import Json, attempt, consent, facts, ruled_out
from tests.core.law.rows.shape import Example

HOME = {"domicile": "tw", "missing": False}
COMPANY = {"domicile": "tw", "kind": "legal_person"}
AGENT_OUT = {"domicile": "tw", "agent_excluded": True}
PLEADING = {"kind": "complaint_copy"}


def _tried(*attempts: Json, **changes: object) -> Json:
    return facts(*attempts, **({"recipient": HOME, "paper": PLEADING} | changes))


NOTICE = attempt("public_notice", None, "published 2022-03-01", id="n1")
LETTER = attempt("mail", None, "sent 2022-01-10", "returned 2022-02-01", id="m1")
REQUEST = attempt("entrusted", None, "sent 2022-01-10", "returned 2022-02-10", id="e1")
NO_NUMBERS = [ruled_out("email", "2022-02-01"), ruled_out("fax", "2022-02-01")]

EXAMPLES = [
    Example(
        "an e-mail that they answered",
        "tw.6",
        _tried(attempt("email", "found", "acknowledged 2022-06-03")),
        "effective 2022-06-03 receipt_completed",
    ),
    Example(
        "a fax whose content they followed",
        "tw.6",
        _tried(attempt("fax", "found", "acted 2022-06-03")),
        "effective 2022-06-03 receipt_completed",
    ),
    Example(
        "a report that it was opened is for the judge",
        "tw.6",
        _tried(attempt("email", "found", "read 2022-06-03")),
        "awaiting_judge",
    ),
    Example(
        "an e-mail that arrived and was not answered",
        "tw.6",
        _tried(attempt("email", "found", "arrived 2022-06-03")),
        "not_effective",
    ),
    Example(
        "who agreed is reached by arrival",
        "olr.31.1",
        _tried(attempt("email", "confirmed", "arrived 2022-06-03"), consents=[consent()]),
        "effective 2022-06-03 arrival",
    ),
    Example(
        "a text message is no way that the Provisions name",
        "tw.3.1",
        _tried(attempt("sms", "confirmed", "acknowledged 2022-06-03")),
        "not_allowed",
    ),
    Example(
        "handed over in the mainland",
        "tw.3.1.1",
        _tried(attempt("direct", None, "signed 2022-06-03")),
        "effective 2022-06-03 signature",
    ),
    Example(
        "refused and left in the mainland",
        "tw.4",
        _tried(attempt("left", None, "left 2022-06-03 filmed")),
        "effective 2022-06-03 left",
    ),
    Example(
        "their agent signs",
        "tw.4",
        _tried(attempt("direct", None, "signed 2022-06-03 representative")),
        "effective 2022-06-03 signature",
    ),
    Example(
        "unless the power of attorney says no",
        "tw.3.1.2",
        _tried(attempt("direct", None, "signed 2022-06-03 representative"), recipient=AGENT_OUT),
        "not_effective",
    ),
    Example(
        "nothing goes to an agent who may not receive",
        "tw.3.1.2",
        _tried(attempt("email", "found", "acknowledged 2022-06-03", to="representative"), recipient=AGENT_OUT),
        "not_effective",
    ),
    Example(
        "a letter for which they signed",
        "tw.5.1",
        _tried(attempt("mail", None, "signed 2022-06-03")),
        "effective 2022-06-03 signature",
    ),
    Example(
        "a letter for which somebody of the household signed",
        "tw.5.1",
        _tried(attempt("mail", None, "signed 2022-06-03 cohabitant")),
        "effective 2022-06-03 signature",
    ),
    Example(
        "a letter for which a company's office signed",
        "tw.5.1",
        _tried(attempt("mail", None, "signed 2022-06-03 mail_room"), recipient=COMPANY),
        "effective 2022-06-03 signature",
    ),
    Example(
        "nobody lives with a company",
        "tw.5.1",
        _tried(attempt("mail", None, "signed 2022-06-03 cohabitant"), recipient=COMPANY),
        "not_effective",
    ),
    Example(
        "three months without proof are for the judge",
        "tw.5.2",
        _tried(attempt("mail", None, "sent 2022-03-01")),
        "awaiting_judge",
    ),
    Example(
        "the three months are not two",
        "tw.5.2",
        _tried(attempt("mail", None, "sent 2022-04-15")),
        "not_effective",
    ),
    Example(
        "nor are they four",
        "tw.5.2",
        _tried(attempt("mail", None, "sent 2022-03-20")),
        "awaiting_judge",
    ),
    Example("not before they have run", "tw.5.2", _tried(attempt("mail", None, "sent 2022-05-01")), "not_effective"),
    Example(
        "by the way that both sides know",
        "cpl2021.87.2",
        _tried(attempt("entrusted", None, "signed 2022-06-03")),
        "effective 2022-06-03 signature",
    ),
    Example(
        "a notice, once all else failed, runs three months",
        "tw.8.2",
        _tried(NOTICE, LETTER, REQUEST, ruled_out=NO_NUMBERS),
        "effective 2022-06-01 public_notice",
    ),
    Example(
        "where it was published more than once, the last day counts",
        "tw.8.2",
        _tried(
            attempt("public_notice", None, "published 2022-03-01", "published 2022-03-10", id="n1"),
            LETTER,
            REQUEST,
            ruled_out=NO_NUMBERS,
        ),
        "effective 2022-06-10 public_notice",
    ),
    Example("a notice that nothing came before", "tw.3.2", _tried(NOTICE, ruled_out=NO_NUMBERS), "awaiting_judge"),
]
