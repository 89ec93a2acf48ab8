"""Why there is no consent that a service can rest on: of all that is wrong, what says most."""

from collections.abc import Iterator
from datetime import datetime

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.consent.in_force import is_by_another, is_withdrawn, was_incapable
from songda.core.law.decision import Reason
from songda.core.law.facts import ConsentFact, Facts

Defect = tuple[str, tuple[tuple[str, object], ...]]
# What says most comes first.
_SAYS_MOST = (
    "refused",
    "consent_by_another",
    "consent_withdrawn",
    "consent_without_capacity",
    "consent_came_later",
    "consent_ground_unknown_then",
    "consent_for_other_stage",
    "consent_for_other_papers",
)


def why_no_consent(rules: ApplicableRules, facts: Facts, moment: datetime) -> Reason:
    """The reason that says most about the missing consent."""
    code, values = min(_defects(rules, facts, moment), key=_weight, default=("no_consent", ()))
    return rules.defect(code, values)


def _weight(defect: Defect) -> tuple[int, tuple[tuple[str, object], ...]]:
    code, values = defect
    return _SAYS_MOST.index(code), values


def _defects(rules: ApplicableRules, facts: Facts, moment: datetime) -> Iterator[Defect]:
    for refusal in facts.refusals:
        if refusal.at <= moment:
            yield "refused", (("at", refusal.at),)
    for consent in facts.consents:
        yield _defect_of(consent, rules, facts, moment)


def _defect_of(consent: ConsentFact, rules: ApplicableRules, facts: Facts, moment: datetime) -> Defect:
    if consent.stages is not None and facts.case.stage not in consent.stages:
        return "consent_for_other_stage", (("stage", facts.case.stage),)
    if consent.paper_kinds is not None and facts.paper.kind not in consent.paper_kinds:
        return "consent_for_other_papers", (("paper", facts.paper.kind),)
    whose = _whose_fault(consent, rules, facts)
    if whose is not None:
        return whose
    if is_withdrawn(consent, moment):
        return "consent_withdrawn", (("at", consent.withdrawn_at),)
    if consent.ground not in rules.consents:
        return "consent_ground_unknown_then", (("consent", consent.ground),)
    return "consent_came_later", (("at", consent.at),)


def _whose_fault(consent: ConsentFact, rules: ApplicableRules, facts: Facts) -> Defect | None:
    row = rules.consents.get(consent.ground)
    if row is not None and is_by_another(consent, row, facts):
        return "consent_by_another", (("at", consent.at), ("person", consent.by))
    if was_incapable(consent, rules, facts):
        return "consent_without_capacity", (("at", consent.at),)
    return None
