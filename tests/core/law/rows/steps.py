"""One more step aside: consents and refusals in time, papers of a kind, procedures, and days that end elsewhere."""

from tests.core.law.given import Json, attempt, consent, facts, refusal
from tests.core.law.rows.neighbours import AGREED, COMPANY, CRIMINAL, JUDGMENT, MEDIATION, ORDER, RETRIAL, in_2026
from tests.core.law.rows.shape import Example

SIMPLE, ADMINISTRATIVE = {"procedure": "simplified"}, {"branch": "administrative"}
SECOND, MISSING = {"stage": "second_instance"}, {"missing": True}
SIGNED, LEFT = "effective 2026-06-03 signature", "effective 2026-06-03 left"
ARRIVED = "effective 2026-06-03 arrival"
NO = {"refusals": [refusal("2026-05-02")]}
OLD_HEARING = {"as_of": "2020-12-01T00:00:00+08:00", "hearing_at": "2020-08-20T09:00:00+08:00"}


def at_moment(moment: str) -> Json:
    """A message that arrived at this moment, told with another offset."""
    tried = attempt("sms", "provided") | {"events": [{"kind": "arrived", "at": moment}]}
    return facts(tried, as_of="2026-10-01T00:00:00+08:00", **AGREED)


def refused(how: str, **changes: object) -> Json:
    """A refusal of 3 June 2026, and how the paper was left."""
    tried = attempt("direct", "provided") | {
        "events": [{"kind": "left", "at": "2026-06-03T10:00:00+08:00", "how": how}]
    }
    return facts(tried, as_of="2026-10-01T00:00:00+08:00", **changes)


def in_2020(channel: str, event: str, **changes: object) -> Json:
    """One event of 3 June 2020."""
    kind, *by = event.split()
    return facts(attempt(channel, "provided", " ".join([kind, "2020-06-03", *by])), **(OLD_HEARING | changes))


