"""Criminal cases: what their own articles open, and what is missing."""

from tests.core.law.given import attempt, consent, facts
from tests.core.law.rows.shape import Example

CRIMINAL = {"branch": "criminal"}
ABROAD = {"domicile": "sg"}
NOTICE = {"kind": "hearing_notice"}

EXAMPLES = [
    Example(
        "a soldier's unit hands the paper on",
        "crpli.208.1",
        facts(attempt("transfer", None, "signed 2022-06-03"), case=CRIMINAL, recipient={"soldier": True}),
        "effective 2022-06-03 signature",
    ),
    Example(
        "what the unit left with the soldier has not been signed for",
        "crpli.204.1",
        facts(attempt("transfer", None, "left 2022-06-03"), case=CRIMINAL, recipient={"soldier": True}),
        "not_effective",
    ),
    Example(
        "nobody hands on a paper to somebody who is neither soldier nor prisoner",
        "",
        facts(attempt("transfer", None, "signed 2022-06-03"), case=CRIMINAL),
        "not_allowed",
    ),
    Example(
        "electronic means that the state of the recipient forbids",
        "crpli.495.0.7",
        facts(
            attempt("email", "confirmed", "acknowledged 2022-06-03"),
            case=CRIMINAL,
            recipient=ABROAD | {"home_law_forbids_electronic": True},
        ),
        "not_allowed",
    ),
    Example(
        "post abroad, three months without the return",
        "crpli.495.0.6",
        facts(attempt("mail", "found", "sent 2022-03-15"), case=CRIMINAL, recipient=ABROAD),
        "awaiting_judge",
    ),
    Example(
        "through the treaty, signed",
        "crpli.495.0.1",
        facts(attempt("entrusted", None, "signed 2022-06-03"), case=CRIMINAL, recipient=ABROAD),
        "effective 2022-06-03 signature",
    ),
    Example(
        "a notice to attend of which nothing confirms receipt",
        "crpli.221.1.5",
        facts(attempt("sms", "found", "arrived 2022-06-03"), case=CRIMINAL, paper=NOTICE),
        "not_effective",
    ),
    Example(
        "a notice to attend that was only read",
        "crpli.221.1.5",
        facts(attempt("sms", "found", "read 2022-06-03"), case=CRIMINAL, paper=NOTICE, consents=[consent()]),
        "not_effective",
    ),
    Example(
        "an e-mail abroad of which nothing confirms receipt",
        "crpli.495.0.7",
        facts(attempt("email", "found", "arrived 2022-06-03"), case=CRIMINAL, recipient=ABROAD),
        "not_effective",
    ),
    Example(
        "signing a mediation document on line is a matter of civil procedure",
        "crpli.495.0.7",
        facts(
            attempt("email", "confirmed", "signed 2022-06-03"),
            case=CRIMINAL,
            paper={"kind": "mediation_document"},
            recipient=ABROAD,
        ),
        "not_effective",
    ),
    Example(
        "post without a signature",
        "crpli.207",
        facts(attempt("mail", "found", "sent 2022-06-03"), case=CRIMINAL),
        "not_effective",
    ),
    Example(
        "a return without a signature",
        "crpli.204.1",
        facts(attempt("direct", None, "sent 2022-06-03"), case=CRIMINAL),
        "not_effective",
    ),
    Example(
        "the provisions on Hong Kong speak of civil and commercial cases only",
        "crpli.207",
        facts(attempt("mail", "found", "acted 2022-06-03"), case=CRIMINAL, recipient={"domicile": "hk"}),
        "not_effective",
    ),
    *[
        Example(
            f"an agent who may not receive in a civil suit confirms a notice to attend {where}, to {to}",
            "crpli.221.1.5",
            facts(
                attempt("sms", "found", "acknowledged 2022-06-03 representative", to=to),
                case=CRIMINAL,
                paper=NOTICE,
                recipient={"domicile": domicile, "agent_excluded": True},
            ),
            "effective 2022-06-03 receipt_completed",
        )
        for where, domicile in (("for Hong Kong", "hk"), ("for Macau", "mo"), ("for Taiwan", "tw"), ("abroad", "sg"))
        for to in ("recipient", "representative")
    ],
]
