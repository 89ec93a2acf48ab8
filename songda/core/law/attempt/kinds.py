"""Kinds of service and kinds of attempt: what the rules look at, and nothing else, so that equal cases are one."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    CaseFacts,
    Channel,
    PaperFacts,
    Person,
    Procuratorate,
    RecipientFacts,
    Withholding,
)
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import OF_THE_ATTEMPT, OF_THE_SERVICE, Circumstances, Value


@dataclass(frozen=True, slots=True, eq=False)
class ServiceKind:
    """One kind of paper to one kind of person in one kind of case."""

    profile: Profile
    circumstances: Circumstances


class StateAtAttempt(NamedTuple):
    """What was so at the moment of an attempt.

    Whether the person's own acts bound them, how they withheld their address, whether the procuratorate agreed, if it
    takes part, and whether their agent's mandate was over.
    """

    capable: bool = True
    withholds: Withholding | None = None
    procuratorate: Procuratorate | None = None
    mandate_over: bool = False


class AttemptKind(NamedTuple):
    """By which way, to what sort of address, whose.

    `source`: from what on file the court took the address, because they withheld their own.
    """

    channel: Channel
    address_class: AddressClass | None
    to: Person
    shared_with_opponent: bool
    capable: bool
    source: AddressSource | None = None
    withholds: Withholding | None = None
    procuratorate: Procuratorate | None = None
    mandate_over: bool = False


def service_of(profile: Profile, case: CaseFacts, paper: PaperFacts, recipient: RecipientFacts) -> ServiceKind:
    """The kind of service that the facts tell of."""
    court = "internet" if case.internet_court else "general"
    words = (case.branch, case.procedure, case.stage, court, case.status_case, paper.kind)
    return _service(profile, *words, *person_of(profile, recipient), paper.carried_out, case.retrial_of)


def person_of(profile: Profile, recipient: RecipientFacts) -> tuple[Value, ...]:
    """What the rules look at in the recipient, in the order of OF_THE_SERVICE."""
    return (
        profile.zone_of(recipient.domicile),
        recipient.kind,
        recipient.offline,
        recipient.soldier,
        recipient.in_custody,
        recipient.home_law_forbids_electronic,
        recipient.missing,
        recipient.agent_excluded,
        recipient.home_law_forbids_post,
        recipient.branch_may_receive,
        recipient.business_agent_may_receive,
        recipient.notice_at_first_instance,
        recipient.role,
        recipient.must_appear,
        recipient.deceased,
        recipient.dissolved,
        recipient.in_bankruptcy,
    )


@lru_cache(maxsize=4096)
def _service(profile: Profile, *words: Value) -> ServiceKind:
    return ServiceKind(profile, dict(zip(OF_THE_SERVICE, words, strict=True)))


def circumstances_on(service: ServiceKind, attempt_kind: AttemptKind) -> Circumstances:
    """Everything that a condition may ask about."""
    return {**service.circumstances, **dict(zip(OF_THE_ATTEMPT, attempt_kind, strict=True))}
