"""The plan of a person: nobody who is not served is left without a word, and the court's rules are kept."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from songda.core.delivery.ladder.person import (
    PEOPLE_IN_ORDER,
    Going,
    Mover,
    PersonFacts,
    PlanState,
    WayAnswer,
    Work,
    mover_of,
    plan_of,
)
from songda.core.delivery.ladder.way_rules import NOTICE, WayChoice, WayRules
from songda.core.delivery.plan import HandOver, Served, Try, Wait
from songda.core.law import LadderStanding
from songda.core.law.facts import Channel

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
ALL_OPEN = tuple(WayAnswer(way, is_open=way != "transfer") for way in (*PEOPLE_IN_ORDER, NOTICE))
BY_PEOPLE = HandOver("serve_otherwise", "unreachable")


def facts(**changes: object) -> PersonFacts:
    return replace(PersonFacts(BY_PEOPLE, answers=ALL_OPEN, standing=LadderStanding.NONE), **changes)  # type: ignore[arg-type]


def test_who_is_served_needs_nothing_more() -> None:
    plan = plan_of(facts(step=Served(), served_by="mail"))
    assert (plan.state, plan.next, plan.served_by) == (PlanState.SERVED, None, "mail")


def test_after_the_channels_comes_a_letter_then_a_visit_then_another_court_then_a_notice() -> None:
    in_vain: set[str] = set()
    met = []
    while (following := plan_of(facts(in_vain=frozenset(in_vain))).next) and following.way != NOTICE:
        met.append(following.way)
        in_vain.add(following.way)
    assert met == ["mail", "direct", "entrusted"]
    last = plan_of(facts(in_vain=frozenset(in_vain), standing=LadderStanding.EXHAUSTED)).next
    assert last is not None
    assert (last.way, last.choice, last.why) == (NOTICE, WayChoice.PROPOSE, "ladder_exhausted")


def test_where_only_a_transfer_is_open_it_comes_first() -> None:
    held = (WayAnswer("transfer", is_open=True), WayAnswer("direct", is_open=True))
    assert plan_of(facts(answers=held)).next.way == "transfer"  # type: ignore[union-attr]


def test_what_the_court_never_does_is_left_out_and_what_it_allows_is_begun_by_the_program() -> None:
    rules = WayRules({("mail", ""): WayChoice.NEVER, ("direct", ""): WayChoice.AUTOMATICALLY})
    plan = plan_of(facts(rules=rules))
    assert plan.next is not None
    assert (plan.next.way, plan.next.choice, plan.mover) == ("direct", WayChoice.AUTOMATICALLY, Mover.PROGRAM)


def test_no_letter_is_begun_by_itself_where_no_place_is_on_file_and_the_plan_says_that_one_must_be_found() -> None:
    rules = WayRules({("mail", ""): WayChoice.AUTOMATICALLY})
    plan = plan_of(facts(rules=rules, has_place=False))
    assert plan.next is not None
    assert (plan.next.way, plan.next.choice, plan.next.why, plan.mover) == (
        plan_of(facts()).next.way,  # type: ignore[union-attr]
        WayChoice.PROPOSE,
        "no_place",
        Mover.COURT,
    )


def test_a_way_that_the_ladder_still_asks_for_is_shown_though_the_program_leaves_it_to_people() -> None:
    rules = WayRules({("mail", ""): WayChoice.NEVER})
    plan = plan_of(facts(rules=rules, untried=("mail",)))
    assert plan.next is not None
    assert (plan.next.way, plan.next.choice) == ("mail", WayChoice.NEVER)


def test_ways_go_side_by_side_and_the_first_to_be_looked_at_says_until_when() -> None:
    letter = Going("mail", NOW, NOW + 10 * DAY, Mover.CARRIER)
    text = Going("sms", NOW, NOW + 2 * DAY, Mover.READING)
    plan = plan_of(facts(step=Wait(NOW + 2 * DAY), going=(letter, text)))
    assert (plan.state, plan.until, plan.mover) == (PlanState.GOING, NOW + 2 * DAY, Mover.READING)
    assert plan.next is not None
    assert plan.next.way == "direct"  # no second letter while one travels


def test_a_notice_that_runs_is_not_proposed_again() -> None:
    running = Going(NOTICE, NOW, NOW + 30 * DAY, Mover.DAYS)
    everything = frozenset(PEOPLE_IN_ORDER)
    plan = plan_of(facts(going=(running,), in_vain=everything, standing=LadderStanding.EXHAUSTED))
    assert (plan.state, plan.next, plan.mover) == (PlanState.GOING, None, Mover.DAYS)


@pytest.mark.parametrize(
    ("asked", "why", "mover"), [(False, "judge_must_approve", Mover.COURT), (True, "judge_is_asked", Mover.JUDGE)]
)
def test_before_the_ladder_is_climbed_the_judge_is_asked(asked: bool, why: str, mover: Mover) -> None:
    everything = frozenset(PEOPLE_IN_ORDER)
    plan = plan_of(facts(in_vain=everything, standing=LadderStanding.INCOMPLETE, is_judge_asked=asked))
    assert plan.next is not None
    assert (plan.next.why, plan.mover) == (why, mover)


def test_where_the_law_knows_no_way_at_all_the_judge_is_named() -> None:
    plan = plan_of(facts(answers=()))
    assert (plan.state, plan.mover) == (PlanState.JUDGE, Mover.JUDGE)
    assert plan.who is not None


def any_facts(chance: random.Random) -> PersonFacts:
    ways = [*PEOPLE_IN_ORDER, NOTICE]
    steps = [
        Served(),
        Wait(None),
        Wait(NOW + DAY),
        HandOver("call", "unread"),
        HandOver("find_address", "no_address"),
        BY_PEOPLE,
        Try("sms", Channel.SMS, "a"),
    ]
    going = tuple(
        Going(way, NOW, chance.choice([None, NOW + chance.randint(1, 40) * DAY]), mover_of(way))
        for way in ["sms", *ways]
        if chance.random() < 0.25
    )
    said = {
        (way, ""): chance.choice(
            [WayChoice.PROPOSE, WayChoice.NEVER, *([] if way == NOTICE else [WayChoice.AUTOMATICALLY])]
        )
        for way in ways
        if chance.random() < 0.5
    }
    return PersonFacts(
        step=chance.choice(steps),
        going=going,
        in_vain=frozenset(way for way in PEOPLE_IN_ORDER if chance.random() < 0.5),
        answers=tuple(WayAnswer(way, chance.random() < 0.7) for way in ways if chance.random() < 0.9),
        standing=chance.choice([None, *LadderStanding]),
        is_judge_asked=chance.random() < 0.3,
        awaits_judge=chance.random() < 0.2,
        rules=WayRules(said),
    )


def test_whatever_the_facts_something_is_shown_and_the_rules_are_kept() -> None:
    chance = random.Random(4)
    for _ in range(5_000):
        known = any_facts(chance)
        plan = plan_of(known)
        assert plan.is_over or plan.going or plan.who, known
        assert all(plan.sentence(language) for language in ("zh", "en"))
        assert plan == plan_of(known)
        if isinstance(known.step, Served):
            assert (plan.next, plan.going) == (None, ())
        if plan.next is None:
            continue
        assert plan.next.way not in {each.way for each in known.going} or plan.next.way == "sms"
        assert not (plan.next.way == NOTICE and plan.next.choice is WayChoice.AUTOMATICALLY)
        if plan.mover is Mover.PROGRAM:
            assert known.rules.for_kind(plan.next.way) is WayChoice.AUTOMATICALLY


SENT = Going("mail", NOW, NOW + 14 * DAY, Mover.CARRIER)
MESSAGE = Going("sms", NOW, NOW + 2 * DAY, Mover.READING)


@pytest.mark.parametrize(
    ("changes", "english"),
    [
        ({"step": Served(), "served_by": "mail"}, "served: court mail"),
        (
            {"going": (SENT,), "in_vain": frozenset({"sms"})},
            "court mail since 1 June 2026, until the post reports, at the latest on 15 June 2026; "
            "next: direct service (what was tried before came to nothing)",
        ),
        (
            {"step": Wait(NOW + 2 * DAY), "going": (MESSAGE,), "work": Work("call", NOW.date(), "Chen")},
            "text message since 1 June 2026, until they open it, at the latest on 3 June 2026 at 02:00; "
            "next: Call the recipient; Chen, by 1 June 2026",
        ),
        (
            {"work": Work("serve_otherwise", None)},
            "nothing is under way; next: court mail (Every electronic address was tried and failed); "
            "nobody has taken it, its time stands still",
        ),
        (
            {"awaits_judge": True, "work": Work("decide_finding", NOW.date(), "Zhou")},
            "before the judge; next: Decide whether service counts; Zhou, by 1 June 2026",
        ),
        (
            {"step": Try("sms", Channel.SMS, "a")},
            "nothing is under way; next: text message (an electronic address is left)",
        ),
    ],
)
def test_one_sentence_says_what_goes_what_comes_next_and_who_sees_to_it(
    changes: dict[str, object], english: str
) -> None:
    assert plan_of(facts(**changes)).sentence("en").startswith(english)
