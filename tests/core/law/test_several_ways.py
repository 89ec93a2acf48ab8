"""Several attempts with the same paper: the first valid one wins, and the others are told."""

from datetime import datetime

import pytest

from songda.core.law.decision import Reason
from tests.core.law.given import Json, answer, at, attempt, consent, facts, summary

CONSENT = [consent()]


def moment(day: str) -> datetime:
    """Ten o'clock of the day."""
    return datetime.fromisoformat(at(day))


SEVERAL: list[tuple[str, Json, str, str]] = [
    (
        "a presumption on the third comes before an arrival on the fourth",
        facts(
            attempt("sms", "found", "read 2022-06-03", id="a1"),
            attempt("email", "confirmed", "arrived 2022-06-04", id="a2"),
            consents=CONSENT,
        ),
        "presumed 2022-06-03 receipt_presumed",
        "a1",
    ),
    (
        "at the same moment the certain one comes first",
        facts(
            attempt("sms", "found", "read 2022-06-03", id="a1"),
            attempt("email", "confirmed", "arrived 2022-06-03", id="a2"),
            consents=CONSENT,
        ),
        "effective 2022-06-03 arrival",
        "a2",
    ),
    (
        "what awaits the judge gives way to what counts",
        facts(
            attempt("sms", "found", "read 2022-06-03", id="a1"),
            attempt("direct", None, "signed 2022-06-08", id="a2"),
        ),
        "effective 2022-06-08 signature",
        "a2",
    ),
    (
        "post and electronic service together: the first valid one, both shown",
        facts(
            attempt("sms", "confirmed", "arrived 2022-06-05", id="a1"),
            attempt("mail", "confirmed", "signed 2022-06-03", id="a2"),
            consents=CONSENT,
        ),
        "effective 2022-06-03 signature",
        "a2",
    ),
    (
        "of two that take effect at one moment on one ground the name decides, whichever was made first",
        facts(
            attempt("sms", "confirmed", "sent 2022-06-01", "arrived 2022-06-03", id="a2"),
            attempt("email", "confirmed", "sent 2022-06-02", "arrived 2022-06-03", id="a1"),
            consents=[consent("2022-05-01")],
        ),
        "effective 2022-06-03 arrival",
        "a1",
    ),
]


@pytest.mark.parametrize(("sentence", "service", "expected", "winner"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_several_ways(sentence: str, service: Json, expected: str, winner: str) -> None:
    assert summary(service) == expected
    assert answer(service).winning_attempt == winner


def test_mixed_ways_say_that_no_express_rule_decides() -> None:
    assert "没有明文规定" in "".join(answer(SEVERAL[3][1]).reasons())


def test_an_attempt_on_a_closed_way_is_told_beside_the_one_that_counts() -> None:
    service = facts(
        attempt("sms", "confirmed", "arrived 2022-06-05", id="a1"),
        attempt("transfer", None, "signed 2022-06-03", id="a2"),
        consents=CONSENT,
    )
    assert summary(service) == "effective 2022-06-05 arrival"
    assert "送达尝试a2（转交送达）：没有规则允许对该受送达人采用转交送达方式。" in answer(service).reasons()


def test_one_open_way_among_closed_ones_is_enough_for_not_effective() -> None:
    service = facts(attempt("transfer", None, id="a1"), attempt("mail", "found", "sent 2022-06-01", id="a2"))
    assert summary(service) == "not_effective"
    assert len(answer(service).reasons()) == 2


def test_of_two_electronic_ways_the_first_wins_by_rule() -> None:
    service = facts(
        attempt("email", "confirmed", "arrived 2022-06-02", id="a1"),
        attempt("sms", "confirmed", "arrived 2022-06-01", id="a2"),
        consents=CONSENT,
    )
    why = answer(service).findings[-1]
    assert why.rule is not None
    assert why.rule.id == "cn.olr.31.4"
    assert dict(why.values)["why"] == Reason("first_electronic_way_wins", (("at", moment("2022-06-02")),))


def test_the_rule_of_hong_kong_on_several_ways_does_not_speak_of_criminal_cases() -> None:
    service = facts(
        attempt("mail", "found", "signed 2022-06-03", id="a1"),
        attempt("direct", None, "signed 2022-06-08", id="a2"),
        case={"branch": "criminal"},
        recipient={"domicile": "hk"},
    )
    assert summary(service) == "effective 2022-06-03 signature"
    why = answer(service).findings[-1]
    assert why.rule is None
    assert dict(why.values)["why"] == Reason("first_of_several_ways", (("at", moment("2022-06-08")),))


def test_the_reasons_follow_the_attempts_in_time_whatever_order_they_are_told_in() -> None:
    tried = [
        attempt("sms", "unknown", "arrived 2022-06-01", id="a3"),
        attempt("email", "found", "arrived 2022-06-02", id="a2"),
        attempt("fax", "found", "arrived 2022-06-02", id="a1"),
    ]
    reasons = answer(facts(*tried)).reasons()
    assert [reason[4:6] for reason in reasons] == ["a3", "a1", "a2"]
    assert answer(facts(*reversed(tried))).reasons() == reasons
    assert answer(facts(*tried[:2])).reasons() == answer(facts(*reversed(tried[:2]))).reasons()
