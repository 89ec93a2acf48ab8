"""The one missing fact that would decide most, and what it would change."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from songda.core.law import decide, read_facts
from songda.core.law.decision import Status
from songda.core.law.facts import AttemptFacts, EventFact, EventKind
from songda.core.law.next_fact import NextFact, next_fact, next_facts
from tests.core.law.any_facts import any_facts, without_contradictions
from tests.core.law.given import Json, attempt, consent, facts
from tests.core.law.rows.next_facts import COMES_BY_LINE, EVERY, STILL_COMES
from tests.rows import all_rows

_WORTH = [Status.AWAITING_JUDGE, Status.PRESUMED, Status.EFFECTIVE]


def _among(status: Status) -> Status | None:
    """The status where it is worth something."""
    return status if status in _WORTH else None


@all_rows(
    ("told", "missing", "status"),
    [
        (facts(attempt("sms", "confirmed", "sent 2022-06-02"), consents=[consent()]), "arrived", "effective"),
        (facts(attempt("sms", "confirmed", "arrived 2022-06-02")), "consent", "effective"),
        (facts(attempt("sms", "found", "arrived 2022-06-02"), consents=[consent()]), "address_confirmed", "effective"),
        (facts(attempt("direct", None, "sent 2022-06-02")), "signed", "effective"),
        (facts(attempt("left", None, "left 2022-06-02")), "how_left", "effective"),
        (facts(attempt("direct", None, "left 2022-06-02")), "how_left", "effective"),
        (
            facts(attempt("direct", None, "signed 2022-06-02 cohabitant_of_unknown_age")),
            "household_of_age",
            "effective",
        ),
        (facts(attempt("public_notice", None, "sent 2022-01-02")), None, None),
    ],
)
def test_what_is_missing_is_named_with_what_it_would_change(
    told: Json, missing: str | None, status: str | None
) -> None:
    found = next_fact(read_facts(told))
    assert (found.code if found else None, found.then.status.value if found else None) == (missing, status)


def test_where_the_answer_is_whole_nothing_is_missing() -> None:
    told = facts(attempt("sms", "confirmed", "arrived 2022-06-02", "acknowledged 2022-06-03"), consents=[consent()])
    assert next_fact(read_facts(told)) is None


@all_rows(("told", "expected"), [row[1:] for row in EVERY], ids=[row[0] for row in EVERY])
def test_every_missing_fact_is_told_with_its_try_and_what_it_would_change(told: Json, expected: list[str]) -> None:
    assert [_line(each) for each in next_facts(read_facts(told))] == expected


def _line(found: NextFact) -> str:
    of_which = [found.attempt.id] if found.attempt else []
    guard = found.then.default_judgment
    safe = [] if guard is None else ["safe" if guard.safe else "unsafe"]
    return " ".join([found.code, *of_which, found.then.status.value, str(found.then.effective_on), *safe])


@all_rows(("channel", "codes"), STILL_COMES.items())
def test_what_may_still_come_hangs_on_the_way(channel: str, codes: list[str]) -> None:
    by_line = codes == COMES_BY_LINE or channel == "phone"
    told = facts(
        attempt(channel, "confirmed" if by_line else None, "sent 2022-06-02"),
        consents=[consent()],
        recipient={"soldier": channel == "transfer"},
    )
    assert [each.code for each in next_facts(read_facts(told))] == codes


def test_whoever_has_the_answer_already_need_not_ask_for_it_again() -> None:
    known = read_facts(facts(attempt("sms", "confirmed", "arrived 2022-06-02")))
    best = next_facts(known)[0].then
    assert next_facts(known, decide(known)) == next_facts(known)
    assert next_facts(known, best) == ()


def test_programs_get_all_of_it_as_plain_values() -> None:
    told = facts(attempt("sms", "found", "arrived 2022-06-02"), consents=[consent()])
    of_an_address, _, of_reading = next_facts(read_facts(told))
    assert of_an_address.to_json("en") == {
        "missing": "address_confirmed",
        "attempt": "a1",
        "what": "Whether the address is one that the recipient gave or confirmed themselves.",
        "then": "If so, it counts as served on 2022-06-02, and a default judgment may rest on it.",
        "status": "effective",
        "effective_on": "2022-06-02",
        "default_judgment_safe": True,
    }
    assert of_reading.to_json("zh") == {
        "missing": "read",
        "attempt": "a1",
        "what": "受送达人已阅知的回执。",
        "then": "如属实，推定于该事实发生之日送达。",
        "status": "presumed",
        "effective_on": None,
        "default_judgment_safe": False,
    }


def test_what_is_of_no_try_and_of_no_hearing_says_so() -> None:
    judgment = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), paper={"kind": "judgment"}, hearing_at=None)
    consent_to_it = next(iter(next_facts(read_facts(judgment))))
    told = consent_to_it.to_json("en")
    for_the_judge = facts(attempt("email", "found", "arrived 2022-06-03"), recipient={"domicile": "hk"})
    undated = next_facts(read_facts(for_the_judge))[-1].to_json("en")
    assert (undated["then"], undated["effective_on"]) == ("If so, the judge can decide.", None)
    assert (told["missing"], told["attempt"], told["default_judgment_safe"]) == ("consent", None, None)
    assert told["then"] == "If so, it counts as served on 2022-06-02."


def _told(service: Json, code: str, language: str = "en") -> str:
    (found,) = [each for each in next_facts(read_facts(service)) if each.code == code]
    return str(found.to_json(language)["then"])


def test_what_would_follow_is_a_condition_and_no_promise() -> None:
    letter = facts(attempt("mail", "found", "signed 2022-06-02"), case={"status_case": True})
    assert _told(letter, "who_signed") == (
        "If the answer is “the recipient themselves”, a default judgment may rest on it; it counts as served already."
    )
    back = facts(attempt("mail", "found", "sent 2022-06-01", "returned 2022-06-05"))
    assert _told(back, "return_cause").startswith("If the answer is “")
    posted = facts(attempt("mail", "found", "sent 2022-06-01"))
    assert _told(posted, "signed") == (
        "If so, it counts as served on the day on which that happened, and a default judgment may rest on it "
        "if that is early enough before the hearing."
    )
    assert _told(posted, "signed", "zh") == (
        "如属实，以该事实发生之日为送达日期；距开庭的时间符合规定的，可以据此缺席判决。"
    )


def test_a_unit_that_passes_a_paper_on_has_the_recipient_sign() -> None:
    """Article 94 of the Civil Procedure Law: at once, by the recipient themselves."""
    found = next_fact(read_facts(facts(attempt("transfer", None, "sent 2022-06-01"), recipient={"soldier": True})))
    assert found is not None
    assert (found.code, found.sentence("en")) == (
        "signed",
        "The recipient's own signature: the unit or institution that passes the paper on has them sign.",
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_told_in_words(language: str) -> None:
    found = next_fact(read_facts(facts(attempt("sms", "confirmed", "arrived 2022-06-02"))))
    assert found is not None
    told = found.to_json(language)
    assert told["missing"] == "consent"
    assert "2022-06-02" in str(told["then"])
    assert told["what"] != told["missing"]


@settings(max_examples=60, deadline=None)
@given(any_facts())
def test_the_fact_that_is_named_makes_the_answer_better_and_is_none_that_was_told(told: Json) -> None:
    known = read_facts(without_contradictions(told))
    now, found = decide(known), next_fact(known)
    if found is None:
        return
    before, after = ([None, *_WORTH].index(_among(each.status)) for each in (now, found.then))
    is_safer = found.then.default_judgment is not None and found.then.default_judgment.safe
    assert after > before or (after == before and is_safer)
    if found.attempt is not None:
        assert found.attempt in known.attempts
        assert found.code not in {event.kind for event in found.attempt.events if event.at <= known.as_of}
    assert found.sentence("zh")
    assert found.outcome("en")


def test_several_are_told_the_most_valuable_first_and_none_twice() -> None:
    told = facts(
        attempt("sms", "found", "arrived 2022-06-02"),
        attempt("email", "found", "arrived 2022-06-02", id="a2"),
        consents=[consent()],
    )
    found = next_facts(read_facts(told))
    codes = [each.code for each in found]
    assert len(codes) == len(set(codes)) >= 3
    worth = [_WORTH.index(each.then.status) for each in found]
    assert worth == sorted(worth, reverse=True)
    assert found[0] == next_fact(read_facts(told))


def test_facts_that_a_slow_clock_contradicts_are_asked_about_all_the_same() -> None:
    told = replace(
        read_facts(facts(attempt("sms", "confirmed", "arrived 2022-06-02"))), attempts=(_arrived_before_sending(),)
    )
    found = next_fact(told)
    assert found is not None
    assert (found.code, found.then.status) == ("consent", Status.EFFECTIVE)


def _arrived_before_sending() -> AttemptFacts:
    given = read_facts(facts(attempt("sms", "confirmed", "arrived 2022-06-02"))).attempts[0]
    return replace(given, events=(EventFact(EventKind.SENT, given.events[0].at + timedelta(hours=1)), *given.events))
