"""Which letter is printed on which day: deadlines first, then the shares of the courts, within what fits."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from songda.core.delivery.letters.print_plan import Room, Waiting, plan
from songda.core.law import profile_of

MONDAY = date(2026, 6, 1)
SINCE = datetime(2026, 5, 30, tzinfo=UTC)
CALENDAR = profile_of("cn").calendar
XIAOYI, FENYANG = UUID(int=1), UUID(int=2)
DAY = timedelta(days=1)


def letters(count: int, court: UUID = XIAOYI, by: date | None = None, first: int = 0) -> list[Waiting]:
    return [Waiting(UUID(int=1000 * court.int + first + n), court, by, SINCE) for n in range(count)]


def test_what_does_not_fit_today_has_its_day_and_no_rest_day_prints() -> None:
    planned = plan(letters(12), Room(5, 100, 100), MONDAY + 4 * DAY, CALENDAR)
    assert Counter(planned.days.values()) == {
        date(2026, 6, 5): 5,
        date(2026, 6, 8): 5,
        date(2026, 6, 9): 2,
    }
    assert not planned.late


def test_the_carrier_and_the_week_are_bounds_too() -> None:
    assert max(Counter(plan(letters(9), Room(9, 100, 4), MONDAY, CALENDAR).days.values()).values()) == 4
    of_week = Counter(plan(letters(9), Room(5, 6, 9), MONDAY, CALENDAR).days.values())
    assert sum(count for day, count in of_week.items() if day < MONDAY + 7 * DAY) == 6


def test_a_hearing_goes_before_what_has_no_deadline() -> None:
    urgent = letters(1, by=MONDAY + 6 * DAY, first=900)
    planned = plan(letters(10) + urgent, Room(2, 100, 100), MONDAY, CALENDAR)
    assert planned.days[urgent[0].id] == MONDAY


def test_what_comes_too_late_is_told() -> None:
    hopeless = letters(3, by=MONDAY + 5 * DAY)
    planned = plan(hopeless, Room(1, 100, 100), MONDAY, CALENDAR)
    assert len(planned.late) == 2


def test_each_court_has_its_share_and_what_one_leaves_goes_to_the_other() -> None:
    both = letters(30) + letters(4, FENYANG)
    planned = plan(both, Room(10, 100, 100, {XIAOYI: 3, FENYANG: 2}), MONDAY, CALENDAR)
    first = Counter(letter.court for letter in both if planned.days[letter.id] == MONDAY)
    assert first == {XIAOYI: 6, FENYANG: 4}
    second = Counter(letter.court for letter in both if planned.days[letter.id] == MONDAY + DAY)
    assert second == {XIAOYI: 10}


def test_what_was_printed_today_already_counts() -> None:
    planned = plan(letters(5), Room(5, 100, 100), MONDAY, CALENDAR, used_today=3)
    assert Counter(planned.days.values()) == {MONDAY: 2, MONDAY + DAY: 3}


@given(st.lists(st.integers(0, 20), max_size=60), st.integers(1, 7), st.integers(1, 20))
def test_every_letter_has_one_day_and_no_day_holds_more_than_fits(within: list[int], a_day: int, a_week: int) -> None:
    waiting = [Waiting(UUID(int=n), XIAOYI, MONDAY + d * DAY if d else None, SINCE) for n, d in enumerate(within)]
    planned = plan(waiting, Room(a_day, a_week, 100), MONDAY, CALENDAR)
    assert set(planned.days) == {letter.id for letter in waiting}
    assert max(Counter(planned.days.values()).values(), default=0) <= min(a_day, a_week)
    assert max(Counter(day.isocalendar()[:2] for day in planned.days.values()).values(), default=0) <= a_week
