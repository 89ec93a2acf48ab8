"""What the law answers to a case, in one line: of the service, of its periods, of the hearing, or before sending."""

from collections.abc import Iterable
from datetime import date

from songda.core.law import FactsError, PeriodContext, PeriodError, decide, last_day, open_methods, read_facts
from songda.core.law.decision import Decision, Reason
from songda.core.law.facts import Branch, Facts, PaperKind, Procedure, Stage
from tests.core.law.borders.case import NOTHING, Case, moment, service

OF_PERIODS = frozenset({"period", "no_period", "limit", "suspension", "counting"})


def answer(kind: str, case: Case) -> str:
    """The part of the answer that rows of the kind speak of."""
    try:
        if case["ask"] != NOTHING:
            return _calculated(case)
        facts = read_facts(service(case))
        return _before_sending(facts, case) if kind == "caution" else _of(kind, decide(facts))
    except FactsError as refused:
        return f"cannot be: {refused.path.split('.')[-1]} {refused.reason.sentence('en')}"
    except PeriodError as refused:
        return f"no period {_id(refused.rule)}".strip()


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
    known = {"consents": facts.consents, "refusals": facts.refusals}
    methods = open_methods(facts.case, facts.paper, facts.recipient, **known, at=moment(case))  # type: ignore[arg-type]
    way = next(each for each in methods if each.channel == case["channel"])
    return f"{'open' if way.allowed else 'closed'}: {_told(way.why)}"


def _calculated(case: Case) -> str:
    asked = PeriodContext(
        branch=Branch(case["branch"]),
        procedure=Procedure(case["procedure"]),
        stage=Stage(case["stage"]),
        paper=None if case["paper"] == "summons" else PaperKind(case["paper"]),
        domicile=case["domicile"],
        in_custody=case["in_custody"] == "true",
        days_set_in_paper=None if case["days_set_in_paper"] == NOTHING else int(case["days_set_in_paper"]),
    )
    end = last_day(date.fromisoformat(case["on"]), case["ask"], asked)
    return f"to {end.last_day} {_id(end.rule)}: {_told(end.findings)}"


def _told(findings: Iterable[Reason]) -> str:
    """The steps, each with the rule that it rests on."""
    service = [each for each in findings if each.code != "address_class"]
    return ", ".join(dict.fromkeys(f"{each.code} {_id(each.rule)}".strip() for each in service)) or "nothing"


def _id(rule: object) -> str:
    return str(getattr(rule, "id", "")).removeprefix("cn.")
