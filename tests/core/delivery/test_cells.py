"""A cell of the board says what happened and, where something is waited for, until when."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from songda.core.delivery.sentences import Course, cell_of
from songda.core.delivery.states import State

BEIJING = ZoneInfo("Asia/Shanghai")
ARRIVED = datetime(2026, 6, 1, 10, 5, tzinfo=BEIJING)
UNTIL = datetime(2026, 6, 3, 10, 5, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("act", "chinese", "english"),
    [
        (None, "2026年6月1日到达，未查阅", "arrived on 1 June 2026, unread"),
        ("read", "2026年6月1日到达，已打开", "arrived on 1 June 2026, opened"),
        ("acknowledged", "2026年6月1日到达，已确认收悉", "arrived on 1 June 2026, receipt confirmed"),
        ("acted", "2026年6月1日到达，已据此作出诉讼行为", "arrived on 1 June 2026, acted on"),
    ],
)
def test_what_the_recipient_did_last_is_what_is_said(act: str | None, chinese: str, english: str) -> None:
    cell = cell_of(None, Course(State.ARRIVED, ARRIVED, act))
    assert (cell.sentence("zh"), cell.sentence("en")) == (chinese, english)


@pytest.mark.parametrize(
    ("course", "english"),
    [
        (Course(State.ARRIVED, ARRIVED, waits_until=UNTIL), "arrived on 1 June 2026, unread; waits until 3 June 2026"),
        (Course(State.ACCEPTED, waits_until=UNTIL), "sent, waiting for the arrival report; waits until 3 June 2026"),
        (Course(State.FAILED, waits_until=UNTIL), "did not arrive"),
    ],
)
def test_what_is_waited_for_is_waited_for_until_a_day_that_is_said(course: Course, english: str) -> None:
    assert cell_of(None, course).sentence("en") == english
