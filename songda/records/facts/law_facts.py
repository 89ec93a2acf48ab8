"""Turns rows into the facts that the law is asked about; those of the next step stand in plan_facts.py."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from songda.core.delivery.states import State
from songda.core.identifiers import IdentifierError, read_case_number
from songda.core.law.facts import (
    TO_A_PLACE,
    AddressClass,
    AddressOnFile,
    AddressSource,
    AttemptFacts,
    Branch,
    CaseFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    JudgeRuling,
    JurisdictionObjection,
    PaperFacts,
    PaperKind,
    Person,
    Procedure,
    RebuttalFact,
    RebuttalGround,
    RecipientFacts,
    RuledOutFact,
    RuledOutGround,
    Ruling,
    Stage,
)
from songda.records.attempts.models import Attempt
from songda.records.cases.models import Case
from songda.records.facts.load import EnvelopeRows
from songda.records.orders.models import Service
from songda.records.papers.models import Paper
from songda.records.papers.particulars import IS_CARRIED_OUT
from songda.records.portal_acts.models import RecipientAct

HANDED = "handed"
APPROVED = "approved"  # a judge's determination on a public notice


def case_facts(case: Case) -> CaseFacts:
    """The case as the law sees it."""
    return CaseFacts(
        branch=Branch(case.branch),
        procedure=Procedure(case.procedure),
        stage=Stage(case.stage),
        status_case=case.is_status_case,
        internet_court=_is_of_internet_court(case.number),
        number=case.number,
        jurisdiction_objection=_objection(case),
        procuratorate_takes_part=case.procuratorate_takes_part,
        procuratorate_agreed_at=case.procuratorate_agreed_at,
    )


def _objection(case: Case) -> JurisdictionObjection | None:
    """What the parties said against the court's jurisdiction, by the calendar of the court."""
    raised, dismissed = case.jurisdiction_objected_at, case.jurisdiction_dismissed_at
    if raised is None:
        return None
    zone = ZoneInfo(case.court.zone)
    return JurisdictionObjection(raised.astimezone(zone), dismissed.astimezone(zone) if dismissed else None)


def _is_of_internet_court(number: str) -> bool:
    """Whether an internet court gave the number; a number of no known form is taken for any other court's."""
    try:
        return read_case_number(number).court.is_internet
    except IdentifierError:
        return False


def paper_facts(paper: Paper) -> PaperFacts:
    """The paper as the law sees it, before anybody signed it."""
    return PaperFacts(
        id=str(paper.id),
        kind=PaperKind(paper.kind),
        sha256=paper.sha256_hex,
        supersedes=str(paper.supersedes_id) if paper.supersedes_id else None,
        stated_days=paper.stated_days,
        carried_out=paper.carried_out_at is not None if paper.kind in IS_CARRIED_OUT else None,
    )


def _signed_by_others(row: EnvelopeRows, service: Service, zone: ZoneInfo) -> PaperFacts:
    """The paper with the signatures of the other parties, on which a mediation document waits."""
    facts = paper_facts(service.paper)
    if service.paper_id not in row.signatures:
        return facts
    signed = (at.astimezone(zone) if at else None for at in row.signatures[service.paper_id])
    return replace(facts, other_signatures=tuple(signed))


def law_facts(row: EnvelopeRows, service: Service, now: datetime) -> Facts:
    """Everything that decides whether this paper is served on this person."""
    zone = ZoneInfo(row.envelope.case.court.zone)
    return Facts(
        as_of=now.astimezone(zone),
        case=case_facts(row.envelope.case),
        paper=_signed_by_others(row, service, zone),
        recipient=_recipient(row),
        consents=row.party.consents,
        refusals=row.party.refusals,
        attempts=(
            *(_attempt_facts(row, attempt, service, zone) for attempt in row.attempts),
            *(_attempt_facts(row, attempt, service, zone) for attempt in carrying(row, service)),
        ),
        other_tries=tuple(_tries_of_others(row, zone)),
        ruled_out=tuple(_ruled_out(row, zone)),
        hearing_at=row.hearing_at.astimezone(zone) if row.hearing_at else None,
    )


def _tries_of_others(row: EnvelopeRows, zone: ZoneInfo) -> Iterator[AttemptFacts]:
    """Every try for other orders, once for each paper that it carried."""
    for other in row.others:
        for service in other.services:
            for attempt in (*other.attempts, *carrying(other, service)):
                yield replace(_attempt_facts(other, attempt, service, zone), id=f"{attempt.id}:{service.id}")


