"""The court's reason to serve somebody off line and their own wish stand side by side, and each ends by itself."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from songda.core.delivery.off_line import OWN_WISH, OffLine

DAY = timedelta(days=1)
FIRST = datetime(2026, 6, 1, tzinfo=UTC)
NOBODY = OffLine()


def both(reason: str = "court_decision") -> OffLine:
    return NOBODY.marked(reason, FIRST).marked(OWN_WISH, FIRST + DAY)


def test_a_wish_beside_a_reason_of_the_courts_is_kept_with_its_own_day() -> None:
    assert both() == OffLine(FIRST, "court_decision", FIRST + DAY)
    assert NOBODY.marked(OWN_WISH, FIRST) == OffLine(FIRST, OWN_WISH, FIRST)


def test_said_twice_neither_is_dated_anew_and_a_second_reason_of_the_courts_changes_nothing() -> None:
    assert both().marked(OWN_WISH, FIRST + 9 * DAY).marked("age", FIRST + 9 * DAY) == both()


def test_the_courts_reason_takes_the_first_place_whenever_it_is_noted_and_the_time_runs_from_the_wish() -> None:
    later = NOBODY.marked(OWN_WISH, FIRST).marked("age", FIRST + DAY)
    assert (later.offline_reason, later.since) == ("age", FIRST)


def test_each_ends_by_itself_in_whichever_order() -> None:
    assert both().lifted() == OffLine(FIRST + DAY, OWN_WISH, FIRST + DAY)
    assert both().without_wish() == OffLine(FIRST, "court_decision")
    for one, other in permutations([OffLine.lifted, OffLine.without_wish]):
        assert other(one(both())) == NOBODY


def test_the_judge_who_lifts_a_wish_alone_ends_it_and_nothing_ends_where_nothing_stands() -> None:
    assert NOBODY.marked(OWN_WISH, FIRST).lifted() == NOBODY
    assert NOBODY.without_wish() == NOBODY.lifted() == NOBODY
    assert NOBODY.marked("age", FIRST).without_wish() == NOBODY.marked("age", FIRST)
