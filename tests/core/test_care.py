"""What asks for care, and what follows: a table of people, and age that decides nothing against a wish."""

from datetime import UTC, date, datetime, timedelta

import pytest

from songda.core.care import ROWS, SEEN, STATED, CareFacts, Measure, Need, care_for, done, patience

TODAY = date(2026, 6, 1)
SINCE = datetime(2026, 5, 1, tzinfo=UTC)


def needs(facts: CareFacts) -> list[str]:
    return [line.need.value for line in care_for(facts, TODAY)]


@pytest.mark.parametrize(
    ("born", "seen"),
    [
        (date(1966, 6, 1), ["aged"]),
        (date(1966, 6, 2), []),
        (date(2008, 6, 1), []),
        (date(2008, 6, 2), ["minor"]),
        (None, []),
    ],
)
def test_age_is_counted_to_the_day(born: date | None, seen: list[str]) -> None:
    assert needs(CareFacts(born_on=born)) == seen


def test_what_stands_in_the_file_is_seen() -> None:
    assert needs(CareFacts(is_in_custody=True, is_abroad=True)) == ["custody", "abroad"]
    assert needs(CareFacts(is_soldier=True)) == ["soldier"]


def test_every_need_has_its_row_and_something_follows_unless_nothing_is_wished() -> None:
    assert set(ROWS) == set(Need)
    assert [need for need, row in ROWS.items() if not (row.does or row.offers)] == [
        Need.WISH_NOTICES,  # done where a notice is published
        Need.WISH_NOTHING,
    ]
    assert {*STATED, *SEEN} == {need.value for need in Need}


def test_from_age_alone_follows_only_larger_print_and_the_rest_is_asked() -> None:
    (line,) = care_for(CareFacts(born_on=date(1940, 3, 12)), TODAY)
    assert line.does == (Measure.LARGE_PRINT,)
    assert Measure.CALL_FIRST in line.offers
    assert line.patience == timedelta()


def test_whoever_wishes_for_nothing_special_is_left_in_peace_about_their_age() -> None:
    facts = CareFacts(born_on=date(1940, 3, 12), stated=[(Need.WISH_NOTHING, SINCE)])
    lines = care_for(facts, TODAY)
    assert [line.need for line in lines] == [Need.WISH_NOTHING]
    assert not done(lines, Measure.LARGE_PRINT)


def test_what_others_say_of_them_is_then_offered_and_not_done() -> None:
    lines = care_for(CareFacts(stated=[(Need.DISABLED, SINCE), (Need.WISH_NOTHING, SINCE)]), TODAY)
    assert not done(lines, Measure.LARGE_PRINT)
    assert patience(lines) == timedelta()
    assert Measure.LARGE_PRINT in lines[0].offers


def test_a_wish_is_done() -> None:
    lines = care_for(CareFacts(stated=[(Need.WISH_PAPER, SINCE), (Need.WISH_CALL, SINCE)]), TODAY)
    assert done(lines, Measure.PAPER_AS_WELL)
    assert done(lines, Measure.CALL_FIRST)


def test_who_reads_with_difficulty_has_more_time() -> None:
    assert patience(care_for(CareFacts(stated=[(Need.LOW_LITERACY, SINCE)]), TODAY)) == timedelta(days=3)
