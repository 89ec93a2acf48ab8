"""Every example of the tables in `rows` gives its answer and rests on its article."""

import pytest

from songda.core.law import open_methods, read_facts
from songda.core.law.facts import Channel
from tests.core.law.given import Json, answer, assert_said, summary
from tests.core.law.rows import (
    agents,
    cautions,
    changes,
    criminal,
    criminal_2012,
    earlier,
    elsewhere,
    foreign,
    household,
    known,
    leaving,
    left,
    mediated,
    neighbours,
    periods,
    procedures,
    returns,
    signers,
    steps,
    taiwan,
    wrong_hands,
)
from tests.core.law.rows.shape import Advice, Example, StartedPeriods

EXAMPLES = [
    *agents.EXAMPLES,
    *elsewhere.EXAMPLES,
    *changes.EXAMPLES,
    *criminal.EXAMPLES,
    *criminal_2012.EXAMPLES,
    *earlier.EXAMPLES,
    *foreign.EXAMPLES,
    *household.EXAMPLES,
    *known.EXAMPLES,
    *leaving.EXAMPLES,
    *left.EXAMPLES,
    *procedures.EXAMPLES,
    *returns.EXAMPLES,
    *mediated.EXAMPLES,
    *neighbours.EXAMPLES,
    *signers.EXAMPLES,
    *steps.EXAMPLES,
    *taiwan.EXAMPLES,
    *wrong_hands.EXAMPLES,
]


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{each.article} {each.sentence}" for each in EXAMPLES])
def test_a_service_rests_on_its_article(example: Example) -> None:
    assert summary(example.service) == example.expected
    cited = {finding.rule.id for finding in answer(example.service).findings if finding.rule is not None}
    assert not example.article or f"cn.{example.article}" in cited


PERIODS = [*periods.EXAMPLES, *criminal_2012.PERIODS]


@pytest.mark.parametrize("example", PERIODS, ids=[f"{each.article} {each.sentence} {each.days}" for each in PERIODS])
def test_a_paper_starts_its_period(example: StartedPeriods) -> None:
    summary(example.service)
    found = [(p.kind, p.length, p.rule.id) for p in answer(example.service).periods if p.kind == example.kind]
    assert found == [(example.kind, example.days, f"cn.{example.article}")]


@pytest.mark.parametrize(
    ("sentence", "article", "service", "code"), periods.LIMITS, ids=[f"{row[1]} {row[0]}" for row in periods.LIMITS]
)
def test_a_court_may_not_set_any_length(sentence: str, article: str, service: Json, code: str) -> None:
    summary(service)
    assert (code, f"cn.{article}") in [(f.code, f.rule.id) for f in answer(service).findings if f.rule is not None]


@pytest.mark.parametrize(
    "example", cautions.EXAMPLES, ids=[f"{each.article} {each.sentence}" for each in cautions.EXAMPLES]
)
def test_a_clerk_is_told_before_sending(example: Advice) -> None:
    read = read_facts(example.service)
    methods = open_methods(read.case, read.paper, read.recipient, consents=read.consents, at=read.as_of)
    method = next(each for each in methods if each.channel is Channel(example.channel))
    assert (example.code, f"cn.{example.article}") in [(w.code, w.rule.id) for w in method.why if w.rule is not None]
    assert_said(method.reasons("zh"))
    assert_said(method.reasons("en"))
