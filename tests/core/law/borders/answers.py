"""What the law answers to a case, in one line: of the service, of its periods, of the hearing, or before sending."""

from collections.abc import Iterable, Set
from dataclasses import replace
from typing import NamedTuple

from songda.core.law import FactsError, PeriodContext, PeriodError, decide, last_day, open_methods, read_facts
from songda.core.law.decision import Decision, Reason
from songda.core.law.facts import Branch, Facts, PaperKind, Procedure, Stage
from tests.core.law import acting
from tests.core.law.borders.case import NOTHING, Case, moment, service, start

OF_PERIODS = frozenset({"period", "no_period", "limit", "suspension", "counting", "hours"})


class Heard(NamedTuple):
    """The part of the answer that rows of the kind speak of; the rows (the id of their rule) on which it rests.

    Facts that contradict each other are no case: there `is_a_case` is false.
    """

    answer: str
    rows: Set[int] = frozenset()
    is_a_case: bool = True


def heard(kind: str, case: Case) -> Heard:
    """What the law says to the case."""
    try:
        if case["ask"] != NOTHING:
            return _calculated(case)
        facts = read_facts(service(case))
        if kind == "caution":
            return Heard(_before_sending(facts, case), acting.acting_before(replace(facts, as_of=moment(case))))
        decision = decide(facts)
        return Heard(_of(kind, decision), acting.acting_in(decision))
    except FactsError as refused:
        told = f"cannot be: {refused.path.split('.')[-1]} {refused.reason.sentence('en')}"
        return Heard(told, is_a_case=False)
    except PeriodError as refused:
        return Heard(f"no period {_id(refused.rule)}".strip(), {id(refused.rule)})


def _of(kind: str, decision: Decision) -> str:
    if kind == "guard":
        guard = decision.default_judgment
        return (
            "no default judgment" if guard is None else f"{'safe' if guard.safe else 'unsafe'}: {_told(guard.findings)}"
        )
    about = [each for each in decision.findings if ("period" in dict(each.values)) is (kind in OF_PERIODS)]
    if kind in OF_PERIODS:
        ends = [
            f"{each.kind} {each.length} {each.unit} to {each.last_day} {_id(each.rule)}" for each in decision.periods
        ]
        return "; ".join([*ends, _told(each for each in about if not each.code.startswith("period_from"))]) or "nothing"
    if decision.effective_on is None:
        return f"{decision.status}: {_told(about)}"
    return f"{decision.status} {decision.effective_on} {decision.ground}: {_told(about)}"


def _before_sending(facts: Facts, case: Case) -> str:
    methods = open_methods(
        facts.case,
        facts.paper,
        facts.recipient,
        consents=facts.consents,
        refusals=facts.refusals,
        at=moment(case),
        jurisdiction=facts.jurisdiction,
    )
    way = next(each for each in methods if each.channel == case["channel"])
    return f"{'open' if way.allowed else 'closed'}: {_told(way.why)}"


def _calculated(case: Case) -> Heard:
    asked = PeriodContext(
        branch=Branch(case["branch"]),
        procedure=Procedure(case["procedure"]),
        stage=Stage(case["stage"]),
        paper=None if case["paper"] == "summons" else PaperKind(case["paper"]),
        domicile=case["domicile"],
        in_custody=case["in_custody"] == "true",
        jurisdiction=case["law"],
        days_set_in_paper=None if case["days_set_in_paper"] == NOTHING else int(case["days_set_in_paper"]),
    )
    end = last_day(start(case), case["ask"], asked)
    ends = end.ends_at.strftime("%Y-%m-%d %H:%M") if end.ends_at else end.last_day
    return Heard(f"to {ends} {_id(end.rule)}: {_told(end.findings)}", acting.acting_in_period(end))


def _told(findings: Iterable[Reason]) -> str:
    """The steps, each with the rule that it rests on."""
    service = [each for each in findings if each.code != "address_class"]
    return ", ".join(dict.fromkeys(f"{each.code} {_id(each.rule)}".strip() for each in service)) or "nothing"


def _id(rule: object) -> str:
    """The article, without the procedure to whose rules it belongs: the case says that."""
    return str(getattr(rule, "id", "")).partition(".")[2]
