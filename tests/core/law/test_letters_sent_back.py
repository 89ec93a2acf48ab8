"""A letter that came back from an own address: presumed served, unless the recipient was not at fault (MAIL04, 11)."""

from tests.core.law.given import Json, answer, attempt, facts, rebuttal, ruling, summary
from tests.rows import all_rows

RETURNED = ("sent 2022-06-02", "returned 2022-06-09")
PRESUMED = "presumed 2022-06-09 returned"


def letter(*events: str, **changes: object) -> Json:
    """A letter to an address that they gave."""
    return attempt("mail", "provided", *(events or RETURNED), **changes)


FAULT: list[tuple[str, Json, str]] = [
    ("sent back, art. 11(1)", facts(letter()), PRESUMED),
    (
        "they proved that they were not at fault, art. 11(2)",
        facts(letter(rebuttals=[rebuttal("no_fault", "2022-06-15")])),
        "not_effective",
    ),
    (
        "a proof that the judge rejected changes nothing",
        facts(letter(rebuttals=[rebuttal("no_fault", "2022-06-15", "rejected")])),
        PRESUMED,
    ),
    (
        "a proof that awaits the judge changes nothing yet",
        facts(letter(rebuttals=[rebuttal("no_fault", "2022-06-15", "pending")])),
        PRESUMED,
    ),
    (
        "a proof of a day that has not come is not known",
        facts(letter(rebuttals=[rebuttal("no_fault", "2022-07-15")])),
        PRESUMED,
    ),
    (
        "the day of return fell, and no ruling that it counts lifts it again",
        facts(letter(rebuttals=[rebuttal("no_fault", "2022-06-15")], rulings=[ruling("2022-06-20", counts=True)])),
        "not_effective",
    ),
    (
        "art. 11(2) speaks of letters that came back: one that was signed for stays served",
        facts(letter("sent 2022-06-02", "signed 2022-06-04", rebuttals=[rebuttal("no_fault", "2022-06-15")])),
        "effective 2022-06-04 signature",
    ),
    (
        "another rebuttal still takes the attempt out as a whole",
        facts(
            letter(
                "sent 2022-06-02",
                "signed 2022-06-04",
                rebuttals=[rebuttal("no_fault", "2022-06-15"), rebuttal("not_own_address", "2022-06-16")],
            )
        ),
        "not_effective",
    ),
]


@all_rows(("sentence", "service", "expected"), FAULT, ids=[row[0] for row in FAULT])
def test_letters_sent_back(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected


def test_the_reason_why_the_day_of_return_fell_names_its_article() -> None:
    service = facts(letter(rebuttals=[rebuttal("no_fault", "2022-06-15")]))
    reasons = answer(service).reasons()
    assert any("没有过错" in reason and "第十一条第二款" in reason for reason in reasons)
