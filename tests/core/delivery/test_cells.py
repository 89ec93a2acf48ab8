"""A cell of the board says what happened; what comes next is said of the person."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from songda.core.delivery.deeds import WAYS
from songda.core.delivery.sentences import Course, Deed, OldHearing, cell_of
from songda.core.delivery.states import State
from tests.rows import all_rows

BEIJING = ZoneInfo("Asia/Shanghai")
ARRIVED = datetime(2026, 6, 1, 10, 5, tzinfo=BEIJING)
UNTIL = datetime(2026, 6, 3, 10, 5, tzinfo=BEIJING)
DAY = ARRIVED.date()
MOVED = OldHearing("moved", ARRIVED, "第三审判庭")


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


@all_rows(
    ("course", "english"),
    [
        (Course(State.ACCEPTED), "sent, waiting for the arrival report"),
        (Course(State.FAILED), "did not arrive"),
        (Course(deed=Deed("mail", "sent", DAY)), "in the post since 1 June 2026"),
        (Course(deed=Deed("direct", "failed", DAY)), "visited on 1 June 2026, not met"),
        (Course(refused_at=ARRIVED), "they refused electronic service on 1 June 2026"),
        (
            Course(State.ARRIVED, ARRIVED, "read", ruled_out_at=UNTIL),
            "the judge found on 3 June 2026 that it does not count",
        ),
        (
            Course(State.ARRIVED, ARRIVED, ruled_out_at=UNTIL, deed=Deed("mail", "sent", DAY)),
            "in the post since 1 June 2026",
        ),
        (Course(State.ARRIVED, ARRIVED, refused_at=UNTIL), "they refused electronic service on 3 June 2026"),
        (Course(State.ARRIVED, UNTIL, refused_at=ARRIVED), "arrived on 3 June 2026, unread"),
        (
            Course(State.ARRIVED, ARRIVED, "acknowledged", refused_at=UNTIL),
            "arrived on 1 June 2026, receipt confirmed",
        ),
        (
            Course(State.ARRIVED, ARRIVED, "read", old_hearing=MOVED),
            "arrived on 1 June 2026, opened; the hearing was moved: the summons names 1 June 2026 10:05",
        ),
    ],
)
def test_a_cell_says_what_happened_last_that_still_stands(course: Course, english: str) -> None:
    assert cell_of(None, course).sentence("en") == english


@all_rows("language", ["zh", "en"])
@all_rows(("way", "outcome"), [(way, outcome) for way, row in WAYS.items() for outcome in row.outcomes])
def test_whatever_people_did_has_a_sentence_with_its_day(way: str, outcome: str, language: str) -> None:
    said = cell_of(None, Course(deed=Deed(way, outcome, DAY))).sentence(language)
    assert {"zh": "6月1日", "en": "1 June"}[language] in said
