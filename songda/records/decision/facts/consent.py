"""Asks the law whether a party has consented to electronic service; only here do rows become that question."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.law import ANY_PAPER, ConsentAnswer, consent_at_stage, consent_to_all, consent_to_paper
from songda.core.law.facts import Facts, PaperFacts
from songda.records.decision.facts.law_facts import case_facts, paper_facts
from songda.records.decision.facts.persons import PartyFacts, party_facts
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper


def consent_to_papers(case: Case, papers: Iterable[Paper], person: PartyFacts, now: datetime) -> ConsentAnswer | None:
    """The answer for papers that go together: that which is furthest from a yes; None without papers."""
    return consent_to_all(consent_to_paper(_question(case, paper_facts(paper), person, now)) for paper in papers)


def consents_at_stage(case: Case, party_ids: Iterable[UUID], now: datetime) -> dict[UUID, ConsentAnswer]:
    """The answer for every paper of the stage that the case is at, party by party, in three statements."""
    persons = party_facts(party_ids)
    return {id_: consent_at_stage(_question(case, ANY_PAPER, person, now)) for id_, person in persons.items()}


def _question(case: Case, paper: PaperFacts, person: PartyFacts, now: datetime) -> Facts:
    at = now.astimezone(ZoneInfo(case.court.zone))
    return Facts(at, case_facts(case, person.circumstances), paper, person.recipient, person.consents, person.refusals)
