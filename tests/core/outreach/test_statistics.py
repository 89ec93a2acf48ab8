"""Intervals and sizes against values computed with statsmodels 0.15 and SciPy 1.17; chance names no winners."""

import random
from datetime import date, timedelta
from functools import partial

import pytest

from songda.core.outreach.effects import Answer, Period, Share, effect, student

SETS = 1000


@pytest.mark.parametrize(("freedom", "quantile"), [(8, 2.3060), (10.5, 2.2138), (30, 2.0423)])
def test_students_quantile_gives_what_scipy_gives(freedom: float, quantile: float) -> None:
    assert student(0.975, freedom) == pytest.approx(quantile, abs=5e-5)


def test_a_share_of_more_than_all_is_none() -> None:
    with pytest.raises(ValueError, match="no share"):
        Share(2, 1)


def hits(chance: random.Random, of: int, rate: float) -> int:
    return sum(chance.random() < rate for _ in range(of))


PERIOD = Period(date(2026, 6, 1), date(2026, 6, 7))
Counts = dict[str, dict[date, Share]]


def counts(chance: random.Random, after: float = 0.0, people: int = 30, drift: float = 0.0) -> Counts:
    """Two classes that share good and bad weeks, each with luck of its own; `after` lifts the first from then on."""
    found: Counts = {"elderly": {}, "others": {}}
    day, week = PERIOD.first, 0
    while day <= PERIOD.last:
        season = chance.gauss(0, 0.05)
        for name, days in found.items():
            rate = 0.5 + season + chance.gauss(0, 0.04)
            if name == "elderly":
                rate += (after if day > PERIOD.ends_on else 0) + drift * week
            days[day] = Share(hits(chance, people, min(max(rate, 0), 1)), people)
        day, week = day + timedelta(days=7), week + 1
    return found


def told(made: Counts, first: date, last: date) -> Counts:
    return made


def answer_of(made: Counts) -> Answer:
    return effect(partial(told, made), "elderly", ["others"], PERIOD).answer


def test_of_a_thousand_campaigns_without_effect_at_most_one_in_twenty_shows_one() -> None:
    chance = random.Random(2026)
    answers = [answer_of(counts(chance)) for _ in range(SETS)]
    assert sum(answer in (Answer.BETTER, Answer.WORSE) for answer in answers) <= SETS // 20
    assert answers.count(Answer.NONE) > SETS * 0.85


def test_a_large_effect_is_seen_and_a_fall_too() -> None:
    chance = random.Random(3)
    up = [answer_of(counts(chance, 0.25)) for _ in range(50)]
    assert up.count(Answer.BETTER) >= 40
    down = [answer_of(counts(chance, -0.25)) for _ in range(50)]
    assert down.count(Answer.WORSE) >= 40


def test_too_few_cases_are_an_answer() -> None:
    assert answer_of(counts(random.Random(4), 0.3, people=5)) is Answer.TOO_FEW
    assert answer_of({"elderly": {}, "others": {}}) is Answer.TOO_FEW
    short = Period(date(2026, 6, 1), date(2026, 6, 7), weeks_after=3)
    made = partial(told, counts(random.Random(4), 0.3))
    assert effect(made, "elderly", ["others"], short).answer is Answer.TOO_FEW


def test_classes_that_went_apart_before_are_not_compared() -> None:
    assert answer_of(counts(random.Random(6), drift=0.035, people=200)) is Answer.NOT_COMPARABLE


def test_a_class_is_not_compared_with_itself() -> None:
    with pytest.raises(ValueError, match="others"):
        effect(partial(told, {}), "elderly", ["elderly"], PERIOD)
    with pytest.raises(ValueError, match="others"):
        effect(partial(told, {}), "elderly", [], PERIOD)