ROWS: list[tuple[str, str, Json, str]] = [
    # mediation documents and payment orders
    ("a call about a mediation document", "cpli.133", in_2026("phone", "acknowledged", paper=MEDIATION), "not_allowed"),
    ("so in 2020", "cpli2015.133", in_2020("phone", "acknowledged", paper=MEDIATION), "not_allowed"),
    ("a mediation document that arrived", "", in_2026("inbox", "arrived", paper=MEDIATION, **AGREED), "not_effective"),
    ("one that came back", "", in_2026("mail", "returned", paper=MEDIATION), "not_effective"),
    ("one that was refused at court", "", in_2026("direct", "left", paper=MEDIATION), "not_effective"),
    ("a payment order that came back", "", in_2026("mail", "returned", paper=ORDER), "not_effective"),
    ("one by notice", "cpli.427.1.5", in_2026("public_notice", "published", None, paper=ORDER, recipient=MISSING),
     "not_allowed"),
    # simplified procedure
    ("no notice in an administrative one", "cpli.140",
     in_2026("public_notice", "published", None, case=ADMINISTRATIVE | SIMPLE, recipient=MISSING), "not_allowed"),
    ("nor in 2020", "cpli2015.140",
     in_2020("public_notice", "published", case=ADMINISTRATIVE | SIMPLE, recipient=MISSING), "not_allowed"),
    ("a notice in an ordinary one", "cpl2023.95.1",
     in_2026("public_notice", "published", None, case=ADMINISTRATIVE, recipient=MISSING),
     "effective 2026-07-03 public_notice"),
    ("a message in an administrative one, unasked", "apli.103.1",
     in_2026("sms", "arrived", case=ADMINISTRATIVE | SIMPLE), ARRIVED),
    ("the platform is none of its simple means", "", in_2026("inbox", "arrived", case=ADMINISTRATIVE | SIMPLE),
     "not_effective"),
    ("a message in an ordinary one, unasked", "", in_2026("sms", "arrived", case=ADMINISTRATIVE), "not_effective"),
    ("a judgment by message in a civil one, unasked", "", in_2026("sms", "arrived", case=SIMPLE, paper=JUDGMENT),
     "not_effective"),
    ("whoever said no, in a civil one", "", in_2026("sms", "arrived", case=SIMPLE, **NO), "not_effective"),
    # consent in time
    ("a no after the arrival", "olr.31.1", in_2026("sms", "arrived", refusals=[refusal("2026-06-04")], **AGREED),
     ARRIVED),
    ("withdrawn before it", "", in_2026("sms", "arrived",
     consents=[consent("2026-05-01", withdrawn_at="2026-05-20T00:00:00+08:00")]), "not_effective"),
    ("withdrawn after it", "olr.31.1", in_2026("sms", "arrived",
     consents=[consent("2026-05-01", withdrawn_at="2026-06-04T00:00:00+08:00")]), ARRIVED),
    ("given on the day after", "", in_2026("sms", "arrived", consents=[consent("2026-06-04")]), "not_effective"),
    ("given by the agent", "olr.31.1", in_2026("sms", "arrived", consents=[consent("2026-05-01", by="representative")]),
     ARRIVED),
    ("given at first instance, used at the second", "olr.4.2.4", in_2026("sms", "arrived", case=SECOND, **AGREED),
     "not_effective"),
    ("a reply from an address that is nobody's", "", in_2026("sms", "acknowledged", "unknown", **AGREED),
     "not_effective"),
    ("a reply after a clear no", "", in_2026("sms", "acknowledged", "found", **NO), "not_effective"),
    # whoever refuses
    ("a company refuses at court", "cpli.131.1", in_2026("direct", "left at_court", recipient=COMPANY), LEFT),
    ("a stranger refuses", "", in_2026("left", "left stranger"), "not_effective"),
    ("the opponent refuses", "", in_2026("left", "left opponent"), "not_effective"),
    ("one beside them refuses", "", in_2026("left", "left co_party"), "not_effective"),
    ("a judgment refused at its pronouncement", "cpli.141", refused("at_pronouncement", paper=JUDGMENT), LEFT),
    ("acknowledged by telephone in the enforcement of a simplified case", "op17.14",
     in_2026("phone", "acknowledged",
             case={"branch": "enforcement", "stage": "enforcement", "procedure": "simplified"}),
     "effective 2026-06-03 receipt_completed"),
    ("an administrative judgment by e-mail, agreed to, in the simplified procedure", "olr.31.1",
     in_2026("email", "arrived", case={"branch": "administrative", "procedure": "simplified"}, paper=JUDGMENT,
             **AGREED), ARRIVED),
    ("the same with nobody's agreement", "",
     in_2026("email", "arrived", case={"branch": "administrative", "procedure": "simplified"}, paper=JUDGMENT),
     "not_effective"),
    ("a summons is not pronounced", "", refused("at_pronouncement"), "not_effective"),
    # elsewhere
    ("a notice for Singapore, sixty days", "cpl2023.283.2",
     in_2026("public_notice", "published", None, recipient=MISSING | {"domicile": "sg"}),
     "effective 2026-08-02 public_notice"),
    ("a notice for Taiwan, three months", "tw.8.2",
     in_2026("public_notice", "published", None, recipient=MISSING | {"domicile": "tw"}),
     "effective 2026-09-03 public_notice"),
    ("a letter that came back from Hong Kong", "", in_2026("mail", "returned", recipient={"domicile": "hk"}),
     "not_effective"),
    ("an e-mail to Taiwan that only arrived", "", in_2026("email", "arrived", recipient={"domicile": "tw"}),
     "not_effective"),
    # days
    ("a second before midnight in China", "olr.31.1", at_moment("2026-06-03T15:59:59+00:00"), ARRIVED),
    ("at midnight in China it is the next day", "olr.31.1", at_moment("2026-06-03T16:00:00+00:00"),
     "effective 2026-06-04 arrival"),
    ("an evening in New York is the next day", "olr.31.1", at_moment("2026-06-03T20:00:00-05:00"),
     "effective 2026-06-04 arrival"),
    # the second instance ends it
    ("an administrative judgment of second instance", "apl.7",
     in_2026("direct", "signed", case=ADMINISTRATIVE | SECOND, paper=JUDGMENT), SIGNED),
    ("a criminal one", "crpl.244", in_2026("direct", "signed", case=CRIMINAL | SECOND, paper=JUDGMENT), SIGNED),
    ("a criminal one of 2018", "crpl2012.233",
     facts(attempt("direct", "provided", "signed 2018-06-03"), as_of="2018-12-01T00:00:00+08:00",
           hearing_at="2018-08-20T09:00:00+08:00", case=CRIMINAL | SECOND, paper=JUDGMENT),
     "effective 2018-06-03 signature"),
    ("a retrial tells of its appeal, an ordinary judgment starts it", "cpl2023.171.2",
     in_2026("direct", "signed", paper={"kind": "ruling_appealable"}), SIGNED),
    ("a ruling that may be appealed, on retrial", "cpl2023.218.1",
     in_2026("direct", "signed", case=RETRIAL, paper={"kind": "ruling_appealable"}), SIGNED),
]  # fmt: skip

EXAMPLES = [Example(f"{says}; a step aside", article, service, then) for says, article, service, then in ROWS]
