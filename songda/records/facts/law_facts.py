"""Turns rows into the facts that the law is asked about; those of the next step stand in plan_facts.py."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from songda.core.circumstances import Kind
from songda.core.identifiers import IdentifierError, read_case_number
from songda.core.law.facts import (
    AddressOnFile,
    AddressSource,
    AttemptFacts,
    Branch,
    CaseFacts,
    Channel,
    Facts,
    JurisdictionObjection,
    PaperFacts,
    PaperKind,
    Procedure,
    RecipientFacts,
    RuledOutFact,
    RuledOutGround,
    Stage,
)
from songda.records.cases.models import Case
from songda.records.facts.load import EnvelopeRows
from songda.records.facts.persons import Noted, newest
from songda.records.facts.tries import tries_of
from songda.records.orders.models import Service
from songda.records.papers.models import Paper
from songda.records.papers.particulars import KINDS_CARRIED_OUT

APPROVED = "approved"  # a judge's determination on a public notice


def case_facts(case: Case, noted: Iterable[Noted]) -> CaseFacts:
    """The case as the law sees it, with what was noted of it."""
    procuratorate = newest(noted, Kind.PROCURATORATE)
    return CaseFacts(
        branch=Branch(case.branch),
        procedure=Procedure(case.procedure),
        stage=Stage(case.stage),
        status_case=case.is_status_case,
        internet_court=_is_of_internet_court(case.number),
        number=case.number,
        jurisdiction_objection=_objection(case, newest(noted, Kind.JURISDICTION_CONTESTED)),
        procuratorate_takes_part=procuratorate is not None,
        procuratorate_agreed_at=procuratorate.until if procuratorate else None,
    )


def _objection(case: Case, noted: Noted | None) -> JurisdictionObjection | None:
    """What the parties said against the court's jurisdiction, by the calendar of the court."""
    if noted is None:
        return None
    zone = ZoneInfo(case.court.zone)
    return JurisdictionObjection(noted.since.astimezone(zone), noted.until.astimezone(zone) if noted.until else None)


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
        replaces=str(paper.replaces_id) if paper.replaces_id else None,
        days_set_in_paper=paper.days_set_in_paper,
        carried_out=paper.carried_out_at is not None if paper.kind in KINDS_CARRIED_OUT else None,
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
        case=case_facts(row.envelope.case, row.party.noted),
        paper=_signed_by_others(row, service, zone),
        recipient=_recipient(row),
        consents=row.party.consents,
        refusals=row.party.refusals,
        attempts=tuple(tries_of(row, service)),
        other_tries=tuple(_tries_of_others(row)),
        ruled_out=tuple(_ruled_out(row, zone)),
        hearing_at=row.hearing_at.astimezone(zone) if row.hearing_at else None,
    )


def _tries_of_others(row: EnvelopeRows) -> Iterator[AttemptFacts]:
    """Every try for other orders, once for each paper that it carried."""
    for other in row.others:
        for service in other.services:
            for made in tries_of(other, service):
                yield replace(made, id=f"{made.id}:{service.id}")


def _ruled_out(row: EnvelopeRows, zone: ZoneInfo) -> Iterator[RuledOutFact]:
    """What is on record as impossible, and what the judge found when they approved the notice."""
    for note in row.ruled_out:
        for way in note.details["ways"]:
            yield RuledOutFact(Channel(way), note.since.astimezone(zone), RuledOutGround(note.basis))
    if row.approval is not None and row.approval.outcome == APPROVED:
        for way in (row.approval.shown_to_judge or {}).get("ways", ()):
            yield RuledOutFact(Channel(way), row.approval.at.astimezone(zone), RuledOutGround.FOUND_BY_JUDGE)


def _recipient(row: EnvelopeRows) -> RecipientFacts:
    """The person, with the places of theirs that the court knows of without them."""
    on_file = (AddressOnFile(AddressSource(a.source), a.last_used_on) for a in row.addresses if a.source)
    return replace(row.party.recipient, addresses_on_file=tuple(on_file))
