"""Turns tries into facts of the law: attempts of the engine and deeds of people, which the law does not tell apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.circumstances import Kind
from songda.core.delivery.states import State
from songda.core.law.facts import (
    TO_A_PLACE,
    AddressClass,
    AddressOnFile,
    AttemptFacts,
    Channel,
    EventFact,
    EventKind,
    JudgeRuling,
    Leaving,
    Person,
    Posting,
    RebuttalFact,
    RebuttalGround,
    ReturnCause,
    Ruling,
)
from songda.records.law.facts.dossier import DeedOnRecord, Dossier
from songda.records.law.facts.persons import UnstruckCircumstance
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import Call
from songda.records.service.deeds.try_ids import try_of
from songda.records.service.orders.models import Service
from songda.records.service.portal_acts.models import RecipientAct


@dataclass(frozen=True)
class _Try:
    """What the law asks of every try, whoever made it; `made_at` is when it was planned, or began."""

    id: str
    channel: Channel
    address_id: UUID | None
    address_class: str
    made_at: datetime
    events: tuple[EventFact, ...]
    denied_at: datetime | None = None


def tries_of(dossier: Dossier, service: Service) -> Iterator[AttemptFacts]:
    """Every try for this paper: the attempts, which carry the whole envelope, and the deeds that had it with them."""
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    by_engine = [_by_engine(dossier, attempt, service, zone) for attempt in dossier.attempts]
    by_people = [_by_people(dossier, each, zone) for each in carrying(dossier, service)]
    sent = {str(a.id): a.submitted_at for a in dossier.attempts if a.submitted_at and a.state != State.REJECTED}
    known = {
        **known_by(dossier, service, sent, zone),
        **known_by(dossier, service, {made.id: made.made_at for made in by_people}, zone),
    }
    for made in (*by_engine, *by_people):
        own = (event for event in known.get(made.id, ()) if _while_they_act(dossier, event.at))
        yield _facts(dossier, service, replace(made, events=(*made.events, *own)), zone)


def carrying(dossier: Dossier, service: Service) -> list[DeedOnRecord]:
    """The deeds that had this paper with them and of which something still stands on record."""
    return [each for each in dossier.deeds if each.steps and service.id in each.service_ids]


def attempt_that_led_to(dossier: Dossier, act: RecipientAct | Call) -> int | None:
    """The attempt that brought the recipient: the last one given to a provider before they acted, or said so."""
    before = [a for a in dossier.attempts if a.submitted_at and a.submitted_at <= act.at and a.state != State.REJECTED]
    return before[-1].id if before else (dossier.attempts[-1].id if dossier.attempts else None)


def _by_engine(dossier: Dossier, attempt: Attempt, service: Service, zone: ZoneInfo) -> _Try:
    return _Try(
        id=str(attempt.id),
        channel=Channel(attempt.counts_as),
        address_id=attempt.address_id,
        address_class=attempt.address_class,
        made_at=attempt.planned_at,
        events=tuple(_events(dossier, attempt, service, zone)),
        denied_at=_open_denial(dossier, attempt),
    )


def _by_people(dossier: Dossier, on_record: DeedOnRecord, zone: ZoneInfo) -> _Try:
    deed = on_record.deed
    return _Try(
        id=str(deed.id),
        channel=Channel(deed.way),
        address_id=deed.address_id,
        address_class=deed.address_class,
        made_at=deed.began_at,
        events=tuple(
            EventFact(
                EventKind(step.kind),
                step.at.astimezone(zone),
                Person(step.by) if step.by else None,
                how=Leaving(step.manner) if step.manner and step.kind == "left" else Leaving.UNTOLD,
                cause=ReturnCause(step.manner) if step.manner and step.kind == "returned" else ReturnCause.UNTOLD,
                where=Posting(step.manner) if step.manner and step.kind == "published" else Posting.UNTOLD,
            )
            for step in on_record.steps
            if _while_they_act(dossier, step.at)
        ),
    )


def _facts(dossier: Dossier, service: Service, made: _Try, zone: ZoneInfo) -> AttemptFacts:
    place = _place(dossier, made, zone)
    return AttemptFacts(
        id=made.id,
        channel=made.channel,
        paper_sha256=service.paper.sha256_hex,
        to=_to_whom(dossier, made),
        address_class=_class_of(dossier, made),
        shared_with_opponent=made.address_id in dossier.shared,
        events=made.events,
        rebuttals=tuple(
            RebuttalFact(RebuttalGround(o.ground), (o.proved_at or o.raised_at).astimezone(zone), Ruling(o.ruling))
            for o in dossier.objections
            if try_of(o) == made.id and o.concerns(service.id)
        ),
        rulings=tuple(
            JudgeRuling(d.at.astimezone(zone), d.outcome == "counts")
            for d in dossier.determinations
            if try_of(d) == made.id and d.service_id == service.id
        ),
        address_source=place.source if place else None,
        address_last_used_on=place.last_used_on if place else None,
        disowned_at=made.denied_at.astimezone(zone) if made.denied_at else None,
    )


def _to_whom(dossier: Dossier, made: _Try) -> Person:
    """Whom it went to: an administrator of the estate signs for nobody else, it was carried to them."""
    if any(event.by is Person.ESTATE_ADMINISTRATOR for event in made.events):
        return Person.ESTATE_ADMINISTRATOR
    return Person.REPRESENTATIVE if dossier.envelope.party.may_not_receive else Person.RECIPIENT


def _open_denial(dossier: Dossier, attempt: Attempt) -> datetime | None:
    """When it was said that the number is not theirs; a judge who dismissed that very objection answered it."""
    denied_at = dossier.denied.get(attempt.id)
    dismissed = [
        o.ruled_at
        for o in dossier.objections
        if o.attempt_id == attempt.id and (o.ground, o.ruling) == (RebuttalGround.NOT_OWN_ADDRESS, Ruling.REJECTED)
    ]
    is_answered = denied_at is not None and any(at is not None and at >= denied_at for at in dismissed)
    return None if is_answered else denied_at


def _place(dossier: Dossier, made: _Try, zone: ZoneInfo) -> AddressOnFile | None:
    """From what on file the court took the place; a use after the try says nothing of it."""
    place = dossier.on_file.get(made.address_id) if made.address_id else None
    if place is None or made.channel not in TO_A_PLACE:
        return None
    was_used = place.last_used_on is not None and place.last_used_on <= made.made_at.astimezone(zone).date()
    return place if was_used else AddressOnFile(place.source)


def _class_of(dossier: Dossier, made: _Try) -> AddressClass | None:
    """As it was when the try was planned or recorded; an address that the court mistyped was never the recipient's."""
    if made.address_id in dossier.mistyped:
        return AddressClass.REJECTED
    return AddressClass(made.address_class) if made.address_class else None


