"""The guard before a default judgment: only on a summons that is served beyond doubt, in time, with proof."""

import pytest

from tests.core.law.given import Json, answer, attempt, consent, facts, rebuttal
from tests.rows import all_rows

CONSENT = [consent()]
SIMPLE = {"procedure": "simplified"}
STATUS = {"status_case": True}

ROWS: list[tuple[str, Json, bool]] = [
    ("served in time", facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT), True),
    *[
        (
            f"in a simplified {branch} procedure the message was {event} by them",
            facts(
                attempt("sms", "confirmed", "arrived 2022-06-02", f"{event} 2022-06-03"),
                case=SIMPLE | {"branch": branch},
                consents=CONSENT,
            ),
            True,
        )
        for branch in ("civil", "administrative")
        for event in ("read", "acknowledged", "acted", "signed")
    ],
    (
        "served on the third day before",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT, hearing_at="2022-06-05T09:00:00+08:00"
        ),
        True,
    ),
    (
        "served on the second day before",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT, hearing_at="2022-06-04T23:00:00+08:00"
        ),
        False,
    ),
    (
        "no hearing has been fixed",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT, hearing_at=None),
        False,
    ),
    (
        "served after the hearing",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT, hearing_at="2022-06-01T09:00:00+08:00"
        ),
        False,
    ),
    (
        "the message is objected to, the letter was signed for in time",
        facts(
            attempt(
                "sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")]
            ),
            attempt("mail", "provided", "signed 2022-06-10 recipient", id="a2"),
            consents=CONSENT,
        ),
        True,
    ),
    (
        "the message is objected to, the letter was signed for too late",
        facts(
            attempt(
                "sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")]
            ),
            attempt("mail", "provided", "signed 2022-07-18", id="a2"),
            consents=CONSENT,
            as_of="2022-07-19T00:00:00+08:00",
        ),
        False,
    ),
    (
        "the message is objected to, and so is the letter",
        facts(
            attempt(
                "sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")]
            ),
            attempt(
                "mail",
                "provided",
                "signed 2022-06-10",
                id="a2",
                rebuttals=[rebuttal("no_fault", "2022-06-12", "pending")],
            ),
            consents=CONSENT,
        ),
        False,
    ),
    (
        "whoever holds the number denies it, the paper was handed to the recipient",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", disowned_at="2022-06-03T10:00:00+08:00"),
            attempt("direct", None, "signed 2022-06-10 recipient", id="a2"),
            consents=CONSENT,
        ),
        True,
    ),
    (
        "by simple means without proof, then signed for in hand",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            attempt("direct", None, "signed 2022-06-10 cohabitant", id="a2"),
            case=SIMPLE,
            consents=CONSENT,
        ),
        True,
    ),
    ("not served", facts(), False),
    ("only presumed", facts(attempt("sms", "found", "read 2022-06-03"), consents=CONSENT), False),
    ("awaiting the judge", facts(attempt("sms", "found", "read 2022-06-03")), False),
    (
        "an objection is pending",
        facts(
            attempt(
                "sms",
                "confirmed",
                "arrived 2022-06-02",
                rebuttals=[rebuttal("other_arrival_date", "2022-06-09", "pending")],
            ),
            consents=CONSENT,
        ),
        False,
    ),
    (
        "simple means, arrived, nothing more",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), case=SIMPLE, consents=CONSENT),
        False,
    ),
    (
        "simple means, and they answered",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03"), case=SIMPLE, consents=CONSENT
        ),
        True,
    ),
    (
        "simple means, and the system reports that they read it",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "read 2022-06-03"), case=SIMPLE, consents=CONSENT),
        True,
    ),
    (
        "simple means, and they answered another message with the same paper",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", id="a1"),
            attempt("email", "confirmed", "arrived 2022-06-03", "acknowledged 2022-06-03", id="a2"),
            case=SIMPLE,
            consents=CONSENT,
        ),
        True,
    ),
    (
        "simple means, and somebody unknown answered",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", id="a1"),
            attempt("sms", "unknown", "acknowledged 2022-06-03", id="a2"),
            case=SIMPLE,
            consents=CONSENT,
        ),
        False,
    ),
    (
        "simple means, and the answer lies after the moment asked about",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-07-03"), case=SIMPLE, consents=CONSENT
        ),
        False,
    ),
    (
        "simplified procedure, signed in hand the day before",
        facts(attempt("direct", None, "signed 2022-06-02"), case=SIMPLE, hearing_at="2022-06-03T09:00:00+08:00"),
        True,
    ),
    *[
        (
            f"simplified procedure ({branch}), signed in hand by somebody of their household: that is no simple means",
            facts(attempt("direct", None, "signed 2022-06-02 cohabitant"), case=SIMPLE | {"branch": branch}),
            True,
        )
        for branch in ("civil", "administrative")
    ],
    (
        "small claims are simplified procedure",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), case={"procedure": "small_claims"}, consents=CONSENT),
        False,
    ),
    (
        "status case: arrival does not show the person themselves",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), case=STATUS, consents=CONSENT),
        False,
    ),
    (
        "status case: reading does not either",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02", "read 2022-06-02"), case=STATUS, consents=CONSENT),
        False,
    ),
    (
        "status case: they answered themselves",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03"), case=STATUS, consents=CONSENT
        ),
        True,
    ),
    (
        "status case: the statutory agent of somebody who cannot act signed",
        facts(
            attempt("direct", None, "signed 2022-06-02 statutory_agent", to="statutory_agent"),
            case=STATUS,
            recipient={"lacks_capacity": True},
        ),
        True,
    ),
    (
        "status case: somebody who cannot act signed themselves",
        facts(attempt("direct", None, "signed 2022-06-02"), case=STATUS, recipient={"lacks_capacity": True}),
        False,
    ),
    (
        "status case: nobody receives a public notice, and a divorce from somebody missing rests on one",
        facts(attempt("public_notice", None, "published 2022-05-06"), case=STATUS, recipient={"missing": True}),
        True,
    ),
    (
        "status case: their agent answered",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03 representative"),
            case=STATUS,
            consents=CONSENT,
        ),
        False,
    ),
    (
        "status case: somebody at home signed",
        facts(attempt("mail", "found", "signed 2022-06-02 cohabitant"), case=STATUS),
        False,
    ),
    *[
        (
            f"status case: {way}, {'they themselves' if by else 'nobody tells by whom'}",
            facts(attempt(channel, "confirmed", f"{event}{by}"), case=STATUS),
            bool(by),
        )
        for way, channel, event in [
            ("refused at home before a camera", "left", "left 2022-06-02 filmed"),
            ("refused at home before a witness", "direct", "left 2022-06-02 witnessed"),
            ("signed for by post", "mail", "signed 2022-06-02"),
            ("signed before another court", "entrusted", "signed 2022-06-02"),
        ]
        for by in (" recipient", "")
    ],
    *[
        (
            f"status case: refused {where}, where only they themselves are met",
            facts(attempt("direct", None, f"left 2022-06-02 {how}"), case=STATUS),
            True,
        )
        for where, how in (("at court", "at_court"), ("elsewhere before a camera", "elsewhere_filmed"))
    ],
    (
        "simplified: the message arrived, and of the letter nobody tells who signed for it",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            attempt("mail", "confirmed", "signed 2022-06-10", id="a2"),
            case=SIMPLE,
            consents=CONSENT,
        ),
        False,
    ),
    (
        "administrative case, in time",
        facts(attempt("sms", "confirmed", "arrived 2022-06-02"), case={"branch": "administrative"}, consents=CONSENT),
        True,
    ),
    (
        "simplified administrative procedure, arrived only",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            case={"branch": "administrative", "procedure": "simplified"},
            consents=CONSENT,
        ),
        False,
    ),
    (
        "simplified procedure, by simple means, and signed for as well",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            attempt("direct", None, "signed 2022-06-05", id="a2"),
            case=SIMPLE,
            consents=CONSENT,
        ),
        True,
    ),
    (
        "simplified administrative procedure, by simple means, and signed for as well",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            attempt("direct", None, "signed 2022-06-05", id="a2"),
            case={"branch": "administrative", "procedure": "simplified"},
            consents=CONSENT,
        ),
        True,
    ),
    (
        "status case: arrived, and they signed in hand later",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-02"),
            attempt("direct", None, "signed 2022-06-05", id="a2"),
            case=STATUS,
            consents=CONSENT,
        ),
        True,
    ),
    (
        "criminal case: a summons opens no default judgment",
        facts(attempt("direct", None, "signed 2022-06-02"), case={"branch": "criminal"}),
        False,
    ),
]


