"""Where the procuratorate takes part nothing is served on line before it agrees: drawn from art. 4(3) of the Rules."""

from songda.core.law import open_methods, read_facts
from songda.core.law.facts import Channel
from tests.core.law.given import Json, answer, at, attempt, consent, facts, summary
from tests.rows import all_rows

ARRIVED = attempt("sms", "confirmed", "arrived 2022-06-02")
COUNTS = "effective 2022-06-02 arrival"


def case(day: str | None, **changes: object) -> Json:
    """A case in which the procuratorate takes part and agreed on that day, or has not."""
    return {"procuratorate_takes_part": True, "procuratorate_agreed_at": at(day) if day else None} | changes


AGREED: list[tuple[str, Json, str]] = [
    ("it takes no part", facts(ARRIVED, consents=[consent()]), COUNTS),
    ("it has not agreed, art. 4(3)", facts(ARRIVED, consents=[consent()], case=case(None)), "not_allowed"),
    ("it agreed before the message, art. 4(3)", facts(ARRIVED, consents=[consent()], case=case("2022-06-01")), COUNTS),
    (
        "it agreed at the very moment of the message, art. 4(3)",
        facts(ARRIVED, consents=[consent()], case=case("2022-06-02")),
        COUNTS,
    ),
    (
        "it agreed after the message, art. 4(3)",
        facts(ARRIVED, consents=[consent()], case=case("2022-06-03")),
        "not_allowed",
    ),
    (
        "an administrative case, art. 4(3)",
        facts(ARRIVED, consents=[consent()], case=case(None, branch="administrative")),
        "not_allowed",
    ),
    (
        "by post it does not matter",
        facts(attempt("mail", "found", "signed 2022-06-03"), case=case(None)),
        "effective 2022-06-03 signature",
    ),
    (
        "before the Rules nobody asked for it",
        facts(attempt("sms", "confirmed", "arrived 2021-06-02"), consents=[consent("2021-06-01")], case=case(None)),
        "effective 2021-06-02 arrival",
    ),
    (
        "in criminal cases the notice to attend has an article of its own, which names no consent",
        facts(
            attempt("sms", "confirmed", "acknowledged 2022-06-02"),
            case=case(None, branch="criminal"),
            paper={"kind": "hearing_notice"},
        ),
        "effective 2022-06-02 receipt_completed",
    ),
]


@all_rows(("sentence", "service", "expected"), AGREED, ids=[row[0] for row in AGREED])
def test_the_procuratorate(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


def test_the_answer_says_who_has_not_agreed_and_where_that_stands() -> None:
    service = facts(ARRIVED, consents=[consent()], case=case(None))
    assert answer(service).rules[0].id == "cn.olr.4.3"
    assert "人民检察院" in answer(service).reasons()[0]


def test_a_clerk_is_told_before_sending_that_it_has_not_agreed() -> None:
    read = read_facts(facts(consents=[consent()], case=case(None)))
    methods = {
        m.channel: m for m in open_methods(read.case, read.paper, read.recipient, consents=read.consents, at=read.as_of)
    }
    assert not methods[Channel.EMAIL].allowed
    assert methods[Channel.EMAIL].why[0].code == "procuratorate_has_not_agreed"
    assert methods[Channel.MAIL].allowed
