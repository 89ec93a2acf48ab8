"""What a service may rest on: a consent in force, the recipient's own conduct, or a rule that asks for no consent."""

from datetime import UTC, datetime
from typing import NamedTuple

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.attempt.capacity import events_that_count
from songda.core.law.consent.in_force import has_refused, is_in_force
from songda.core.law.decision import Reason
from songda.core.law.facts import AttemptFacts, ConsentFact, Facts, Person
from songda.core.law.profile.rows import ConsentNeed, Row

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
    standing = [consent for consent in facts.consents if is_in_force(consent, rules, facts, moment)]
    if standing:
        first = min(standing, key=_in_order)
        return ConsentBasis(rules.consents[first.ground], first.at, reaches_back=False, by=first.by)
    if rules.waiver is not None and not has_refused(facts, moment):
        return ConsentBasis(rules.waiver, None)
    return None


def _in_order(consent: ConsentFact) -> tuple[datetime, str, str]:
    """The order in which consents came, whatever the order in which they are told."""
    return consent.at, consent.ground, consent.by


def conduct_basis(rules: ApplicableRules, facts: Facts, attempt: AttemptFacts) -> ConsentBasis | None:
    """Consent that follows from the recipient's own reply or act, unless they had clearly refused before it."""
    row = rules.conduct
    if row is None:
        return None
    moments = [
        event.at
        for event in events_that_count(attempt, rules.excluded, facts.recipient)
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
