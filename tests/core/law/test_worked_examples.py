"""The sixteen worked examples; every one must hold."""

from tests.core.law.given import (
    OTHER_HASH,
    Json,
    answer,
    at,
    attempt,
    consent,
    facts,
    rebuttal,
    refusal,
    rule_ids,
    summary,
)
from tests.rows import all_rows

CONSENT = [consent()]
JUDGMENT = {"kind": "judgment"}

EXAMPLES: list[tuple[str, Json, str]] = [
    (
        "1 express consent, confirmed mobile, arrived: served on that day",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT),
        "effective 2022-06-02 arrival",
    ),
    (
        "2 the recipient proved another arrival, and the judge accepted it",
        facts(
            attempt(
                "sms",
                "confirmed",
                "arrived 2022-06-02",
                rebuttals=[rebuttal("other_arrival_date", "2022-06-04")],
            ),
            consents=CONSENT,
        ),
        "effective 2022-06-04 arrival",
    ),
    (
        "3 a found mobile, read, with consent: presumed",
        facts(attempt("sms", "found", "read 2022-06-03"), consents=CONSENT),
        "presumed 2022-06-03 receipt_presumed",
    ),
    (
        "4 the same without consent: the judge must find",
        facts(attempt("sms", "found", "read 2022-06-03")),
        "awaiting_judge",
    ),
    (
        "5 a found mobile, arrived only",
        facts(attempt("sms", "found", "arrived 2022-06-03"), consents=CONSENT),
        "not_effective",
    ),
    (
        "6 a found mobile, acknowledged, never refused: consent follows from conduct",
        facts(attempt("sms", "found", "acknowledged 2022-06-05")),
        "effective 2022-06-05 receipt_completed",
    ),
    (
        "7 the same, but they had refused before",
        facts(attempt("sms", "found", "acknowledged 2022-06-05"), refusals=[refusal("2022-05-01")]),
        "not_effective",
    ),
    (
        "8 a judgment in December 2021, with consent: the old rule closes the way",
        facts(
            attempt("sms", "confirmed", "arrived 2021-12-10"),
            paper=JUDGMENT,
            consents=[consent("2021-12-01")],
        ),
        "not_allowed",
    ),
    (
        "9 a judgment in January 2022, with consent",
        facts(
            attempt("sms", "confirmed", "arrived 2022-01-20"),
            paper=JUDGMENT,
            consents=[consent("2022-01-10")],
        ),
        "effective 2022-01-20 arrival",
    ),
    (
        "10 e-mail on the second, text message on the first, the same content: the first counts",
        facts(
            attempt("email", "confirmed", "arrived 2022-06-02", id="a1"),
            attempt("sms", "confirmed", "arrived 2022-06-01", id="a2"),
            consents=CONSENT,
        ),
        "effective 2022-06-01 arrival",
    ),
    (
        "11 the text message carried another content",
        facts(
            attempt("email", "confirmed", "arrived 2022-06-02", id="a1"),
            attempt("sms", "confirmed", "arrived 2022-06-01", id="a2", paper_sha256=OTHER_HASH),
            consents=CONSENT,
        ),
        "effective 2022-06-02 arrival",
    ),
    (
        "12 consent for first instance, case at second instance",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            case={"stage": "second_instance"},
            consents=CONSENT,
        ),
        "not_effective",
    ),
    (
        "13 a summons by simple means in simplified procedure, nothing more",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            case={"procedure": "simplified"},
            consents=CONSENT,
        ),
        "effective 2022-06-02 arrival",
    ),
    (
        "14 public notice in ordinary procedure runs thirty days",
        facts(attempt("public_notice", None, "published 2022-03-01")),
        "effective 2022-03-31 public_notice",
    ),
    (
        "15 public notice in simplified procedure",
        facts(attempt("public_notice", None, "published 2022-03-01"), case={"procedure": "simplified"}),
        "not_allowed",
    ),
    (
        "16 a recipient who is off line for good",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), recipient={"offline": True}, consents=CONSENT),
        "not_allowed",
    ),
]


