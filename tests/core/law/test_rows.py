"""Every example of the tables in `rows` gives its answer and rests on its article."""

import pytest

from songda.core.law import open_methods, read_facts
from songda.core.law.facts import Channel
from tests.chapters import chapters_of, each_holds
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
    particular,
    periods,
    procedures,
    receipt,
    returns,
    signers,
    standing_in,
    steps,
    taiwan,
    to_the_item,
    wrong_hands,
)
from tests.core.law.rows.shape import Advice, Example, StartedPeriods
from tests.rows import all_rows

EXAMPLES = [
    *agents.EXAMPLES,
    *cautions.SERVED,
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
    *receipt.EXAMPLES,
    *returns.EXAMPLES,
    *mediated.EXAMPLES,
    *neighbours.EXAMPLES,
    *particular.EXAMPLES,
    *signers.EXAMPLES,
    *standing_in.EXAMPLES,
    *steps.EXAMPLES,
    *taiwan.EXAMPLES,
    *to_the_item.EXAMPLES,
    *wrong_hands.EXAMPLES,
]


def chapter(example: Example | StartedPeriods | Advice) -> str:
    """The article, whatever its paragraph; a whole statute would be too much for one failure, and for one mutant."""
    return ".".join(example.article.split(".")[:2])


def named(example: Example | Advice) -> str:
    return f"{example.article} {example.sentence}"


SERVICES = chapters_of(EXAMPLES, chapter)


@all_rows("examples", SERVICES.values(), ids=SERVICES)
def test_services_rest_on_their_articles(examples: list[Example]) -> None:
    each_holds(examples, named, _rests_on_its_article)


def _rests_on_its_article(example: Example) -> None:
    assert summary(example.service) == example.expected
    cited = {finding.rule.id for finding in answer(example.service).findings if finding.rule is not None}
    assert not example.article or f"cn.{example.article}" in cited


PERIODS = chapters_of([*periods.EXAMPLES, *criminal_2012.PERIODS, *to_the_item.PERIODS], chapter)


@all_rows("examples", PERIODS.values(), ids=PERIODS)
def test_papers_start_their_periods(examples: list[StartedPeriods]) -> None:
    each_holds(examples, lambda each: f"{each.article} {each.sentence} {each.days}", _starts_its_period)


def _starts_its_period(example: StartedPeriods) -> None:
    summary(example.service)
    found = [(p.kind, p.length, p.rule.id) for p in answer(example.service).periods if p.kind == example.kind]
    assert found == [(example.kind, example.days, f"cn.{example.article}")]


@pytest.mark.parametrize("limits", [periods.LIMITS])
def test_a_court_may_not_set_any_length(limits: list[tuple[str, str, Json, str]]) -> None:
    each_holds(limits, lambda row: f"{row[1]} {row[0]}", _is_limited)


def _is_limited(row: tuple[str, str, Json, str]) -> None:
    _sentence, article, service, code = row
    summary(service)
    assert (code, f"cn.{article}") in [(f.code, f.rule.id) for f in answer(service).findings if f.rule is not None]


@pytest.mark.parametrize("examples", [[*cautions.EXAMPLES, *to_the_item.ADVICE]])
def test_a_clerk_is_told_before_sending(examples: list[Advice]) -> None:
    each_holds(examples, named, _is_told_before_sending)


def _is_told_before_sending(example: Advice) -> None:
    read = read_facts(example.service)
    methods = open_methods(read.case, read.paper, read.recipient, consents=read.consents, at=read.as_of)
    method = next(each for each in methods if each.channel is Channel(example.channel))
    assert (example.code, f"cn.{example.article}") in [(w.code, w.rule.id) for w in method.why if w.rule is not None]
    assert_said(method.reasons("zh"))
    assert_said(method.reasons("en"))
