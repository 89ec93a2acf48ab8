"""The speed that a provider allows is kept, halved when it says so, and found again."""

from songda.channels.sms.outbox import Pace


def sent_in(pace: Pace, start: float, seconds: float, tick: float = 0.01) -> int:
    """How many go out when we always want a hundred more."""
    return sum(pace.allowed(100, start + n * tick) for n in range(round(seconds / tick)))


def test_without_agreement_everything_may_go_at_once() -> None:
    pace = Pace()
    assert pace.allowed(5000, 1000.0) == 5000
    assert pace.wait() == 0.0


def test_an_agreed_speed_is_kept() -> None:
    assert 100 <= sent_in(Pace(50.0), 1000.0, 2.0) <= 106


def test_told_to_slow_down_it_sends_half_as_fast() -> None:
    pace = Pace(100.0)
    sent_in(pace, 1000.0, 1.0)
    pace.slow_down(1001.0)
    assert pace.rate == 50.0
    assert sent_in(pace, 1001.0, 1.0) <= 50


def test_a_burst_of_refusals_counts_once() -> None:
    pace = Pace(100.0)
    for n in range(30):
        pace.slow_down(1000.0 + n / 100)
    assert pace.rate == 50.0
    pace.slow_down(1001.0)
    assert pace.rate == 25.0


def test_without_agreement_it_slows_to_half_of_what_it_had_reached() -> None:
    pace = Pace()
    for n in range(100):
        pace.allowed(10, 1000.0 + n / 100)
    pace.slow_down(1001.0)
    assert 400 <= pace.rate <= 600


def test_it_never_stops_altogether() -> None:
    pace = Pace(20.0)
    for n in range(50):
        pace.slow_down(1000.0 + n)
    assert pace.rate == 2.0
    assert sent_in(pace, 1060.0, 2.0) >= 3


def test_after_quiet_seconds_it_is_as_fast_as_agreed_again() -> None:
    pace = Pace(100.0)
    pace.slow_down(1000.0)
    sent_in(pace, 1001.0, 10.0)
    assert pace.rate == 100.0


def test_it_tells_how_long_to_wait_for_the_next() -> None:
    pace = Pace(10.0)
    while pace.allowed(1, 1000.0):
        pass
    assert 0.0 < pace.wait() <= 0.1
    assert pace.allowed(1, 1000.0 + pace.wait() + 0.001) == 1
