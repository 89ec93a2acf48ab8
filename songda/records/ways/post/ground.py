"""What the law says of a letter: whether the post is open, whose signature would make it service, and by which day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.care import Measure, done
from songda.core.law import OpenMethod, Status, decide, open_methods
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    AttemptFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    Person,
)
from songda.core.refusal import Refused
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.law.facts.law_facts import case_facts, law_facts, paper_facts
from songda.records.matter.circumstances.care import care_of
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope, Service

BEFORE_HEARING: Final = timedelta(days=3)  # Civil Procedure Law of 2023, article 139


PAYMENT_ORDER_DAYS: Final = timedelta(days=30)  # from its issue; interpretation of 2022, article 430(1)(2)


# Whom a carrier may meet at a door; whoever stands on the other side, or for nobody, is never asked about.
_AT_THE_DOOR = tuple(person for person in Person if person not in (Person.OPPONENT, Person.STRANGER))


@dataclass(frozen=True)
class Ground:
    """What the law says of a letter: whose signature would make it service, and by which day it must be there."""

    may_sign: tuple[str, ...] = ()
    must_be_there_by: date | None = None
    is_large_print: bool = False  # they need it, see core.care


def ask_ground(envelope: Envelope, services: Sequence[Service], address: Address, now: datetime) -> Ground:
    """What the law says of these papers by post to that place; raises Refused with its reasons where it is closed."""
    (dossier,) = load_dossiers([envelope])
    wanted = {service.id for service in services}
    own = [service for service in dossier.services if service.id in wanted]
    for service in own:
        method = post_for(dossier, service, now)
        if not method.allowed:
            raise Refused("post_is_closed", why=LawSays(method))
    large = done(care_of(envelope.party, now), Measure.LARGE_PRINT)
    return Ground(_may_sign(dossier, own, address, now), _by_when(dossier, own), large)


def closed_to(envelopes: Sequence[Envelope], now: datetime) -> Collection[UUID]:
    """Those of the envelopes to which the post is closed by now, for one of their papers at least."""
    return {
        dossier.envelope.id
        for dossier in load_dossiers(envelopes)
        if any(not post_for(dossier, service, now).allowed for service in dossier.services)
    }


def post_for(dossier: Dossier, service: Service, now: datetime) -> OpenMethod:
    """Whether the law opens the post for this paper and person, and why (not)."""
    (method,) = open_methods(
        case_facts(dossier.envelope.case, dossier.party.circumstances),
        paper_facts(service.paper),
        dossier.party.recipient,
        at=now.astimezone(ZoneInfo(dossier.envelope.case.court.zone)),
        channels=[Channel.MAIL],
    )
    return method


class LawSays:
    """The reasons of the law for a way, as a refusal says them."""

    def __init__(self, method: OpenMethod) -> None:
        self._method = method

    def sentence(self, language: str) -> str:
        """One reason after the other."""
        return ("" if language.startswith("zh") else " ").join(self._method.reasons(language))


def _may_sign(dossier: Dossier, services: Sequence[Service], address: Address, now: datetime) -> tuple[str, ...]:
    """The persons whose signature on the receipt would make it service of every one of the papers."""
    facts = [law_facts(dossier, service, now) for service in services]
    return tuple(person.value for person in _AT_THE_DOOR if all(_would_count(each, address, person) for each in facts))


def _would_count(facts: Facts, address: Address, person: Person) -> bool:
    supposed = AttemptFacts(
        id="supposed",
        channel=Channel.MAIL,
        paper_sha256=facts.paper.sha256,
        address_class=AddressClass(address.address_class),
        events=(EventFact(EventKind.SENT, facts.as_of), EventFact(EventKind.SIGNED, facts.as_of, person)),
        address_source=AddressSource(address.source) if address.source else None,
        address_last_used_on=address.last_used_on,
    )
    return decide(replace(facts, attempts=(supposed,), other_tries=())).status is Status.EFFECTIVE


def _by_when(dossier: Dossier, services: Sequence[Service]) -> date | None:
    """The last day on which it may arrive: days before the hearing that it calls to, or the end of a payment order."""
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    days = []
    if dossier.hearing_at is not None:
        days.append(dossier.hearing_at.astimezone(zone).date() - BEFORE_HEARING - timedelta(days=1))
    for service in services:
        if service.paper.kind == "payment_order":
            issued = service.paper.issued_at or service.paper.filed_at
            days.append(issued.astimezone(zone).date() + PAYMENT_ORDER_DAYS)
    return min(days, default=None)
