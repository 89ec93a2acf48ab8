"""Turns rows into the facts that the law is asked about; those of the next step stand in plan_facts.py."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.circumstances import Kind
from songda.core.identifiers import IdentifierError, read_case_number
from songda.core.law import ANY_PAPER, ConsentAnswer, consent_at_stage, consent_to_all, consent_to_paper
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
from songda.records.law.facts.attempt_facts import tries_of
from songda.records.law.facts.dossier import Dossier
from songda.records.law.facts.persons import PartyFacts, UnstruckCircumstance, newest_of_kind, party_facts
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.kinds import row_of_kind
from songda.records.matter.papers.models import Paper
from songda.records.service.orders.models import Service

APPROVED = "approved"  # a judge's determination on a public notice


def case_facts(case: Case, circumstances: Iterable[UnstruckCircumstance]) -> CaseFacts:
    """The case as the law sees it, with what was noted of it."""
    procuratorate = newest_of_kind(circumstances, Kind.PROCURATORATE)
    return CaseFacts(
        branch=Branch(case.branch),
        procedure=Procedure(case.procedure),
        stage=Stage(case.stage),
        status_case=case.is_status_case,
        internet_court=_is_of_internet_court(case.number),
        number=case.number,
        jurisdiction_objection=_objection(case, newest_of_kind(circumstances, Kind.JURISDICTION_CONTESTED)),
        procuratorate_takes_part=procuratorate is not None,
        procuratorate_agreed_at=procuratorate.until if procuratorate else None,
    )


def _objection(case: Case, objection: UnstruckCircumstance | None) -> JurisdictionObjection | None:
    """What the parties said against the court's jurisdiction, by the calendar of the court."""
    if objection is None:
        return None
    zone = ZoneInfo(case.court.zone)
    return JurisdictionObjection(
        objection.since.astimezone(zone), objection.until.astimezone(zone) if objection.until else None
    )


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
        carried_out=paper.carried_out_at is not None if row_of_kind(paper.kind).is_carried_out else None,
        issued_at=paper.issued_at,
    )


def _paper_with_signatures(dossier: Dossier, service: Service, zone: ZoneInfo) -> PaperFacts:
    """The paper with the signatures of the other parties, on which a mediation document waits."""
    facts = paper_facts(service.paper)
    if service.paper_id not in dossier.signatures:
        return facts
    signed = (at.astimezone(zone) if at else None for at in dossier.signatures[service.paper_id])
    return replace(facts, other_signatures=tuple(signed))


def law_facts(dossier: Dossier, service: Service, now: datetime) -> Facts:
    """Everything that decides whether this paper is served on this person."""
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    return Facts(
        as_of=now.astimezone(zone),
        case=case_facts(dossier.envelope.case, dossier.party.circumstances),
        paper=_paper_with_signatures(dossier, service, zone),
        recipient=_recipient(dossier),
        consents=dossier.party.consents,
        refusals=dossier.party.refusals,
        attempts=tuple(tries_of(dossier, service)),
        other_tries=tuple(_tries_for_other_orders(dossier)),
        ruled_out=tuple(_ruled_out(dossier, zone)),
        hearing_at=dossier.hearing_at.astimezone(zone) if dossier.hearing_at else None,
    )


def _tries_for_other_orders(dossier: Dossier) -> Iterator[AttemptFacts]:
    """Every try for other orders, once for each paper that it carried."""
    for other in dossier.others_of_person:
        for service in other.services:
            for made in tries_of(other, service):
                yield replace(made, id=f"{made.id}:{service.id}")


def _ruled_out(dossier: Dossier, zone: ZoneInfo) -> Iterator[RuledOutFact]:
    """What is on record as impossible, and what the judge found when they approved the notice."""
    for note in dossier.ruled_out:
        for way in note.details["ways"]:
            yield RuledOutFact(Channel(way), note.since.astimezone(zone), RuledOutGround(note.basis))
    if dossier.approval is not None and dossier.approval.outcome == APPROVED:
        for way in (dossier.approval.shown_to_judge or {}).get("ways", ()):
            yield RuledOutFact(Channel(way), dossier.approval.at.astimezone(zone), RuledOutGround.FOUND_BY_JUDGE)


def _recipient(dossier: Dossier) -> RecipientFacts:
    """The person, with the places of theirs that the court knows of without them."""
    on_file = (AddressOnFile(AddressSource(a.source), a.last_used_on) for a in dossier.addresses if a.source)
    return replace(dossier.party.recipient, addresses_on_file=tuple(on_file))


# Whether a party has consented to electronic service: the question, and the answer for papers or for a stage.


def consent_to_papers(case: Case, papers: Iterable[Paper], person: PartyFacts, now: datetime) -> ConsentAnswer | None:
    """The answer for papers that go together: that which is furthest from a yes; None without papers."""
    return consent_to_all(
        consent_to_paper(_question_of_consent(case, paper_facts(paper), person, now)) for paper in papers
    )


def consents_at_stage(case: Case, party_ids: Iterable[UUID], now: datetime) -> dict[UUID, ConsentAnswer]:
    """The answer for every paper of the stage that the case is at, party by party, in three statements."""
    persons = party_facts(party_ids)
    return {
        id_: consent_at_stage(_question_of_consent(case, ANY_PAPER, person, now)) for id_, person in persons.items()
    }


def _question_of_consent(case: Case, paper: PaperFacts, person: PartyFacts, now: datetime) -> Facts:
    at = now.astimezone(ZoneInfo(case.court.zone))
    return Facts(at, case_facts(case, person.circumstances), paper, person.recipient, person.consents, person.refusals)