@all_rows(("sentence", "service", "safe"), ROWS, ids=[row[0] for row in ROWS])
def test_default_judgment(sentence: str, service: Json, safe: bool) -> None:
    guard = answer(service).default_judgment
    assert guard is not None
    assert guard.safe is safe
    assert guard.findings


def test_only_a_summons_is_guarded() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02"), paper={"kind": "complaint_copy"}, consents=CONSENT
    )
    assert answer(service).default_judgment is None
    assert answer(service).to_json()["default_judgment"] is None


def test_where_the_summons_is_not_served_only_that_is_told() -> None:
    guard = answer(facts(case=SIMPLE)).default_judgment
    assert guard is not None
    assert [finding.code for finding in guard.findings] == ["guard_summons_effective_no"]


@pytest.mark.parametrize(
    ("procedure", "articles"),
    [
        ("ordinary", ["cn.apl.58", "cn.apli.71", "cn.house.2"]),
        ("simplified", ["cn.apl.58", "cn.apli.71", "cn.apli.103.2", "cn.house.2"]),
    ],
)
def test_administrative_cases_have_their_own_articles(procedure: str, articles: list[str]) -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02"),
        case={"branch": "administrative", "procedure": procedure},
        consents=CONSENT,
    )
    guard = answer(service).default_judgment
    assert guard is not None
    assert [finding.rule.id for finding in guard.findings if finding.rule is not None] == articles


