"""Intervals and sizes against values computed with statsmodels 0.15 and SciPy 1.17; chance names no winners."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from songda.core.outreach.effects import Answer, Period, Share, difference, effect, needed_for_each, student, wilson
from songda.core.outreach.experiments import Arm, Plan, Verdict, arm_of, conclude, is_due

SETS = 1000


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.27753279986288926),
        (3, 10, 0.10779126740630104, 0.6032218525388546),
        (1977, 3903, 0.4908498240123506, 0.5222041994328176),
        (54, 100, 0.4426486032336822, 0.6343919169097589),
        (10, 10, 0.7224672001371106, 1.0),
    ],
)
def test_wilson_gives_what_statsmodels_gives(hits: int, of: int, low: float, high: float) -> None:
    interval = wilson(Share(hits, of))
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        (Share(56, 70), Share(48, 80), 0.05243147240236498, 0.33387265403690614),
        (Share(9, 10), Share(3, 10), 0.1705227239345029, 0.809017973535488),
        (Share(166, 332), Share(199, 332), -0.17348898214335884, -0.02371451286726825),
    ],
)
def test_newcombe_gives_what_statsmodels_gives(first: Share, second: Share, low: float, high: float) -> None:
    interval = difference(first, second)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize(("freedom", "quantile"), [(8, 2.3060), (10.5, 2.2138), (30, 2.0423)])
def test_students_quantile_gives_what_scipy_gives(freedom: float, quantile: float) -> None:
    assert student(0.975, freedom) == pytest.approx(quantile, abs=5e-5)


def test_the_seeds_services_can_show_ten_points_in_ten_weeks_and_not_five() -> None:
    assert needed_for_each(0.5, 0.6) == 388
    assert needed_for_each(0.5, 0.55) == 1565
    assert Plan(2, 0.5, 0.6).weeks(332) == pytest.approx(10.2, abs=0.1)
    assert Plan(2, 0.5, 0.55).weeks(332) > 40


def test_more_texts_need_more_people_each() -> None:
    assert Plan(4, 0.5, 0.6).needed > Plan(3, 0.5, 0.6).needed > Plan(2, 0.5, 0.6).needed


@pytest.mark.parametrize(("usual", "wanted"), [(0.5, 0.5), (0.6, 0.5), (0, 0.5), (0.5, 1)])
def test_no_size_is_given_where_there_is_nothing_to_find(usual: float, wanted: float) -> None:
    with pytest.raises(ValueError, match="wanted"):
        needed_for_each(usual, wanted)


def test_a_share_of_more_than_all_is_none() -> None:
    with pytest.raises(ValueError, match="no share"):
        Share(2, 1)


def test_nobody_foresees_the_text_and_everybody_keeps_theirs() -> None:
    experiment = UUID(int=7)
    people = [f"person {number}".encode() for number in range(6000)]
    first = [arm_of(b"secret", experiment, person, 3) for person in people]
    assert first == [arm_of(b"secret", experiment, person, 3) for person in people]
    assert all(abs(first.count(arm) - 2000) < 200 for arm in range(3))
    assert first != [arm_of(b"other", experiment, person, 3) for person in people]
    assert first != [arm_of(b"secret", UUID(int=8), person, 3) for person in people]
    with pytest.raises(ValueError, match="secret"):
        arm_of(b"", experiment, people[0], 3)


def test_no_winner_is_named_before_the_size_and_none_after_an_early_stop() -> None:
    plan = Plan(2, 0.5, 0.6)
    early = [Arm("A", Share(387, 387)), Arm("B", Share(0, 387))]
    assert conclude(plan, early).verdict is Verdict.TOO_FEW
    full = [Arm("A", Share(388, 388)), Arm("B", Share(0, 388))]
    assert conclude(plan, full).winner == "A"
    assert conclude(plan, full, was_stopped=True).verdict is Verdict.STOPPED


def test_the_one_look_waits_for_the_people_or_for_the_end() -> None:
    plan, ends = Plan(2, 0.5, 0.6), datetime(2026, 6, 1, tzinfo=UTC)
    assert not is_due(plan, [400, 387], ends, ends)
    assert is_due(plan, [400, 388], ends, ends - timedelta(days=30))
    assert is_due(plan, [1, 1], ends, ends + timedelta(days=3))


def hits(chance: random.Random, of: int, rate: float) -> int:
    return sum(chance.random() < rate for _ in range(of))


@pytest.mark.parametrize("arms", [2, 4])
def test_of_a_thousand_experiments_without_a_difference_at_most_one_in_twenty_names_a_winner(arms: int) -> None:
    chance, plan = random.Random(1181 + arms), Plan(arms, 0.5, 0.75)
    winners = 0
    for _ in range(SETS):
        shares = [Share(hits(chance, plan.needed, 0.5), plan.needed) for _ in range(arms)]
        winners += conclude(plan, [Arm("ABCD"[n], share) for n, share in enumerate(shares)]).verdict is Verdict.WINNER
    assert winners <= SETS // 20


def test_a_real_difference_is_found_as_often_as_was_planned() -> None:
    chance, plan = random.Random(5), Plan(2, 0.5, 0.6)
    found = 0
    for _ in range(200):
        a, b = (Share(hits(chance, plan.needed, rate), plan.needed) for rate in (0.5, 0.6))
        found += conclude(plan, [Arm("A", a), Arm("B", b)]).winner == "B"
    assert 140 <= found <= 185


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
