"""What was so at the moment of an attempt, whatever it was: it stays so for that attempt."""

from dataclasses import replace
from datetime import datetime

from songda.core.law.attempt.applicable_rules import ApplicableRules, applicable_rules
from songda.core.law.attempt.capacity import is_capable
from songda.core.law.attempt.kinds import AttemptKind, ServiceKind, StateAtAttempt, service_of
from songda.core.law.attempt.substitute_address import withholds
from songda.core.law.facts import (
    AddressClass,
    CaseFacts,
    Channel,
    Facts,
    Person,
    PersonStatus,
    Procuratorate,
    RecipientFacts,
)
from songda.core.law.profile import Profile


def recipient_at(recipient: RecipientFacts, moment: datetime) -> RecipientFacts:
    """The person as they were at that moment: what had not begun, or was over, was not so."""
    if not recipient.status_periods:
        return recipient
    standing = {period.status for period in recipient.status_periods if period.covers(moment)}
    return replace(
        recipient,
        offline=recipient.offline or PersonStatus.OFFLINE in standing,
        soldier=recipient.soldier or PersonStatus.SOLDIER in standing,
        in_custody=recipient.in_custody or PersonStatus.IN_CUSTODY in standing,
        missing=PersonStatus.MISSING in standing or recipient.missing,
        deceased=recipient.deceased or PersonStatus.DECEASED in standing,
        dissolved=recipient.dissolved or PersonStatus.DISSOLVED in standing,
        in_bankruptcy=recipient.in_bankruptcy or PersonStatus.IN_BANKRUPTCY in standing,
    )


def service_at(facts: Facts, moment: datetime, profile: Profile) -> ServiceKind:
    """The kind of service that it was at that moment."""
    return service_of(profile, facts.case, facts.paper, recipient_at(facts.recipient, moment))


def state_at(facts: Facts, moment: datetime, profile: Profile) -> StateAtAttempt:
    """How person and case stood at that moment."""
    return StateAtAttempt(
        capable=is_capable(facts.recipient, profile.day_of(moment), profile),
        withholds=withholds(facts.recipient, moment),
        procuratorate=_procuratorate(facts.case, moment) if facts.case.procuratorate_takes_part else None,
        mandate_over=is_over(facts.recipient, moment),
    )


def is_over(recipient: RecipientFacts, moment: datetime) -> bool:
    """Whether the court had been told by then that their agent acts for them no longer."""
    return recipient.mandate_ended_at is not None and recipient.mandate_ended_at <= moment


def rules_of_way(
    channel: Channel,
    facts: Facts,
    service: ServiceKind,
    moment: datetime,
    address_class: AddressClass | None = AddressClass.CONFIRMED,
) -> ApplicableRules:
    """The rules at that moment for a way to the recipient themselves, by default at an address that they confirmed."""
    profile = service.profile
    state = state_at(facts, moment, profile)._asdict()
    kind = AttemptKind(channel, address_class, Person.RECIPIENT, shared_with_opponent=False, **state)
    return applicable_rules(service, profile.regime_at(moment), kind)


def _procuratorate(case: CaseFacts, moment: datetime) -> Procuratorate:
    agreed = case.procuratorate_agreed_at
    return Procuratorate.AGREES if agreed is not None and agreed <= moment else Procuratorate.HAS_NOT_AGREED
