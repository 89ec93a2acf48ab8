"""On which service a default judgment may rest, and what is said of it: the first that is safe, with its conditions."""

import pytest

from songda.core.law.decision import GuardAnswer
from tests.core.law.given import Json, answer, attempt, consent, event, facts, rebuttal

CONSENT = [consent()]
SIMPLE = {"procedure": "simplified"}
ARRIVED = attempt("sms", "confirmed", "arrived 2022-06-02")
OBJECTED = attempt(
    "sms", "confirmed", "arrived 2022-06-02", rebuttals=[rebuttal("system_error", "2022-06-09", "pending")]
)
EFFECTIVE = [
    "guard_summons_effective_yes",
    "guard_unless_plaintiff_yes",
    "guard_days_before_yes",
    "guard_no_pending_rebuttal_yes",
]


def letter(day: str, id_: str, *, sent: str = "") -> Json:
    """A letter with the same summons for which they signed."""
    return attempt("mail", "provided", *([f"sent {sent}"] if sent else []), f"signed {day} recipient", id=id_)


def guard(*attempts: Json, **changes: object) -> GuardAnswer:
    """What is said of a default judgment that is to rest on these."""
    found = answer(facts(*attempts, **({"consents": CONSENT} | changes))).default_judgment
    assert found is not None
    return found


def codes(found: GuardAnswer) -> list[str]:
    """The conditions by the codes of their sentences."""
    return [finding.code for finding in found.findings]


def test_where_the_first_is_safe_it_rests_on_that_one() -> None:
    found = guard(ARRIVED, letter("2022-06-08", "a2"))
    assert found.safe
    assert codes(found) == EFFECTIVE


@pytest.mark.parametrize(
    ("letters", "chosen"),
    [
        ([letter("2022-06-08", "a9"), letter("2022-06-10", "a2")], "a9"),
        ([letter("2022-06-10", "a9"), letter("2022-06-08", "a2")], "a2"),
        ([letter("2022-06-08", "a9"), letter("2022-06-08", "a2")], "a2"),
        ([letter("2022-06-12", "a2", sent="2022-06-03"), letter("2022-06-08", "a9", sent="2022-06-05")], "a9"),
        ([letter("2022-06-08", "a9", sent="2022-06-03"), letter("2022-06-08", "a2", sent="2022-06-05")], "a2"),
    ],
)
def test_else_on_the_earliest_other_in_whatever_order_they_are_told(letters: list[Json], chosen: str) -> None:
    for told in (letters, letters[::-1]):
        found = guard(OBJECTED, *told)
        assert found.safe
        assert dict(found.findings[0].values)["attempt"] == chosen
        assert codes(found) == ["guard_rests_on", *EFFECTIVE]
        assert all(condition.holds for condition in found.conditions)


@pytest.mark.parametrize(
    "other",
    [
        attempt("mail", "provided", "returned 2022-06-10", id="a2"),
        attempt("mail", "provided", "sent 2022-06-10", id="a2"),
        letter("2022-07-18", "a2"),
    ],
)
def test_never_on_one_that_is_presumed_not_there_or_too_late(other: Json) -> None:
    found = guard(OBJECTED, other, as_of="2022-07-19T00:00:00+08:00")
    assert not found.safe
    assert "guard_rests_on" not in codes(found)


def test_nor_on_a_presumed_one_where_no_rule_of_the_time_speaks_of_it() -> None:
    """Before May 2015 in administrative cases: what is only presumed may still be overturned."""
    told = {"as_of": "2014-12-31T00:00:00+08:00", "hearing_at": "2014-12-20T09:00:00+08:00"}
    signed = attempt("direct", None, "signed 2014-06-02", rebuttals=[rebuttal("no_fault", "2014-06-09", "pending")])
    returned = attempt("mail", "provided", "returned 2014-06-10", id="a2")
    found = guard(signed, returned, case={"branch": "administrative"}, **told)
    assert (found.safe, codes(found)) == (False, ["guard_no_pending_rebuttal_no"])


@pytest.mark.parametrize(
    ("branch", "as_of"), [("civil", "2012-12-31"), ("administrative", "2015-04-30"), ("civil", "2000-01-01")]
)
def test_nothing_is_safe_that_was_not_served_though_no_statute_of_the_time_asks_for_it(branch: str, as_of: str) -> None:
    told = {"as_of": f"{as_of}T12:00:00+08:00", "hearing_at": f"{as_of}T09:00:00+08:00"}
    assert not guard(case={"branch": branch}, **told).safe


def test_in_a_criminal_case_nothing_else_is_asked() -> None:
    found = guard(attempt("direct", None, "signed 2022-06-02"), case={"branch": "criminal"})
    assert (found.safe, codes(found)) == (False, ["guard_not_in_criminal_no"])


@pytest.mark.parametrize(
    ("hearing", "safe"), [("10:01", True), ("10:00", True), ("09:59", False)], ids=["before", "at its hour", "after"]
)
def test_in_simplified_procedure_it_must_be_served_before_the_hearing_begins(hearing: str, safe: bool) -> None:
    """Law of 2021, article 163: simple means, at any time, but no later than the hearing."""
    signed = attempt("direct", None, "signed 2022-06-02")
    assert guard(signed, case=SIMPLE, hearing_at=f"2022-06-02T{hearing}:00+08:00").safe is safe


def test_a_reply_at_the_very_moment_asked_about_shows_that_it_was_received() -> None:
    replied = attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-30")
    for as_of, safe in (("2022-06-30T10:00:00+08:00", True), ("2022-06-30T09:59:00+08:00", False)):
        assert guard(replied, case=SIMPLE, as_of=as_of).safe is safe


@pytest.mark.parametrize(
    ("day", "as_of", "article"),
    [
        ("2021-12-20", "2022-07-01", "cn.cpl2017.144"),
        ("2022-01-04", "2022-07-01", "cn.cpl2021.147"),
        ("2023-12-20", "2024-07-01", "cn.cpl2021.147"),
        ("2024-01-04", "2024-07-01", "cn.cpl2023.147"),
    ],
)
def test_the_law_of_the_day_of_service_decides(day: str, as_of: str, article: str) -> None:
    made = attempt("mail", "provided", f"signed {day} recipient")
    found = guard(made, as_of=f"{as_of}T00:00:00+08:00", hearing_at=f"{as_of}T09:00:00+08:00")
    assert found.findings[0].rule is not None
    assert (found.safe, found.findings[0].rule.id) == (True, article)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_days_before_the_hearing_are_told(language: str) -> None:
    told = answer(facts(ARRIVED, consents=CONSENT)).to_json(language)["default_judgment"]
    assert isinstance(told, dict)
    (days,) = [
        reason
        for reason, condition in zip(told["reasons"], told["conditions"], strict=True)
        if condition["id"] == "cn.cpl2021.139"
    ]
    assert any(word in days for word in ("3", "three", "三"))
    assert "{" not in days


CAME_BACK = event("returned 2022-06-03") | {"cause": "refused"}
REFUSED = attempt("mail", "provided", "sent 2022-06-01") | {"events": [event("sent 2022-06-01"), CAME_BACK]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_sentence_of_a_guard_has_its_condition_whatever_it_rests_on(language: str) -> None:
    found = answer(facts(REFUSED, attempt("direct", "provided", "signed 2022-06-05 recipient", id="a2")))
    assert found.default_judgment is not None
    assert "guard_rests_on" in codes(found.default_judgment)
    told = found.to_json(language)["default_judgment"]
    assert isinstance(told, dict)
    assert len(told["reasons"]) == len(told["conditions"]) == len(found.default_judgment.conditions)
