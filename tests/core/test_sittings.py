"""A hearing that comes before the periods that must have run by then is asked about, with the first possible day."""

from datetime import date, timedelta

from songda.core.sittings import Sitting, TooEarly, too_early
from tests.rows import all_rows

TODAY = date(2026, 6, 1)
A, N, S, T = TooEarly.ANSWER, TooEarly.NOTICE, TooEarly.SUMMONS, TooEarly.TOMORROW


@all_rows(
    ("days", "is_ordinary", "is_first", "unknown", "found"),
    [
        (1, True, True, False, [A, S]),
        (3, True, True, False, [A]),
        (15, True, True, False, [A]),
        (16, True, True, False, []),
        (16, True, True, True, [N]),
        (45, True, True, True, [N]),
        (46, True, True, True, []),
        (2, True, False, True, [S]),  # no answer is due at second instance
        (1, False, True, True, [T]),  # the summary procedure is free of both
        (3, False, True, True, []),
        (-1, False, True, False, []),  # it is over: another question asks about that
    ],
)
def test_each_period_is_asked_about_until_the_day_on_which_it_has_run(
    days: int, is_ordinary: bool, is_first: bool, unknown: bool, found: list[TooEarly]
) -> None:
    day = TODAY + timedelta(days=days)
    told = dict(too_early(Sitting(day, TODAY, True, is_ordinary, is_first, unknown), TODAY))
    assert list(told) == found
    assert all(day < earliest for earliest in told.values())


def test_in_a_case_that_began_long_ago_only_the_summons_is_asked_about() -> None:
    begun = TODAY - timedelta(days=40)
    assert [why for why, _day in too_early(Sitting(TODAY + timedelta(days=1), begun, True, True, True), TODAY)] == [S]
    assert not list(too_early(Sitting(TODAY + timedelta(days=9), TODAY, False, True, True), TODAY))
