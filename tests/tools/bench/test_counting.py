"""What counting costs is what a turn with it takes more than the same time without."""

import pytest

from songda_tools.bench.phases import COUNTING, IDLE, OURS, counting_of


def turn(name: str, seconds: float, cpu: float) -> dict[str, object]:
    return {"name": name, "seconds": seconds, "cpu_ms_each": dict.fromkeys(OURS, cpu / len(OURS)) | {"sandbox": 99.0}}


def test_what_an_idle_worker_takes_in_the_same_time_is_taken_off() -> None:
    turns = [turn(IDLE, 10, 0.1), turn(COUNTING, 20, 0.7)]
    assert counting_of(turns) == pytest.approx(0.5)


def test_the_middle_turn_counts() -> None:
    turns = [one for cpu in (0.3, 0.5, 9.0) for one in (turn(IDLE, 10, 0.0), turn(COUNTING, 10, cpu))]
    assert counting_of(turns) == pytest.approx(0.5)


def test_a_run_without_turns_says_nothing_of_it() -> None:
    assert counting_of([turn("bulk: accept", 1, 2.0)]) is None