def test_it_says_on_which_way_it_rests_where_that_is_not_the_first() -> None:
    service = facts(
        attempt(
            "sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")]
        ),
        attempt("mail", "provided", "signed 2022-06-10 recipient", id="a2"),
        consents=CONSENT,
    )
    decision = answer(service)
    guard = decision.default_judgment
    assert guard is not None
    assert decision.winning_attempt == "a1"
    assert dict(guard.findings[0].values)["attempt"] == "a2"
    told = decision.to_json("en")["default_judgment"]
    assert isinstance(told, dict)
    assert (
        told["reasons"][0]
        == "The service by post at 2022-06-10 10:00 holds by itself; a default judgment may rest on it."
    )
    assert all(condition["holds"] for condition in told["conditions"])


@pytest.mark.parametrize(("as_of", "safe"), [("2024-12-03", False), ("2024-12-04", True)])
def test_against_a_foreign_state_none_in_the_first_six_months(as_of: str, safe: bool) -> None:
    state = {"kind": "organisation", "domicile": "us", "foreign_state": True, "role": "defendant"}
    told = facts(
        attempt("transfer", None, "sent 2024-06-03"),
        recipient=state,
        as_of=f"{as_of}T10:00:00+08:00",
        hearing_at="2024-08-03T09:00:00+08:00",
    )
    guard = answer(told).default_judgment
    assert guard is not None
    assert guard.safe is safe
    tested = {each["id"]: each["holds"] for each in guard.tested()}
    assert tested["cn.fsi.18.1"] is safe
