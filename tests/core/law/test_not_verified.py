"""What no text that was read closes is not called closed: a person decides."""

import pytest

from songda.core.law import decide, read_facts
from tests.core.law.given import Json, answer, assert_said, attempt, summary
from tests.core.law.rows.shape import in_year

JUDGMENT = {"kind": "judgment"}

NOT_VERIFIED: list[tuple[str, Json]] = [
    (
        "a judgment by telephone: the opinions of 2017 were not read",
        in_year(2022, attempt("phone", "found", "acknowledged 2022-06-03"), paper=JUDGMENT),
    ),
    ("before 2013 no text is held", in_year(2010, attempt("email", "confirmed", "arrived 2010-06-03"))),
    (
        "one way is closed by a text that was read, the other is not",
        in_year(
            2022,
            attempt("transfer", None, "signed 2022-06-03", id="a1"),
            attempt("phone", "found", "acknowledged 2022-06-03", id="a2"),
            paper=JUDGMENT,
        ),
    ),
]
VERIFIED: list[tuple[str, Json, str]] = [
    (
        "nobody is served through a unit who has none",
        in_year(2022, attempt("transfer", None, "signed 2022-06-03")),
        "not_allowed",
    ),
    (
        "in Taiwan the list of ways is closed, and it was read",
        in_year(2022, attempt("sms", "found", "acknowledged 2022-06-03"), recipient={"domicile": "tw"}),
        "not_allowed",
    ),
    (
        "a way is open, and nothing came of it",
        in_year(
            2022,
            attempt("phone", "found", "acknowledged 2022-06-03", id="a1"),
            attempt("direct", None, "failed 2022-06-03", id="a2"),
            paper=JUDGMENT,
        ),
        "not_effective",
    ),
    (
        "another way served them",
        in_year(
            2022,
            attempt("phone", "found", "acknowledged 2022-06-03", id="a1"),
            attempt("direct", None, "signed 2022-06-03 recipient", id="a2"),
            paper=JUDGMENT,
        ),
        "effective 2022-06-03 signature",
    ),
]


@pytest.mark.parametrize(("sentence", "service"), NOT_VERIFIED, ids=[row[0] for row in NOT_VERIFIED])
def test_what_no_text_closes_is_for_a_person(sentence: str, service: Json) -> None:
    assert summary(service) == "not_verified"
    assert answer(service).findings[-1].code == "person_decides"


@pytest.mark.parametrize(("sentence", "service", "expected"), VERIFIED, ids=[row[0] for row in VERIFIED])
def test_what_a_text_says_is_said(sentence: str, service: Json, expected: str) -> None:
    assert summary(service) == expected
    assert "person_decides" not in {step.code for step in answer(service).findings}


def test_the_way_itself_is_not_called_closed() -> None:
    codes = [step.code for step in answer(NOT_VERIFIED[1][1]).findings]
    assert codes == ["way_not_verified", "person_decides"]


@pytest.mark.parametrize(
    ("role", "codes"),
    [(None, ["guard_not_verified"]), ("plaintiff", ["guard_plaintiff_withdraws_no", "guard_not_verified"])],
)
def test_the_guard_does_not_say_that_the_summons_was_not_served(role: str | None, codes: list[str]) -> None:
    made = attempt("transfer", None, "signed 2022-06-03", id="a1")
    unknown = attempt("phone", "found", "acknowledged 2010-06-03", id="a2")
    service = in_year(2022, made, unknown, recipient={"role": role})
    guard = decide(read_facts(service)).default_judgment
    assert guard is not None
    assert not guard.safe
    assert [step.code for step in guard.findings] == codes
    wording = decide(read_facts(service)).wording
    assert_said([wording.sentence(step, language) for step in guard.findings for language in ("zh", "en")])
