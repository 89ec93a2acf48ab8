"""Whoever holds the address says: not me. What counted counts, in doubt; only a ruling made after it answers."""

from tests.core.law.given import HASH, Json, answer, at, attempt, consent, facts, rebuttal, ruling
from tests.rows import all_rows

CONSENT = [consent()]
SAID = at("2022-06-05", "12:00")


def denied(*, by_then: str = SAID, **changes: object) -> Json:
    """A summons that arrived in good time, and a denial three days later."""
    tried = attempt("sms", "confirmed", "arrived 2022-06-02", disowned_at=by_then, **changes)
    return facts(tried, consents=CONSENT)


ROWS: list[tuple[str, Json, bool, bool]] = [  # sentence, facts, is it safe, is it denied
    ("nobody denied it", facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=CONSENT), True, False),
    ("they say that they are somebody else", denied(), False, True),
    ("that was said after the moment asked about", denied(by_then=at("2022-07-02")), True, False),
    ("that was said at the very moment asked about", denied(by_then=at("2022-07-01", "00:00")), False, True),
    ("a judge had ruled before it was said", denied(rulings=[ruling("2022-06-04", counts=True)]), False, True),
    ("a judge ruled on it", denied(rulings=[ruling("2022-06-06", counts=True)]), True, False),
    ("a judge ruled at that very moment", denied(rulings=[{"at": SAID, "counts": True}]), True, False),
    ("a ruling that is not made yet answers nothing", denied(rulings=[ruling("2022-07-06", counts=True)]), False, True),
    ("the answer of whoever holds the number is none", denied(by_then=at("2022-06-03")), False, True),
]


@all_rows(("sentence", "service", "safe", "is_denied"), ROWS, ids=[row[0] for row in ROWS])
def test_a_denial_leaves_it_served_and_in_doubt(sentence: str, service: Json, safe: bool, is_denied: bool) -> None:
    decision = answer(service)
    assert decision.default_judgment is not None
    assert (decision.status, str(decision.effective_on)) == ("effective", "2022-06-02"), sentence
    assert (decision.default_judgment.safe, decision.is_denied) == (safe, is_denied)
    assert bool(decision.doubts) is is_denied


def test_the_guard_names_the_rule_of_the_house_and_the_reasons_tell_when_it_was_said() -> None:
    decision = answer(denied())
    assert decision.default_judgment is not None
    missing = [each.finding for each in decision.default_judgment.conditions if not each.holds]
    assert [(finding.code, finding.rule and finding.rule.id) for finding in missing] == [
        ("guard_denial_answered_no", "cn.house.3")
    ]
    for language, words in (("zh", "表示其并非受送达人"), ("en", "not the recipient")):
        assert any(words in reason and "2022" in reason for reason in decision.reasons(language))


def test_what_the_judge_decided_is_told_with_both_days() -> None:
    decision = answer(denied(rulings=[ruling("2022-06-06", counts=True)]))
    assert [each.code for each in decision.findings if each.code.startswith("denial_")] == ["denial_answered"]
    told = next(each for each in decision.reasons("en") if "with that before them" in each)
    assert "2022-06-05 12:00" in told
    assert "2022-06-06" in told


def test_a_judge_who_finds_that_it_does_not_count_ends_the_service() -> None:
    decision = answer(denied(rulings=[ruling("2022-06-06", counts=False)]))
    assert (decision.status, decision.is_denied) == ("not_effective", False)


def test_another_try_that_nobody_denied_is_no_worse_for_it() -> None:
    later = attempt("email", "confirmed", "arrived 2022-06-03", id="a2", disowned_at=SAID)
    decision = answer(facts(attempt("sms", "confirmed", "arrived 2022-06-02"), later, consents=CONSENT))
    assert decision.default_judgment is not None
    assert (decision.winning_attempt, decision.default_judgment.safe, decision.doubts) == ("a1", True, ())


def test_an_objection_that_waits_is_a_doubt_about_every_kind_of_paper() -> None:
    waits = [rebuttal("not_own_address", "2022-06-05", "pending")]
    tried = attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=waits)
    decision = answer(facts(tried, paper={"kind": "judgment", "sha256": HASH}, consents=CONSENT))
    assert (decision.default_judgment, [step.code for step in decision.doubts]) == (None, ["rebuttal_pending"])
