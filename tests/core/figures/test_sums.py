"""Parts are added, ratios never; a share of nothing is a dash; what is small is hidden with what would betray it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.figures import Parts, Ratio, interval_of, is_different, total, wilson
from songda.core.figures.hiding import FEWEST, hidden
from songda.core.figures.periods import Period, WrongPeriodError
from songda.core.figures.waits import BOUNDS, LONGER, bucket, within

SHARES = st.integers(0, 10_000).flatmap(lambda of: st.builds(Parts, st.integers(0, of), st.just(of)))


@given(st.lists(SHARES))
def test_the_parts_of_any_split_add_up(shares):
    everything = total(shares, is_share=True)
    assert everything.numerator == sum(one.numerator for one in shares)
    assert everything.denominator == sum(one.denominator for one in shares)


@given(SHARES, SHARES, SHARES)
def test_in_whatever_order_they_are_added(one, two, three):
    assert one + two + three == three + (two + one)


def test_a_numerator_outside_its_denominator_is_refused():
    for numerator, denominator in ((2, 1), (-1, 3)):
        with pytest.raises(ValueError, match="within"):
            Parts(numerator, denominator)


def test_a_count_and_a_share_are_not_added():
    with pytest.raises(ValueError, match="cannot be added"):
        Parts(1) + Parts(1, 2)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (0, 0, "–"),
        (1977, 3903, "50.65 %"),
        (1956, 1992, "98.19 %"),
        (4682, 8640, "54.19 %"),
        (40, 172, "23.26 %"),
        (1, 1, "100.00 %"),
    ],
)
def test_a_ratio_is_shown_in_hundredths_of_a_percent(numerator, denominator, shown):
    assert str(Ratio(numerator, denominator)) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: the score method without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_the_published_one(numerator, denominator, low, high):
    found = wilson(numerator, denominator)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(SHARES)
def test_a_share_lies_within_its_interval(parts):
    found = wilson(parts.numerator, parts.denominator)
    assert 0 <= found.low <= found.high <= 1
    if parts.denominator:
        assert found.low - 1e-9 <= parts.numerator / parts.denominator <= found.high + 1e-9


def test_only_a_share_of_fewer_than_a_thousand_needs_its_interval():
    assert interval_of(Parts(500, 999)) is not None
    assert interval_of(Parts(500, 1000)) is None
    assert interval_of(Parts(0, 0)) is None
    assert interval_of(Parts(3)) is None


def test_two_periods_differ_only_where_the_intervals_say_so():
    assert is_different(Parts(1956, 1992), Parts(1977, 3903)) is True
    assert is_different(Parts(6, 10), Parts(5, 10)) is False
    assert is_different(Parts(1, 2), Parts(0, 0)) is None


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=8))
def test_what_is_hidden_cannot_be_found_by_subtraction(counts):
    gone = hidden(counts)
    assert all(key in gone for key, n in counts.items() if 0 < n < FEWEST)
    rest = [n for key, n in counts.items() if key not in gone and n > 0]
    if gone and rest:
        assert len(gone) > 1
        assert sum(counts[key] for key in gone) >= FEWEST


@given(st.lists(st.integers(0, 10_000_000), min_size=1))
def test_the_median_of_a_histogram_is_the_bound_of_the_true_ones_bucket(seconds):
    histogram: dict[str, int] = {}
    for each in seconds:
        key = bucket(timedelta(seconds=each))
        histogram[key] = histogram.get(key, 0) + 1
    for hundredths in (50, 90):
        true = sorted(seconds)[(len(seconds) * hundredths + 99) // 100 - 1]
        assert within(histogram, hundredths) == next((b for b in BOUNDS if true <= b * 3600), None)


def test_a_wait_beyond_every_bound_is_said_to_be_longer():
    assert bucket(timedelta(days=400)) == LONGER
    assert within({LONGER: 3}, 50) is None
    assert within({}, 50) is None


@pytest.mark.parametrize(
    ("first", "last", "place", "reason"),
    [
        ("2026-03-02", "2026-03-01", "to", "ends_before_it_begins"),
        ("2026-06-02", "2026-06-03", "from", "in_future"),
        ("2026-05-01", "2026-06-02", "to", "in_future"),
        ("1976-01-01", "2026-01-01", "from", "too_long"),
    ],
)
def test_a_period_that_makes_no_sense_says_where_and_why(first, last, place, reason):
    with pytest.raises(WrongPeriodError) as refused:
        Period.read(date.fromisoformat(first), date.fromisoformat(last), date(2026, 6, 1))
    assert (refused.value.place, refused.value.reason) == (place, reason)


def test_the_steps_of_a_period_are_all_there():
    period = Period(date(2020, 12, 28), date(2021, 2, 1))
    assert period.steps("month") == ("2020-12", "2021-01", "2021-02")
    assert period.steps("week")[:2] == ("2020-W53", "2021-W01")
    assert len(period.steps("day")) == period.days == 36
    assert period.before().last == date(2020, 12, 27)
