"""What is in doubt is handed over again only while its provider sends it once, and what is said of that is weighed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from songda.channels.contract import GIVEN_BACK, Message, Outcome, Sent
from songda.channels.registry import entries
from songda.records.service.attempts.outgoing import Claim
from songda.site.worker.sending import AGAIN_DOUBTED_S, Doubts
from songda.trust.outside.lines import Trace
from tests.channels.wechat.bench import Wechat

AT = datetime(2026, 7, 31, 2, 0, tzinfo=UTC)
EIGHT = timedelta(minutes=8)
TRACE = Trace(7, "wechat", UUID(int=1), "service", 1, b"\x01" * 16, b"\x02" * 16)


def claim(ref: str, first_at: datetime = AT) -> Claim:
    return Claim(int(ref), Message(ref, "to", "text"), TRACE, first_at)


def sent(ref: str, outcome: Outcome, code: str = "") -> Sent:
    return Sent(ref, outcome, code, "", AT, AT)


def refs(claims: list[Claim]) -> list[str]:
    return [each.message.ref for each in claims]


def test_each_is_due_at_once_and_then_after_pauses_that_grow() -> None:
    doubts = Doubts(EIGHT)
    moments = [second for second in range(200) if doubts.due([claim("7")], [], float(second))]
    assert moments == [0, AGAIN_DOUBTED_S, 3 * AGAIN_DOUBTED_S, 7 * AGAIN_DOUBTED_S, 15 * AGAIN_DOUBTED_S]


def test_nothing_of_it_goes_out_once_the_provider_may_have_forgotten_it() -> None:
    doubts = Doubts(EIGHT)
    doubts.due([claim("7")], [], 0.0)
    assert doubts.may_go("7", AT + EIGHT - timedelta(seconds=1))
    assert not doubts.may_go("7", AT + EIGHT)
    assert doubts.may_go("8", AT + EIGHT), "what is no repetition is none of its business"


def test_a_repetition_that_is_in_hand_when_its_time_ends_stays_one() -> None:
    doubts = Doubts(EIGHT)
    doubts.due([claim("7")], [], 0.0)
    assert doubts.due([], ["7"], 1.0) == []
    assert not doubts.may_go("7", AT + EIGHT)
    assert not doubts.may_tell(sent("7", Outcome.NOT_SENT, GIVEN_BACK)), "it would be sent again, as if never written"
    assert doubts.due([], [], 2.0) == []
    assert not doubts


def test_what_is_in_hand_for_the_first_time_is_no_repetition() -> None:
    doubts = Doubts(EIGHT)
    assert refs(doubts.due([claim("7"), claim("8")], ["7"], 0.0)) == ["8"]
    assert doubts.may_tell(sent("7", Outcome.NOT_SENT, GIVEN_BACK))


@pytest.mark.parametrize("outcome", Outcome)
def test_only_that_it_was_taken_is_told_of_a_repetition(outcome: Outcome) -> None:
    doubts = Doubts(EIGHT)
    doubts.due([claim("7")], [], 0.0)
    assert doubts.may_tell(sent("7", outcome)) is (outcome is Outcome.ACCEPTED)


KEYED = [({}, True), ({"once": "no"}, False), ({"send": "subscription"}, False), ({"send": "mini", "page": "p"}, False)]


@pytest.mark.parametrize(("options", "is_known"), KEYED)
def test_wechat_knows_template_messages_with_a_key_for_less_than_its_ten_minutes(
    options: dict[str, str], is_known: bool
) -> None:
    url = Wechat(None, 1, 2).url(**options)  # type: ignore[arg-type]
    assert entries()["wechat"].sends_once_for(url) == (EIGHT if is_known else timedelta())


@pytest.mark.parametrize("name", ["sms", "email"])
def test_others_know_none(name: str) -> None:
    assert entries()[name].sends_once_for("") == timedelta()
