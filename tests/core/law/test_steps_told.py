"""Which steps the reasoning tells, and which it leaves out because they did not matter."""

from songda.core.law.decision import Reason
from tests.core.law.given import Json, answer, at, attempt, consent, facts, rebuttal, ruling, summary
from tests.rows import all_rows

CONSENT = [consent()]
CRIMINAL_ABROAD = {"case": {"branch": "criminal"}, "recipient": {"domicile": "sg"}}
MOVED = rebuttal("other_arrival_date", "2022-06-04")


def told_codes(service: Json) -> list[str]:
    """The codes of all steps; of another attempt that of its own step."""
    summary(service)
    found = []
    for step in answer(service).findings:
        why = dict(step.values).get("why")
        found.append(why.code if isinstance(why, Reason) else step.code)
    return found


def posted_abroad(found: Json) -> Json:
    """A letter abroad in a criminal case; it awaits the judge from 15 June on."""
    return facts(attempt("mail", "found", "sent 2022-03-15", rulings=[found]), **CRIMINAL_ABROAD)


def arbitrated(found: Json) -> Json:
    """A notice in an arbitration that only arrived; what that means is left to the rules of the institution."""
    sent = attempt("email", "provided", "arrived 2026-05-11", rulings=[found])
    plain = {"jurisdiction": "cn_arbitration", "as_of": "2026-10-01T00:00:00+08:00", "hearing_at": None}
    return facts(
        sent, **plain, case={"number": "（2026）并仲123号"}, consents=[consent("2026-05-01", "prior_agreement")]
    )


def evidence_notice(**objection: object) -> Json:
    """Fifteen days for evidence, served in hand on 10 June, and an objection to jurisdiction."""
    return facts(
        attempt("direct", None, "signed 2022-06-10"),
        paper={"kind": "evidence_notice", "days_set_in_paper": 15},
        case={"jurisdiction_objection": objection},
    )


ROWS: list[tuple[str, Json, str, str]] = [
    (
        "a finding of which the rules of arbitration say nothing is told as that",
        arbitrated(ruling("2026-05-12", counts=True)),
        "ruling_unknown_here",
        "ruling_came_before",
    ),
    (
        "a ruling at the very moment of the effect did not come before it",
        posted_abroad(ruling("2022-06-15", counts=True, time="23:59") | {"at": "2022-06-15T23:59:59+08:00"}),
        "ruling_confirms",
        "ruling_came_before",
    ),
    (
        "a ruling before the effect came before it",
        posted_abroad(ruling("2022-06-15", counts=True)),
        "ruling_came_before",
        "ruling_unknown_here",
    ),
    (
        "post after electronic service: no express rule decides between them (art. 31(4) is of electronic ways)",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-03", id="a1"),
            attempt("mail", "confirmed", "signed 2022-06-05", id="a2"),
            consents=CONSENT,
        ),
        "first_of_mixed_ways",
        "first_electronic_way_wins",
    ),
    (
        "a proof that came after the moment asked about removes nothing and is not told as if it did",
        facts(
            attempt(
                "sms",
                "confirmed",
                "arrived 2022-06-02",
                rebuttals=[MOVED, rebuttal("system_error", "2022-06-20")],
            ),
            consents=CONSENT,
            as_of=at("2022-06-10"),
        ),
        "rebuttal_moves",
        "rebuttal_removes",
    ),
    (
        "another day of arrival is nothing against a signature in hand",
        facts(attempt("direct", None, "signed 2022-06-02", rebuttals=[MOVED])),
        "signed_themselves",
        "rebuttal_moves",
    ),
    (
        "what another person did counts as their act only where the rule asks for such an act (art. 87 of the law)",
        facts(attempt("direct", None, "read 2022-06-03 stranger")),
        "return_not_signed",
        "done_by_another",
    ),
    (
        "nor is told what another person will do after the moment asked about",
        facts(attempt("direct", None, "sent 2022-06-01", "signed 2022-06-20 stranger"), as_of=at("2022-06-10")),
        "return_not_signed",
        "done_by_another",
    ),
    *[
        (
            f"an objection dismissed {when} stops no time for evidence (art. 55 of the Provisions on Evidence)",
            evidence_notice(raised_at=at("2022-06-01"), dismissal_in_force_at=at(day)),
            "period_as_stated",
            "period_stands_still",
        )
        for when, day in (("before the notice came", "2022-06-08"), ("on the day of the notice", "2022-06-10"))
    ],
    (
        "GOG 89d(2): a working day of a published year is sure",
        facts(
            attempt("inbox", None, "arrived 2024-04-10"),
            jurisdiction="at",
            as_of="2024-12-31T00:00:00+01:00",
            recipient={"kind": "professional", "domicile": "at"},
        ),
        "next_working_day",
        "calendar_not_published",
    ),
]


@all_rows(("sentence", "service", "is_told", "is_not"), ROWS, ids=[row[0] for row in ROWS])
def test_what_mattered_is_told_and_nothing_else(sentence: str, service: Json, is_told: str, is_not: str) -> None:
    codes = told_codes(service)
    assert is_told in codes
    assert is_not not in codes