def _events(dossier: Dossier, attempt: Attempt, service: Service, zone: ZoneInfo) -> Iterator[EventFact]:
    moments = (
        (EventKind.SENT, attempt.submitted_at),
        (EventKind.ARRIVED, attempt.arrived_at),
        (EventKind.BOUNCED if attempt.bounced_at else EventKind.FAILED, attempt.bounced_at or attempt.failed_at),
    )
    for kind, at in moments:
        if at is not None and _while_they_act(dossier, at):
            yield EventFact(kind, at.astimezone(zone))
    for act in dossier.acts:
        if (
            act.service_id == service.id
            and _while_they_act(dossier, act.at)
            and attempt_that_led_to(dossier, act) == attempt.id
        ):
            yield EventFact(EventKind(act.kind), act.at.astimezone(zone))
    for receipt in dossier.receipts:
        at, is_own = receipt.call.at, receipt.service_id == service.id
        if is_own and _while_they_act(dossier, at) and attempt_that_led_to(dossier, receipt.call) == attempt.id:
            yield EventFact(EventKind.ACKNOWLEDGED, at.astimezone(zone))


def _while_they_act(dossier: Dossier, at: datetime) -> bool:
    """What reaches a representative after they ceased to act serves nobody."""
    removed_at = dossier.envelope.party.removed_at
    return removed_at is None or at < removed_at


# Other evidence that the recipient received a paper, as something that happened to the try that brought it: Online
# Litigation Rules, article 31(2)(2), what the system reports, or other evidence.


def evidence_of(dossier: Dossier, service: Service) -> Iterator[UnstruckCircumstance]:
    """What is on record and shows that they received this paper, by when."""
    for noted in dossier.party.circumstances:
        if noted.kind is Kind.CONTENT_KNOWN and str(service.paper_id) in noted.details["papers"]:
            yield noted


def known_by(
    dossier: Dossier, service: Service, tried: Mapping[str, datetime], zone: ZoneInfo
) -> Mapping[str, tuple[EventFact, ...]]:
    """The evidence, by the id of the last try that was on its way by then; `tried` tells since when each was.

    What was known before anything was on its way is no receipt of it.
    """
    found: dict[str, tuple[EventFact, ...]] = {}
    for noted in evidence_of(dossier, service):
        before = [key for key, at in tried.items() if at <= noted.since]
        if before:
            event = EventFact(EventKind.KNOWN, noted.since.astimezone(zone), Person(noted.basis))
            found[before[-1]] = (*found.get(before[-1], ()), event)
    return found