@all_rows(("sentence", "service", "expected"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_worked_example(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


def test_six_says_that_consent_follows_from_conduct() -> None:
    service = facts(attempt("sms", "found", "acknowledged 2022-06-05"))
    assert rule_ids(service)[:3] == ["cn.olr.31.2.1", "cn.cpl2021.90.1", "cn.olr.29.2.4"]


def test_nine_gives_the_last_day_of_appeal_after_the_spring_festival() -> None:
    service = facts(attempt("sms", "confirmed", "arrived 2022-01-20"), paper=JUDGMENT, consents=[consent("2022-01-10")])
    (period,) = answer(service).to_json()["periods"]
    assert (period["kind"], period["days"], period["last_day"], period["provisional"]) == (
        "appeal",
        15,
        "2022-02-07",
        False,
    )


def test_thirteen_opens_no_default_judgment() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02"), case={"procedure": "simplified"}, consents=CONSENT
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert not guard.safe


IN_TIME = (
    "The summons was served on 2022-06-02, 48 days before the hearing on 2022-07-20 (the day of service does not "
    "count): at least 3 are needed. (Civil Procedure Law (as amended in 2021), art. 139 [as the text says])"
)


OLR, CPL = "Online Litigation Rules of the People's Courts", "Civil Procedure Law (as amended in 2021)"
RULES = [
    {"id": "cn.olr.31.1", "cite": f"{OLR}, art. 31 para. 1 [as the text says]", "standing": "confirmed"},
    {"id": "cn.cpl2021.90.1", "cite": f"{CPL}, art. 90 para. 1 [as the text says]", "standing": "confirmed"},
    {"id": "cn.olr.29.2.1", "cite": f"{OLR}, art. 29 para. 2 item 1 [as the text says]", "standing": "confirmed"},
]
CONDITIONS = [
    {"id": "cn.cpl2021.147", "standing": "confirmed", "holds": True},
    {"id": "cn.cpl2021.146", "standing": "derived", "holds": True},
    {"id": "cn.cpl2021.139", "standing": "confirmed", "holds": True},
    {"id": "cn.house.2", "standing": "house_rule", "holds": True},
]


def test_the_whole_answer_in_english() -> None:
    service = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT)
    assert answer(service).to_json("en") == {
        "status": "effective",
        "effective_on": "2022-06-02",
        "effective_at": at("2022-06-02"),
        "ground": "arrival",
        "rebuttable": False,
        "winning_attempt": "a1",
        "rules": RULES,
        "reasons": [
            "With the recipient's consent, papers may be served by text message or other electronic means able to "
            "confirm receipt. (Civil Procedure Law (as amended in 2021), art. 90 para. 1 [as the text says])",
            "The recipient expressly agreed to electronic service at 2022-06-01 09:00, for this stage and this paper. "
            "(Online Litigation Rules of the People's Courts, art. 29 para. 2 item 1 [as the text says])",
            "The address used was confirmed by the recipient.",
            "The message reached the system of the address at 2022-06-02 10:00; this counts as service. "
            "(Online Litigation Rules of the People's Courts, art. 31 para. 1 [as the text says])",
        ],
        "periods": [],
        "default_judgment": {
            "safe": True,
            "possible": True,
            "reasons": [
                "The summons itself has been effectively served. "
                "(Civil Procedure Law (as amended in 2021), art. 147 [as the text says])",
                "What they are in the case is not told: a plaintiff who stays away without good reason may be taken to "
                "withdraw instead, and there is no default judgment against them, but on a counterclaim. "
                "(Civil Procedure Law (as amended in 2021), art. 146 [derived from the text])",
                IN_TIME,
                "No objection is pending. (The court's own rules on service, no. 2 [not law])",
            ],
            "conditions": CONDITIONS,
        },
    }
