"""From what became of its parts to what is known of a message."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from songda.channels.contract import Outcome
from songda.channels.sms.outbox import MOST_TRIES, Segment, Submission
from tests.rows import all_rows

AT = datetime(2026, 6, 2, 1, 30, tzinfo=UTC)
OK, THROTTLED, WRONG_NUMBER = 0x00, 0x58, 0x0B


def submitted(*ends: str) -> Submission:
    submission = Submission("1", len(ends), lambda _: None)
    for number, end in enumerate(ends, 1):
        segment = Segment(b"", number, submission, tries=1)
        if end != "unwritten":
            submission.note_written(AT)
        match end:
            case "taken":
                submission.note_answer(segment, OK, f"id{number}", AT)
            case "throttled":
                submission.note_answer(segment, THROTTLED, "", AT)
            case "refused":
                submission.note_answer(segment, WRONG_NUMBER, "", AT)
            case "lost":
                submission.note_lost("no-answer", AT)
            case _:
                submission.note_unwritten("connection-lost", AT)
    return submission


@all_rows(
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
        sent = submitted(*order).result(AT)
        assert sent.outcome is outcome
        assert len(sent.parts) == order.count("taken")


def test_throttled_parts_are_repeated_only_if_others_were_taken_and_nothing_else_went_wrong() -> None:
    assert len(submitted("taken", "throttled", "throttled").to_repeat()) == 2
    assert submitted("throttled", "throttled").to_repeat() == []
    assert submitted("taken", "throttled", "refused").to_repeat() == []
    assert submitted("taken", "throttled", "lost").to_repeat() == []
    assert submitted("taken", "throttled", "unwritten").to_repeat() == []


def test_a_part_that_is_throttled_again_and_again_is_given_up_and_the_outcome_is_unknown() -> None:
    submission = submitted("taken", "throttled")
    (again,) = submission.to_repeat()
    again.tries = MOST_TRIES
    submission.note_answer(again, THROTTLED, "", AT)
    assert submission.to_repeat() == []
    assert submission.result(AT).outcome is Outcome.UNKNOWN


def test_the_times_are_those_of_the_first_byte_and_of_the_last_answer() -> None:
    submission = Submission("1", 2, lambda _: None)
    submission.note_written(AT)
    submission.note_written(AT + timedelta(seconds=1))
    for number in (1, 2):
        submission.note_answer(Segment(b"", number, submission), OK, "id", AT + timedelta(seconds=number * 3))
    sent = submission.result(AT + timedelta(seconds=60))
    assert (sent.started_at, sent.ended_at) == (AT, AT + timedelta(seconds=6))
