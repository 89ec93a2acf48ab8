"""A short storm: some messages, some blows of every sort that a worker and its provider meet, and nothing is lost."""

import pytest
from rich.console import Console

from songda_demo.screen import Screen
from songda_tools.storm.blows import BLOWS
from songda_tools.storm.run import Plan, is_silent, mobile_of, run, text

EACH, BLOWS_PLANNED, STRUCK = 10, 5, 3


@pytest.mark.night("a storm of blows")
@pytest.mark.timeout(900)
def test_a_short_storm_loses_nothing_and_doubles_nothing() -> None:
    """It ends as soon as nothing is on its way any more, or when for minutes nothing moved."""
    asked = iter([False] * STRUCK + [True])  # ended early, it is counted as far as it went
    plan = Plan(EACH * BLOWS_PLANNED, BLOWS_PLANNED, seed=7)
    outcome = run(plan, Screen(Console(quiet=True)), lambda: next(asked))
    assert outcome.counts.is_good, text(outcome)
    assert outcome.counts.messages == EACH * STRUCK
    assert len(outcome.struck) == STRUCK
    told = outcome.counts
    assert told.arrived + told.silent + told.unknown == EACH * STRUCK, text(outcome)
    assert {one.kind for one in outcome.struck} <= BLOWS.keys()


def test_one_number_in_twenty_is_silent_and_no_two_are_alike() -> None:
    assert sum(is_silent(place) for place in range(200)) == 10
    assert len({mobile_of(place) for place in range(200)}) == 200
