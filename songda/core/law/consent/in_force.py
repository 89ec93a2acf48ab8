"""Whether one consent is in force: given by somebody who can, for this paper, not withdrawn, not barred by a no."""

from datetime import datetime

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.attempt.capacity import is_capable
from songda.core.law.attempt.state_at_attempt import is_over
from songda.core.law.facts import ConsentFact, Facts, Person
from songda.core.law.profile.rows import ConsentRow


def is_in_force(consent: ConsentFact, rules: ApplicableRules, facts: Facts, moment: datetime) -> bool:
    """Whether a service of this paper can rest on it at that moment."""
    row = rules.consents.get(consent.ground)
    seen_at = _seen_at(consent, rules, moment)
    return row is not None and _may_agree(consent, row, rules, facts) and _stands(consent, row, facts, seen_at)


def has_refused(facts: Facts, moment: datetime) -> bool:
    """Whether the recipient had clearly said no, or taken back a consent that reached this paper, by that moment."""
    return any(refusal.at <= moment for refusal in facts.refusals) or any(
        is_withdrawn(consent, moment) and reaches(consent, facts) for consent in facts.consents
    )


def reaches(consent: ConsentFact, facts: Facts) -> bool:
    """Whether stage and kind of paper lie within what was agreed; a consent is never stretched to another stage."""
    stages, kinds = consent.stages, consent.paper_kinds
    return (stages is None or facts.case.stage in stages) and (kinds is None or facts.paper.kind in kinds)


def _may_agree(consent: ConsentFact, row: ConsentRow, rules: ApplicableRules, facts: Facts) -> bool:
    """Whether it was given by somebody who can: the recipient while they were capable, or one who acts for them."""
    return not is_by_another(consent, row, facts) and not was_incapable(consent, rules, facts)


def is_by_another(consent: ConsentFact, row: ConsentRow, facts: Facts) -> bool:
    """Whether whoever gave it could not agree for the recipient: then not, or not any more."""
    was_over = consent.by is Person.REPRESENTATIVE and is_over(facts.recipient, consent.at)
    return consent.by not in row.by or was_over


def was_incapable(consent: ConsentFact, rules: ApplicableRules, facts: Facts) -> bool:
    """Whether the recipient gave it while their own acts did not bind them."""
    is_own = consent.by is Person.RECIPIENT
    return is_own and not is_capable(facts.recipient, rules.profile.day_of(consent.at), rules.profile)


def _seen_at(consent: ConsentFact, rules: ApplicableRules, moment: datetime) -> datetime:
    """The moment at which the consent is looked at: its own, if it came later on the day of the service."""
    day_of = rules.profile.day_of
    return max(consent.at, moment) if day_of(consent.at) == day_of(moment) else moment


def _stands(consent: ConsentFact, row: ConsentRow, facts: Facts, moment: datetime) -> bool:
    is_given = consent.at <= moment and not is_withdrawn(consent, moment)
    return is_given and reaches(consent, facts) and not _is_barred(consent, row, facts, moment)


def is_withdrawn(consent: ConsentFact, moment: datetime) -> bool:
    """Whether it had been taken back by that moment; a withdrawal that a judge rejected is none of the facts."""
    return consent.withdrawn_at is not None and consent.withdrawn_at <= moment


def _is_barred(consent: ConsentFact, row: ConsentRow, facts: Facts, moment: datetime) -> bool:
    """A later no ends a consent; an earlier no bars a consent that is only read from conduct."""
    return any(
        refusal.at <= moment and (row.ended_by_earlier_refusal or refusal.at > consent.at) for refusal in facts.refusals
    )
