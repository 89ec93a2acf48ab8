"""From what became of its parts to what is known of a message."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from songda.channels.contract import Outcome
from songda.channels.sms.handover import MOST_TRIES, Handover, Segment

AT = datetime(2026, 6, 2, 1, 30, tzinfo=UTC)
OK, THROTTLED, WRONG_NUMBER = 0x00, 0x58, 0x0B


def handed_over(*ends: str) -> Handover:
    handover = Handover("1", len(ends), lambda _: None)
    for number, end in enumerate(ends, 1):
        segment = Segment(b"", number, handover, tries=1)
        if end != "unwritten":
            handover.note_written(AT)
        match end:
            case "taken":
                handover.note_answer(segment, OK, f"id{number}", AT)
            case "throttled":
                handover.note_answer(segment, THROTTLED, "", AT)
            case "refused":
                handover.note_answer(segment, WRONG_NUMBER, "", AT)
            case "lost":
                handover.note_lost("no-answer", AT)
            case _:
                handover.note_unwritten("connection-lost", AT)
    return handover


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [
        (("taken",), Outcome.ACCEPTED),
        (("taken", "taken", "taken"), Outcome.ACCEPTED),
        (("throttled",), Outcome.RETRY_LATER),
        (("throttled", "throttled"), Outcome.RETRY_LATER),
        (("throttled", "unwritten"), Outcome.RETRY_LATER),
        (("unwritten",), Outcome.NOT_SENT),
        (("unwritten", "unwritten"), Outcome.NOT_SENT),
        (("refused",), Outcome.REJECTED),
        (("refused", "throttled"), Outcome.REJECTED),
        (("refused", "unwritten"), Outcome.REJECTED),
        (("refused", "taken"), Outcome.REJECTED),
        (("lost",), Outcome.UNKNOWN),
        (("lost", "taken"), Outcome.UNKNOWN),
        (("lost", "refused"), Outcome.UNKNOWN),
        (("lost", "throttled", "unwritten"), Outcome.UNKNOWN),
        (("taken", "unwritten"), Outcome.UNKNOWN),
    ],
)
def test_parts_in_any_order_make_one_outcome(ends: tuple[str, ...], outcome: Outcome) -> None:
    for order in permutations(ends):
        sent = handed_over(*order).sent(AT)
        assert sent.outcome is outcome
        assert len(sent.parts) == order.count("taken")


def test_throttled_parts_are_repeated_only_if_others_were_taken_and_nothing_else_went_wrong() -> None:
    assert len(handed_over("taken", "throttled", "throttled").to_repeat()) == 2
    assert handed_over("throttled", "throttled").to_repeat() == []
    assert handed_over("taken", "throttled", "refused").to_repeat() == []
    assert handed_over("taken", "throttled", "lost").to_repeat() == []
    assert handed_over("taken", "throttled", "unwritten").to_repeat() == []


def test_a_part_that_is_throttled_again_and_again_is_given_up_and_the_outcome_is_unknown() -> None:
    handover = handed_over("taken", "throttled")
    (again,) = handover.to_repeat()
    again.tries = MOST_TRIES
    handover.note_answer(again, THROTTLED, "", AT)
    assert handover.to_repeat() == []
    assert handover.sent(AT).outcome is Outcome.UNKNOWN


def test_the_times_are_those_of_the_first_byte_and_of_the_last_answer() -> None:
    handover = Handover("1", 2, lambda _: None)
    handover.note_written(AT)
    handover.note_written(AT + timedelta(seconds=1))
    for number in (1, 2):
        handover.note_answer(Segment(b"", number, handover), OK, "id", AT + timedelta(seconds=number * 3))
    sent = handover.sent(AT + timedelta(seconds=60))
    assert (sent.started_at, sent.ended_at) == (AT, AT + timedelta(seconds=6))
