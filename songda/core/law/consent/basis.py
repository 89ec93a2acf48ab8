"""Did the recipient agree to electronic service: for this paper, at this stage, at that moment?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.attempt.capacity import events_that_count, is_capable
from songda.core.law.decision import Reason
from songda.core.law.facts import AttemptFacts, ConsentFact, Facts, Person
from songda.core.law.profile.rows import ConsentNeed, ConsentRow, Row

_EVER = datetime.min.replace(tzinfo=UTC)


class ConsentBasis(NamedTuple):
    """What a service may rest on: a consent, the recipient's own conduct, or a rule that asks for none."""

    row: Row
    at: datetime | None
    reaches_back: bool = True
    by: Person = Person.RECIPIENT

    @property
    def since(self) -> datetime:
        """The moment before which nothing can rest on it; conduct and rules without consent reach back."""
        return _EVER if self.at is None or self.reaches_back else self.at

    def reason(self) -> Reason:
        """The step of the reasoning that tells it."""
        return Reason(self.row.say, (("at", self.at),) if self.at else (), self.row.rule)


def needs_consent(rules: ApplicableRules) -> bool:
    """Whether the way takes effect only with the recipient's consent."""
    return bool(rules.effects) and all(row.consent is not ConsentNeed.NONE for row in rules.effects)


def may_be_used(rules: ApplicableRules, facts: Facts, moment: datetime) -> bool:
    """Whether nobody need be asked first: the way needs no consent, or one is in force at that moment."""
    return not needs_consent(rules) or basis_at(rules, facts, moment) is not None


def basis_at(rules: ApplicableRules, facts: Facts, moment: datetime) -> ConsentBasis | None:
    """The earliest consent in force at the moment, else a rule that needs none; None where neither is there.

    The law counts service by days: a consent given later on the same day is there on the day of service.
    """
    standing = [consent for consent in facts.consents if _stands(consent, rules, facts, moment)]
    if standing:
        first = min(standing, key=_in_order)
        return ConsentBasis(rules.consents[first.ground], first.at, reaches_back=False, by=first.by)
    if rules.waiver is not None and not has_refused(facts, moment):
        return ConsentBasis(rules.waiver, None)
    return None


def _stands(consent: ConsentFact, rules: ApplicableRules, facts: Facts, moment: datetime) -> bool:
    row = rules.consents.get(consent.ground)
    seen_at = _by(consent, rules, moment)
    return row is not None and _may_agree(consent, row, rules, facts) and _is_in_force(consent, row, facts, seen_at)


def _in_order(consent: ConsentFact) -> tuple[datetime, str, str]:
    """The order in which consents came, whatever the order in which they are told."""
    return consent.at, consent.ground, consent.by


def conduct_basis(rules: ApplicableRules, facts: Facts, attempt: AttemptFacts) -> ConsentBasis | None:
    """Consent that follows from the recipient's own reply or act, unless he had clearly refused before it."""
    row = rules.conduct
    if row is None:
        return None
    moments = [
        event.at
        for event in events_that_count(attempt, rules.excluded)
        if event.kind in row.events and event.at <= facts.as_of and (event.by is None or event.by in row.by)
    ]
    shown = min(moments, default=None)
    return None if shown is None or has_refused(facts, shown) else ConsentBasis(row, shown)


def basis_for(
    need: ConsentNeed, rules: ApplicableRules, facts: Facts, attempt: AttemptFacts, moment: datetime
) -> ConsentBasis | None:
    """What the effect may rest on, for an effect that does need consent."""
    given = basis_at(rules, facts, moment)
    if given is None and need is ConsentNeed.GIVEN_OR_CONDUCT:
        return conduct_basis(rules, facts, attempt)
    return given


def has_refused(facts: Facts, moment: datetime) -> bool:
    """Whether he had clearly said no, or taken back a consent that reached this paper, by that moment."""
    return any(refusal.at <= moment for refusal in facts.refusals) or any(
        _is_withdrawn(consent, moment) and reaches(consent, facts) for consent in facts.consents
    )


def reaches(consent: ConsentFact, facts: Facts) -> bool:
    """Whether stage and kind of paper lie within what was agreed; a consent is never stretched to another stage."""
    stages, kinds = consent.stages, consent.paper_kinds
    return (stages is None or facts.case.stage in stages) and (kinds is None or facts.paper.kind in kinds)


def why_no_consent(rules: ApplicableRules, facts: Facts, moment: datetime) -> Reason:
    """The reason that says most about the missing consent."""
    code, values = min(_defects(rules, facts, moment), key=_weight, default=("no_consent", ()))
    return rules.defect(code, values)


def _may_agree(consent: ConsentFact, row: ConsentRow, rules: ApplicableRules, facts: Facts) -> bool:
    """Whether it was given by somebody who can: the recipient while he was capable, or one who acts for him."""
    return consent.by in row.by and not _was_incapable(consent, rules, facts)


def _was_incapable(consent: ConsentFact, rules: ApplicableRules, facts: Facts) -> bool:
    is_own = consent.by is Person.RECIPIENT
    return is_own and not is_capable(facts.recipient, rules.profile.day_of(consent.at), rules.profile)


def _by(consent: ConsentFact, rules: ApplicableRules, moment: datetime) -> datetime:
    """The moment at which the consent is looked at: its own, if it came later on the day of the service."""
    day_of = rules.profile.day_of
    return max(consent.at, moment) if day_of(consent.at) == day_of(moment) else moment


def _is_in_force(consent: ConsentFact, row: ConsentRow, facts: Facts, moment: datetime) -> bool:
    is_there = consent.at <= moment and not _is_withdrawn(consent, moment)
    return is_there and reaches(consent, facts) and not _is_barred(consent, row, facts, moment)


def _is_withdrawn(consent: ConsentFact, moment: datetime) -> bool:
    return consent.withdrawn_at is not None and consent.withdrawn_at <= moment


def _is_barred(consent: ConsentFact, row: ConsentRow, facts: Facts, moment: datetime) -> bool:
    """A later no ends a consent; an earlier no bars a consent that is only read from conduct."""
    return any(
        refusal.at <= moment and (row.ended_by_earlier_refusal or refusal.at > consent.at) for refusal in facts.refusals
    )


Defect = tuple[str, tuple[tuple[str, object], ...]]
# What says most about a consent that is wanting comes first.
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
    if _is_withdrawn(consent, moment):
        return "consent_withdrawn", (("at", consent.withdrawn_at),)
    if consent.ground not in rules.consents:
        return "consent_ground_unknown_then", (("consent", consent.ground),)
    return "consent_came_later", (("at", consent.at),)


def _whose_fault(consent: ConsentFact, rules: ApplicableRules, facts: Facts) -> Defect | None:
    row = rules.consents.get(consent.ground)
    if row is not None and consent.by not in row.by:
        return "consent_by_another", (("at", consent.at), ("person", consent.by))
    if _was_incapable(consent, rules, facts):
        return "consent_without_capacity", (("at", consent.at),)
    return None
