"""What is missing in a service, the most valuable first: of which try, and the answer if it were there."""

from tests.core.law.given import at, attempt, consent, facts, rebuttal, refusal, ruling

EVERY = [
    (
        "handed to a child: whoever acts for them must sign",
        facts(attempt("direct", None, "sent 2022-06-02"), recipient={"born_on": "2012-01-01"}),
        ["signed a1 effective 2022-07-01 safe"],
    ),
    (
        "signed by a business agent whose power nobody told",
        facts(
            attempt("direct", None, "signed 2022-06-02 business_agent"),
            recipient={"domicile": "sg", "kind": "legal_person"},
        ),
        [
            "business_agent_may_receive effective 2022-06-02 safe",
            "acted a1 effective 2022-07-01 safe",
            "acknowledged a1 awaiting_judge None unsafe",
        ],
    ),
    (
        "asked at the very moment of the signature: that somebody signed is known by then",
        facts(
            attempt("mail", None, "signed 2022-06-03 cohabitant"), case={"status_case": True}, as_of=at("2022-06-03")
        ),
        ["acknowledged a1 effective 2022-06-03 safe"],
    ),
    (
        "a notice at second instance to somebody abroad: that there was one at first instance",
        facts(
            attempt("public_notice", None, "published 2022-03-02"),
            recipient={"domicile": "sg", "missing": False},
            case={"stage": "second_instance"},
        ),
        [
            "notice_at_first_instance effective 2022-06-02 safe",
            "failed_try a1 awaiting_judge None unsafe",
            "way_impossible a1 awaiting_judge None unsafe",
        ],
    ),
    (
        "a notice before which nothing else is on record",
        facts(attempt("public_notice", None, "published 2022-05-02"), recipient={"missing": False}),
        ["failed_try a1 awaiting_judge None unsafe", "way_impossible a1 awaiting_judge None unsafe"],
    ),
    (
        "a notice before which post and hand failed, and the electronic way was not tried",
        facts(
            attempt("public_notice", None, "published 2022-05-02"),
            attempt("mail", "confirmed", "failed 2022-04-01", id="a2"),
            attempt("direct", None, "failed 2022-04-02", id="a3"),
            consents=[consent("2022-01-01")],
            recipient={"missing": False},
        ),
        [
            "ruling a1 effective 2022-06-01 safe",
            "failed_try a1 effective 2022-06-01 safe",
            "signed a2 effective 2022-07-01 safe",
            "left a3 effective 2022-07-01 safe",
        ],
    ),
    (
        "a consent that was taken back before the message arrived: one that came after may be missing",
        facts(
            attempt("sms", "confirmed", "sent 2022-06-02", "arrived 2022-06-04"),
            consents=[consent("2022-06-01", withdrawn_at=at("2022-06-03", "09:00"))],
        ),
        ["consent effective 2022-06-04 safe"],
    ),
    (
        "a refusal before the message arrived: an agreement that came after it may be missing",
        facts(attempt("sms", "confirmed", "sent 2022-06-02", "arrived 2022-06-04"), refusals=[refusal("2022-06-03")]),
        ["consent effective 2022-06-04 safe"],
    ),
    (
        "in a status case the household signed: what they do themselves makes a default judgment safe",
        facts(attempt("mail", None, "signed 2022-06-03 cohabitant"), case={"status_case": True}),
        ["acknowledged a1 effective 2022-06-03 safe"],
    ),
    (
        "an address that nobody confirmed: at once best what makes it theirs, then what they do themselves",
        facts(
            attempt("sms", "found", "arrived 2022-06-02"),
            attempt("direct", None, "sent 2022-06-03", id="a2"),
            consents=[consent()],
        ),
        [
            "address_confirmed a1 effective 2022-06-02 safe",
            "acknowledged a1 effective 2022-07-01 safe",
            "signed a2 effective 2022-07-01 safe",
            "read a1 presumed 2022-07-01 unsafe",
        ],
    ),
    (
        "an address that cannot be told to be theirs",
        facts(attempt("sms", "unknown", "arrived 2022-06-02"), consents=[consent()]),
        ["address_confirmed a1 effective 2022-06-02 safe"],
    ),
    (
        "an address of no class",
        facts(attempt("email", None, "arrived 2022-06-02"), consents=[consent()]),
        ["address_confirmed a1 effective 2022-06-02 safe"],
    ),
    (
        "an address of their own: its class is not asked",
        facts(attempt("sms", "provided", "sent 2022-06-02"), consents=[consent()]),
        [
            "arrived a1 effective 2022-07-01 safe",
            "read a1 effective 2022-07-01 safe",
            "acknowledged a1 effective 2022-07-01 safe",
        ],
    ),
    (
        "no consent: it may have been given before the first event",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02")),
        ["consent effective 2022-06-02 safe", "acknowledged a1 effective 2022-06-02 safe"],
    ),
    (
        "left, nobody says how: beside it what else may still come",
        facts(attempt("direct", None, "sent 2022-06-01", "left 2022-06-02")),
        [
            "how_left a1 effective 2022-06-02 safe",
            "signed a1 effective 2022-07-01 safe",
            "ruling a1 effective 2022-06-02 safe",
        ],
    ),
    (
        "left before witnesses: nothing is missing",
        facts(attempt("left", None, "left 2022-06-02 witnessed")),
        [],
    ),
    (
        "signed by somebody of unknown age",
        facts(attempt("direct", None, "signed 2022-06-02 cohabitant_of_unknown_age")),
        ["household_of_age a1 effective 2022-06-02 safe", "ruling a1 effective 2022-06-02 safe"],
    ),
    (
        "signed by a minor of the household: their age is told",
        facts(attempt("direct", None, "signed 2022-06-02 minor_at_home")),
        [],
    ),
    (
        "signed by a minor, then by somebody of unknown age: the second signature is asked about",
        facts(
            attempt("direct", None, "signed 2022-06-02 minor_at_home", "signed 2022-06-04 cohabitant_of_unknown_age")
        ),
        ["household_of_age a1 effective 2022-06-04 safe", "ruling a1 effective 2022-06-04 safe"],
    ),
    (
        "where no hearing is set no default judgment can rest on it",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), hearing_at=None),
        ["consent effective 2022-06-02 unsafe", "acknowledged a1 effective 2022-06-02 unsafe"],
    ),
    (
        "of a judgment no default judgment is spoken of",
        facts(
            attempt("sms", "found", "arrived 2022-06-02"),
            consents=[consent()],
            paper={"kind": "judgment"},
            hearing_at=None,
        ),
        [
            "address_confirmed a1 effective 2022-06-02",
            "acknowledged a1 effective 2022-07-01",
            "read a1 presumed 2022-07-01",
        ],
    ),
    (
        "the judge has found that it does not count: no other finding is asked for",
        facts(attempt("left", None, "left 2022-06-02", rulings=[ruling("2022-06-05", counts=False)])),
        [],
    ),
    (
        "an arrival at this very moment is told already",
        facts(attempt("sms", "confirmed", "sent 2022-06-02", "arrived 2022-07-01 00:00"), consents=[consent()]),
        [],
    ),
    (
        "one that is yet to come is not",
        facts(attempt("sms", "confirmed", "sent 2022-06-02", "arrived 2022-08-01 00:00"), consents=[consent()]),
        [
            "arrived a1 effective 2022-07-01 safe",
            "read a1 effective 2022-07-01 safe",
            "acknowledged a1 effective 2022-07-01 safe",
        ],
    ),
    (
        "an objection that waits for the judge",
        facts(
            attempt(
                "sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")]
            ),
            consents=[consent()],
        ),
        ["rebuttal_rejected a1 effective 2022-06-02 safe"],
    ),
    (
        "left without a record: how is told, and does not do",
        facts(attempt("direct", None, "left 2022-06-02 unrecorded")),
        ["signed a1 effective 2022-07-01 safe"],
    ),
    (
        "nobody agreed, and nothing went out yet",
        facts(attempt("sms", "confirmed")),
        ["acknowledged a1 effective 2022-07-01 safe"],
    ),
    (
        "somebody else answered: that they themselves did so too may still come",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03 cohabitant")),
        ["consent effective 2022-06-02 safe", "acknowledged a1 effective 2022-06-02 safe"],
    ),
    (
        "a letter to a registered home came back before it was on record that they withhold their address",
        facts(
            attempt("mail", None, "returned 2022-06-02", address_source="register"),
            recipient={"address_withheld": [{"how": "refuses", "at": at("2022-06-05"), "ended_at": None}]},
        ),
        ["return_cause a1 presumed 2022-06-02 unsafe", "address_confirmed a1 presumed 2022-06-02 unsafe"],
    ),
    (
        "in Hong Kong, without consent: that it was read leaves it to the judge, on no day yet",
        facts(attempt("email", "found", "arrived 2022-06-03"), recipient={"domicile": "hk"}),
        ["acknowledged a1 effective 2022-07-01 safe", "read a1 awaiting_judge None unsafe"],
    ),
    ("nothing was tried", facts(consents=[consent()]), []),
    (
        "of several tries the one for which a fact would do most; of equals the first",
        facts(
            attempt("sms", "unknown", "sent 2022-06-02"),
            attempt("email", "found", "sent 2022-06-02", id="a2"),
            attempt("wechat", "confirmed", "sent 2022-06-02", id="a3"),
            consents=[consent()],
        ),
        [
            "acknowledged a2 effective 2022-07-01 safe",
            "arrived a3 effective 2022-07-01 safe",
            "read a3 effective 2022-07-01 safe",
        ],
    ),
    (
        "one objection was upheld: that another waits changes nothing",
        facts(
            attempt(
                "sms",
                "confirmed",
                "arrived 2022-06-02",
                rebuttals=[
                    rebuttal("system_error", "2022-06-09", "accepted"),
                    rebuttal("not_own_address", "2022-06-10", "pending"),
                ],
            ),
            consents=[consent()],
        ),
        [],
    ),
]
COMES_BY_LINE = ["arrived", "read", "acknowledged"]
# What may still come to light of a try that was only sent, by its way.
STILL_COMES = {
    "sms": COMES_BY_LINE,
    "email": COMES_BY_LINE,
    "wechat": COMES_BY_LINE,
    "inbox": COMES_BY_LINE,
    "fax": COMES_BY_LINE,
    "phone": ["acknowledged"],
    "mail": ["signed"],
    "direct": ["signed"],
    "entrusted": ["signed"],
    "transfer": ["signed"],
    "left": ["left"],
    "public_notice": [],
}
