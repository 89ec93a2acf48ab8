"""Criminal cases: what their own articles open, and what is missing."""

from tests.core.law.given import Json, attempt, consent, facts
from tests.core.law.rows.shape import Example

CRIMINAL = {"branch": "criminal"}
ABROAD = {"domicile": "sg"}
NOTICE = {"kind": "hearing_notice"}
PLACES = (
    ("in the mainland", "cn"),
    ("in Hong Kong", "hk"),
    ("in Macau", "mo"),
    ("in Taiwan", "tw"),
    ("abroad", "sg"),
)

SINGAPORE_COMPANY = {"kind": "legal_person", "domicile": "sg"}


def _signed_by(who: str, recipient: Json) -> Json:
    return facts(attempt("direct", None, f"signed 2022-06-03 {who}", to=who), case=CRIMINAL, recipient=recipient)


EXAMPLES = [
    Example(
        "the agent of whoever brought the civil claim from abroad signs for them",
        "crpli.495.0.4",
        _signed_by("representative", ABROAD | {"role": "plaintiff"}),
        "effective 2022-06-03 signature",
    ),
    Example(
        "whose agent signed is not told: private prosecutor, plaintiff of the civil claim or somebody else",
        "crpli.495.0.4",
        _signed_by("representative", ABROAD),
        "awaiting_judge",
    ),
    Example(
        "the agent of whoever brought the civil claim has no power to receive",
        "crpli.495.0.4",
        _signed_by("representative", ABROAD | {"role": "plaintiff", "agent_excluded": True}),
        "not_effective",
    ),
    Example(
        "the agent of somebody abroad who is charged is none of these",
        "crpli.204.1",
        _signed_by("representative", ABROAD | {"role": "defendant"}),
        "not_effective",
    ),
    Example(
        "in the mainland no agent signs in a criminal case",
        "crpli.204.1",
        _signed_by("representative", {"role": "plaintiff"}),
        "not_effective",
    ),
    Example(
        "a foreign company's representative office signs in a criminal case",
        "crpli.495.0.5",
        _signed_by("representative_office", SINGAPORE_COMPANY),
        "effective 2022-06-03 signature",
    ),
    *[
        Example(
            f"a foreign company's {who} in a criminal case, {'with' if has_power else 'without'} the power to receive",
            "crpli.495.0.5",
            _signed_by(who, SINGAPORE_COMPANY | {power: has_power}),
            "effective 2022-06-03 signature" if has_power else "not_effective",
        )
        for who, power in (("branch_office", "branch_may_receive"), ("business_agent", "business_agent_may_receive"))
        for has_power in (True, False)
    ],
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
        "awaiting_judge",
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
            f"an agent who may not receive in a civil suit confirms a notice to attend {where}, sent to the {to}",
            "crpli.221.1.5",
            facts(
                attempt("sms", "found", "acknowledged 2022-06-03 representative", to=to),
                case=CRIMINAL,
                paper=NOTICE,
                recipient={"domicile": domicile, "agent_excluded": True},
            ),
            "effective 2022-06-03 receipt_completed",
        )
        for where, domicile in PLACES
        for to in ("recipient", "representative")
    ],
    *[
        Example(
            f"an agent in the suit is nobody who signs for {who} {where}, by {channel}",
            "crpli.204.1",
            facts(
                attempt(channel, None, "signed 2022-06-03 representative"),
                case=CRIMINAL,
                recipient={"domicile": domicile, "kind": kind},
            ),
            "not_effective",
        )
        for where, domicile in PLACES
        for who, kind in (("a person", "natural_person"), ("a company", "legal_person"))
        for channel in ("direct", "entrusted", "mail")
        if (domicile, channel) != ("sg", "direct")
    ],
    *[
        Example(
            f"a notice to attend that was only read {where}, by {channel}",
            "crpli.221.1.5",
            facts(
                attempt(channel, "confirmed", "arrived 2022-06-02", "read 2022-06-03"),
                case=CRIMINAL,
                paper=NOTICE,
                consents=[consent()],
                recipient={"domicile": domicile},
            ),
            "presumed 2022-06-03 receipt_presumed",
        )
        for where, domicile in PLACES
        for channel in ("sms", "email")
    ],
    *[
        Example(
            f"a reply to what was handed over in person is no signature {where}, by {channel}: {event}",
            "crpli.204.1",
            facts(attempt(channel, None, f"{event} 2022-06-03"), case=CRIMINAL, recipient={"domicile": domicile}),
            "not_effective",
        )
        for where, domicile in PLACES
        for channel in ("direct", "entrusted")
        for event in ("acknowledged", "acted")
    ],
    *[
        Example(
            f"three months without a word by post are for no judge {where}",
            "crpli.207",
            facts(attempt("mail", None, "sent 2022-01-10"), case=CRIMINAL, recipient={"domicile": domicile}),
            "not_effective",
        )
        for where, domicile in PLACES
        if domicile != "sg"
    ],
    *[
        Example(
            f"a letter that was signed {where} on a day after three months counts from that day",
            "crpli.207",
            facts(
                attempt("mail", None, "sent 2022-01-10", "signed 2022-06-03"),
                case=CRIMINAL,
                recipient={"domicile": domicile},
            ),
            "effective 2022-06-03 signature",
        )
        for where, domicile in PLACES
        if domicile != "sg"
    ],
    *[
        Example(
            f"a criminal case of before 2013 has no way by the provisions on {where}: {channel}",
            "",
            facts(
                attempt(channel, "confirmed", "sent 2010-06-02", f"{event} 2010-06-03"),
                case=CRIMINAL,
                recipient={"domicile": domicile},
                as_of="2010-12-31T00:00:00+08:00",
                hearing_at="2010-12-20T09:00:00+08:00",
            ),
            "not_verified",
        )
        for where, domicile in (("Hong Kong", "hk"), ("Macau", "mo"), ("Taiwan", "tw"))
        for channel, event in (
            ("email", "acknowledged"),
            ("fax", "acknowledged"),
            ("direct", "signed"),
            ("left", "left"),
            ("mail", "signed"),
            ("entrusted", "signed"),
            ("public_notice", "published"),
        )
    ],
    *[
        Example(
            f"{who} refuses what was brought in a criminal case by {channel}: {by}",
            "crpli.204.2",
            facts(
                attempt(channel, None, f"left 2022-06-03 {by}"),
                case=CRIMINAL,
                recipient={"kind": kind, "domicile": domicile},
            ),
            "not_effective",
        )
        for who, kind in (("a person", "natural_person"), ("a company", "legal_person"))
        for domicile in ("cn", "hk")
        for channel in ("direct", "left", "entrusted")
        for by in ("statutory_agent", "designated_receiver", "representative")
    ],
    Example(
        "nobody hands on a paper to somebody in Taiwan",
        "",
        facts(attempt("transfer", None, "signed 2022-06-03"), case=CRIMINAL, recipient={"domicile": "tw"}),
        "not_allowed",
    ),
]
