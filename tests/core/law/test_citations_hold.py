"""An article that is cited as "the text says so" is cited only of facts of which it speaks: paragraph by paragraph."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings

from songda.core.law import decide, profile_of, read_facts
from songda.core.law.decision import Decision, Reason, Standing
from songda.core.law.facts import (
    AttemptFacts,
    Branch,
    Facts,
    Leaving,
    PaperKind,
    Person,
    Procedure,
    ReturnCause,
    Role,
    Stage,
)
from tests.core.law.any_facts import any_facts
from tests.core.law.every_example import every_telling
from tests.core.law.paragraphs import MONTHS_OF_SILENCE, OF_A_PERIOD, OF_AN_EFFECT, OF_SILENCE, OF_THE_GUARD

Json = dict[str, Any]
SIMPLE = {Procedure.SIMPLIFIED, Procedure.SMALL_CLAIMS}
# What must be so of the case and the person wherever the source is cited, for or against the service.
OF_A_SOURCE: dict[str, Callable[[Facts], bool]] = {
    "hkmo": lambda facts: facts.recipient.domicile in {"hk", "mo"},
    "tw": lambda facts: facts.recipient.domicile == "tw",
    "tw11": lambda facts: facts.recipient.domicile == "tw",
    "foreign": lambda facts: facts.recipient.domicile not in {"cn", "hk", "mo", "tw"},
    "icr": lambda facts: facts.case.internet_court,
    "msp": lambda facts: facts.case.maritime_court,
    "mspi": lambda facts: facts.case.maritime_court,
    "fsi": lambda facts: facts.recipient.foreign_state,
    "jy": lambda facts: facts.case.procedure in SIMPLE and facts.case.stage is Stage.FIRST_INSTANCE,
    "auction": lambda facts: facts.paper.kind is PaperKind.AUCTION_NOTICE,
    "enfwork": lambda facts: facts.paper.kind is PaperKind.THIRD_PARTY_DEBT_NOTICE,
    "fdv": lambda facts: facts.paper.kind is PaperKind.PROTECTION_ORDER,
    "apl": lambda facts: facts.case.branch is Branch.ADMINISTRATIVE,
    "apli": lambda facts: facts.case.branch is Branch.ADMINISTRATIVE,
    "crpl": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "crpl2012": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "crpli": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "crpli2012": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "evidence": lambda facts: facts.case.branch is Branch.CIVIL,
}


def effect_of(decision: Decision, facts: Facts) -> tuple[Reason, AttemptFacts] | None:
    """The step that tells the effect, where the text says so, and the attempt that had it."""
    attempt = next((each for each in facts.attempts if each.id == decision.winning_attempt), None)
    if attempt is None or not decision.rules or decision.rules[0].standing is not Standing.CONFIRMED:
        return None
    step = next(
        (each for each in decision.findings if each.rule is not None and each.rule.id == decision.rules[0].id), None
    )
    return None if step is None else (step, attempt)


OF_NO_EFFECT = {row.say for row in profile_of("cn").rows.no_effect} | {"came_to_nothing"}


def said_of_each(steps: Iterable[Reason]) -> Iterator[Reason]:
    """The steps, and those that they tell of other tries."""
    for step in steps:
        yield step
        yield from said_of_each(value for _, value in step.values if isinstance(value, Reason))


def wrongly_cited(given: Json) -> list[str]:
    facts = read_facts(given)
    if facts.jurisdiction != "cn":
        return []
    decision, wrong = decide(facts), []
    found = effect_of(decision, facts)
    if found is not None:
        rule = str(found[0].rule.id).removeprefix("cn.")  # type: ignore[union-attr]
        wrong += [
            f"{rule} condition {place}"
            for place, holds in enumerate(OF_AN_EFFECT.get(rule, ()))
            if not holds(facts, found[1])
        ]
    guard = decision.default_judgment.findings if decision.default_judgment else ()
    said = [
        *((OF_THE_GUARD, step.rule) for step in guard),
        *((OF_A_PERIOD, period.rule) for period in decision.periods),
        *((OF_SILENCE, step.rule) for step in said_of_each(decision.findings) if step.code in OF_NO_EFFECT),
    ]
    for conditions, cited in said:
        if cited is not None and cited.standing is Standing.CONFIRMED:
            place = cited.id.removeprefix("cn.")
            wrong += [f"{place} of others"] if not conditions.get(place, lambda _: True)(facts) else []
    for step in (*decision.findings, *guard):
        if step.rule is None or step.rule.standing is not Standing.CONFIRMED:
            continue
        source = step.rule.id.split(".")[1]
        if not OF_A_SOURCE.get(source, lambda _: True)(facts):
            wrong.append(f"{step.rule.id} of another case")
    return wrong


@settings(max_examples=250, deadline=None)
@given(any_facts())
def test_over_any_facts(given: Json) -> None:
    assert wrongly_cited(given) == []


def neighbours(told: Json, chance: Random) -> Iterator[Json]:
    """The same facts, and a few with another signer, manner, cause, way, person or kind of paper."""
    yield told
    for _ in range(NEIGHBOURS):
        near = deepcopy(told)
        recipient, tries = near["recipient"], near.get("attempts", [])
        for one in [event for each in tries for event in each["events"]] or [{}]:
            if chance.random() < 0.5:
                one["by"] = chance.choice([*Person]).value
            if one.get("kind") == "left" and chance.random() < 0.5:
                one["how"] = chance.choice([*Leaving]).value
            if one.get("kind") == "returned" and chance.random() < 0.5:
                one["cause"] = chance.choice([*ReturnCause]).value
        recipient[chance.choice(FLAGS)] = chance.random() < 0.7
        if chance.random() < 0.2:
            near["paper"]["kind"] = chance.choice([*PaperKind]).value
        if chance.random() < 0.2:
            recipient["kind"] = chance.choice(["natural_person", "legal_person"])
        yield near
        recipient["role"], near["case"]["stage"] = chance.choice([*Role]).value, chance.choice([*Stage]).value
        yield near


NEIGHBOURS = 2
FLAGS = ("agent_excluded", "branch_may_receive", "business_agent_may_receive", "home_law_forbids_post", "offline")


def test_over_every_example_and_its_neighbours() -> None:
    wrong: dict[str, Json] = {}
    chance = Random(7)
    for told in every_telling():
        for near in neighbours(told, chance):
            try:
                found = wrongly_cited(near)
            except ValueError:
                continue
            wrong |= dict.fromkeys(found, near)
    assert list(wrong) == []


def test_every_paragraph_that_is_cited_for_an_effect_has_its_conditions_written_down() -> None:
    rows = profile_of("cn").rows.effect
    cited = {row.rule.id.removeprefix("cn.") for row in rows if row.rule.standing is Standing.CONFIRMED}
    assert cited == set(OF_AN_EFFECT)


def test_every_paragraph_of_a_guard_has_its_conditions_written_down() -> None:
    rows = profile_of("cn").rows.guard
    cited = {row.rule.id.removeprefix("cn.") for row in rows if row.rule.standing is Standing.CONFIRMED}
    assert cited == set(OF_THE_GUARD)


def test_every_paragraph_on_silence_has_its_months_written_down() -> None:
    rows = [row for row in profile_of("cn").rows.no_effect if row.rule.standing is Standing.CONFIRMED]
    assert {row.rule.id.removeprefix("cn."): row.months_of_silence for row in rows} == MONTHS_OF_SILENCE


def test_a_source_is_cited_only_of_the_time_in_which_it_was_law() -> None:
    sources = profile_of("cn").wording.sources.by_id
    for told in every_telling():
        try:
            facts = read_facts(told)
        except ValueError:
            continue
        if facts.jurisdiction != "cn":
            continue
        first = min((each.at.date() for a in facts.attempts for each in a.events), default=date.max)
        for rule in decide(facts).rules:
            source = sources[rule.id.split(".")[1]]
            assert source.until > min(first, facts.as_of.date()), (rule.id, told)