def _ruled_out(row: EnvelopeRows, zone: ZoneInfo) -> Iterator[RuledOutFact]:
    """What is on record as impossible, and what the judge found when they approved the notice."""
    for note in row.ruled_out:
        for way in note.ways:
            yield RuledOutFact(Channel(way), note.at.astimezone(zone), RuledOutGround(note.ground))
    if row.approval is not None and row.approval.outcome == APPROVED:
        for way in (row.approval.given_for or {}).get("ways", ()):
            yield RuledOutFact(Channel(way), row.approval.at.astimezone(zone), RuledOutGround.FOUND_BY_JUDGE)


def _recipient(row: EnvelopeRows) -> RecipientFacts:
    """The person, with the places of theirs that the court knows of without them."""
    on_file = (AddressOnFile(AddressSource(a.source), a.used_on) for a in row.addresses if a.source)
    return replace(row.party.recipient, addresses_on_file=tuple(on_file))


def carrying(row: EnvelopeRows, service: Service) -> list[Attempt]:
    """The tries by people that had this paper with them and of which something still stands on record."""
    return [a for a in row.handed if a.steps.all() and any(c.service_id == service.id for c in a.carried.all())]


def _attempt_facts(row: EnvelopeRows, attempt: Attempt, service: Service, zone: ZoneInfo) -> AttemptFacts:
    own = [o for o in row.objections if o.attempt_id == attempt.id]
    place = _place(row, attempt, zone)
    return AttemptFacts(
        id=str(attempt.id),
        channel=Channel(attempt.counts_as),
        paper_sha256=service.paper.sha256_hex,
        to=Person.REPRESENTATIVE if row.envelope.party.may_not_receive else Person.RECIPIENT,
        address_class=_class_of(row, attempt),
        shared_with_opponent=attempt.address_id in row.shared,
        events=tuple(_steps(attempt, zone) if attempt.purpose == HANDED else _events(row, attempt, service, zone)),
        rebuttals=tuple(
            RebuttalFact(RebuttalGround(o.ground), (o.proved_at or o.raised_at).astimezone(zone), Ruling(o.ruling))
            for o in own
        ),
        rulings=tuple(
            JudgeRuling(d.at.astimezone(zone), d.outcome == "counts")
            for d in row.determinations
            if d.attempt_id == attempt.id and d.service_id == service.id
        ),
        address_source=place.source if place else None,
        address_used_on=place.used_on if place else None,
    )


def _place(row: EnvelopeRows, attempt: Attempt, zone: ZoneInfo) -> AddressOnFile | None:
    """From what on file the court took the place; a use after the try says nothing of it."""
    place = row.on_file.get(attempt.address_id) if attempt.address_id else None
    if place is None or attempt.counts_as not in TO_A_PLACE:
        return None
    was_used = place.used_on is not None and place.used_on <= attempt.planned_at.astimezone(zone).date()
    return place if was_used else AddressOnFile(place.source)


def _steps(attempt: Attempt, zone: ZoneInfo) -> Iterator[EventFact]:
    for step in attempt.steps.all():
        yield EventFact(EventKind(step.kind), step.at.astimezone(zone), Person(step.by) if step.by else None)


def _class_of(row: EnvelopeRows, attempt: Attempt) -> AddressClass | None:
    """As it was when the attempt was planned; an address that the court mistyped was never the recipient's."""
    if attempt.address_id in row.mistyped:
        return AddressClass.REJECTED
    return AddressClass(attempt.address_class) if attempt.address_class else None


def _events(row: EnvelopeRows, attempt: Attempt, service: Service, zone: ZoneInfo) -> Iterator[EventFact]:
    moments = (
        (EventKind.SENT, attempt.submitted_at),
        (EventKind.ARRIVED, attempt.arrived_at),
        (EventKind.BOUNCED if attempt.bounced_at else EventKind.FAILED, attempt.bounced_at or attempt.failed_at),
    )
    for kind, at in moments:
        if at is not None and _while_he_acts(row, at):
            yield EventFact(kind, at.astimezone(zone))
    for act in row.acts:
        if act.service_id == service.id and _while_he_acts(row, act.at) and came_by(row, act) == attempt.id:
            yield EventFact(EventKind(act.kind), act.at.astimezone(zone))


def _while_he_acts(row: EnvelopeRows, at: datetime) -> bool:
    """What reaches a representative after they ceased to act serves nobody."""
    left_at = row.envelope.party.left_at
    return left_at is None or at < left_at


def came_by(row: EnvelopeRows, act: RecipientAct) -> int | None:
    """The attempt that brought the recipient: the last one handed over before they acted."""
    before = [a for a in row.attempts if a.submitted_at and a.submitted_at <= act.at and a.state != State.REJECTED]
    return before[-1].id if before else (row.attempts[-1].id if row.attempts else None)
