"""A clock that was set back, or a date that was made up, contradicts the time stamps that came from outside."""

from datetime import UTC, datetime, timedelta

import pytest

from songda.records.ground.evidence.actions import record
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.checkpoints import checkpoint_to_stamp, keep_stamp
from songda.records.ground.evidence.sequencer import sequence
from tests.records.ground.evidence.log import consent
from tests.trust.offline.seals import stamp_token

pytestmark = pytest.mark.database
AT = datetime(2022, 6, 2, 3, 4, 5, tzinfo=UTC)  # what the authority of the tests always says


def logged(number: int, later: timedelta = timedelta(0)) -> None:
    """An event that says that it was recorded so much later (or earlier) than it was."""
    record([consent(number)], AT + later)
    sequence(AT)


def stamped() -> None:
    waiting = checkpoint_to_stamp()
    assert waiting is not None
    keep_stamp(waiting[0], stamp_token(waiting[0].note.encode()), AT)


def flaws() -> list[str]:
    return [flaw.code for flaw in audit()]


def test_events_that_came_between_the_stamps_around_them_are_sound() -> None:
    for number in range(3):
        logged(number)
        stamped()
    logged(4)
    assert flaws() == []


def test_an_event_that_is_dated_before_the_log_was_stamped_without_it_is_named() -> None:
    logged(1)
    stamped()
    logged(2, timedelta(days=-2))
    assert flaws() == ["recorded_early"]


def test_what_a_clock_that_was_set_back_recorded_is_named_event_by_event() -> None:
    logged(1)
    stamped()
    for number in (2, 3):
        logged(number, timedelta(hours=-30))
    stamped()
    logged(4)
    (first, second) = audit()
    assert first.code == second.code == "recorded_early"
    assert "加盖时间戳" in first.sentence("zh")


def test_an_event_that_is_dated_after_the_log_was_stamped_with_it_is_named() -> None:
    logged(1, timedelta(days=2))
    stamped()
    assert flaws() == ["recorded_late"]


def test_a_long_act_and_clocks_that_differ_a_little_are_no_flaw() -> None:
    logged(1, timedelta(minutes=9))
    stamped()
    logged(2, timedelta(minutes=-59))
    assert flaws() == []


def test_without_a_stamp_nothing_is_held_against_a_date() -> None:
    logged(1, timedelta(days=-2))
    assert flaws() == []
