"""A cell of the board says what happened and, where something is waited for, until when."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from songda.core.delivery.deeds import WAYS
from songda.core.delivery.sentences import Course, Deed, OldHearing, Work, cell_of
from songda.core.delivery.states import State

BEIJING = ZoneInfo("Asia/Shanghai")
ARRIVED = datetime(2026, 6, 1, 10, 5, tzinfo=BEIJING)
UNTIL = datetime(2026, 6, 3, 10, 5, tzinfo=BEIJING)
DAY = ARRIVED.date()
CALL, ANEW = Work("call", UNTIL.date()), Work("summon_anew", UNTIL.date())
OWNED = Work("serve_otherwise", UNTIL.date(), "Chen")
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


@pytest.mark.parametrize(
    ("course", "english"),
    [
        (Course(State.ARRIVED, ARRIVED, waits_until=UNTIL), "arrived on 1 June 2026, unread; waits until 3 June 2026"),
        (Course(State.ACCEPTED, waits_until=UNTIL), "sent, waiting for the arrival report; waits until 3 June 2026"),
        (Course(State.FAILED, waits_until=UNTIL), "did not arrive; waits until 3 June 2026"),
        (Course(State.FAILED, waits_until=UNTIL, today=DAY), "did not arrive; waits until 3 June 2026"),
        (Course(State.FAILED, waits_until=UNTIL, today=UNTIL.date()), "did not arrive; waits until 10:05 today"),
        (Course(State.FAILED, work=CALL), "did not arrive; next: Call the recipient, by 3 June 2026"),
        (
            Course(State.FAILED, work=Work("serve_otherwise", None, "Chen")),
            "did not arrive; next: Serve by another lawful way (its time stands still)",
        ),
        (
            Course(deed=Deed("mail", "sent", DAY), waits_until=UNTIL),
            "in the post since 1 June 2026; waits until 3 June 2026",
        ),
        (
            Course(deed=Deed("direct", "failed", DAY), work=OWNED),
            "visited on 1 June 2026, not met; next: Serve by another lawful way, by 3 June 2026 (Chen)",
        ),
        (
            Course(refused_at=ARRIVED, work=OWNED),
            "they refused electronic service on 1 June 2026; next: Serve by another lawful way, by 3 June 2026 (Chen)",
        ),
        (
            Course(State.ARRIVED, ARRIVED, "read", ruled_out_at=UNTIL, work=OWNED),
            "the judge found on 3 June 2026 that it does not count; "
            "next: Serve by another lawful way, by 3 June 2026 (Chen)",
        ),
        (
            Course(State.ARRIVED, ARRIVED, ruled_out_at=UNTIL, deed=Deed("mail", "sent", DAY), waits_until=UNTIL),
            "in the post since 1 June 2026; waits until 3 June 2026",
        ),
        (
            Course(State.ARRIVED, ARRIVED, refused_at=UNTIL, work=CALL),
            "they refused electronic service on 3 June 2026; next: Call the recipient, by 3 June 2026",
        ),
        (
            Course(State.ARRIVED, UNTIL, refused_at=ARRIVED, work=CALL),
            "arrived on 3 June 2026, unread; next: Call the recipient, by 3 June 2026",
        ),
        (
            Course(State.ARRIVED, ARRIVED, "acknowledged", refused_at=UNTIL, work=CALL),
            "arrived on 1 June 2026, receipt confirmed; next: Call the recipient, by 3 June 2026",
        ),
        (
            Course(State.ARRIVED, ARRIVED, "read", old_hearing=MOVED, work=ANEW),
            "arrived on 1 June 2026, opened; the hearing was moved: the summons names 1 June 2026 10:05; "
            "next: Serve a new summons, by 3 June 2026",
        ),
    ],
)
def test_what_is_waited_for_is_waited_for_until_a_day_that_is_said(course: Course, english: str) -> None:
    assert cell_of(None, course).sentence("en") == english


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("way", "outcome"), [(way, outcome) for way, row in WAYS.items() for outcome in row.outcomes])
def test_whatever_people_did_has_a_sentence_with_its_day(way: str, outcome: str, language: str) -> None:
    said = cell_of(None, Course(deed=Deed(way, outcome, DAY))).sentence(language)
    assert {"zh": "6月1日", "en": "1 June"}[language] in said


@pytest.mark.parametrize(
    ("course", "is_open_ended"),
    [
        (Course(), True),
        (Course(State.ARRIVED, ARRIVED), True),
        (Course(State.PENDING), False),
        (Course(State.ARRIVED, ARRIVED, waits_until=UNTIL), False),
        (Course(State.FAILED, work=CALL), False),
    ],
)
def test_a_cell_that_says_neither_who_does_what_nor_until_when_is_known_as_such(
    course: Course, *, is_open_ended: bool
) -> None:
    assert cell_of(None, course).is_open_ended is is_open_ended
