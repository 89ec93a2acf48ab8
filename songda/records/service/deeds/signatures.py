"""Who signed a document that binds once every party has: a mediation document."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from songda.core.circumstances import Kind
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.consents import can_act
from songda.records.matter.parties.models import Party
from songda.records.service.deeds.models import DeedStep

WAITS_FOR_ALL = "mediation_document"


IN_PERSON = ("recipient", "designated_receiver")  # interpretation of the Civil Procedure Law, article 133


AS_THEY = ("statutory_agent", "bankruptcy_administrator")  # of whoever cannot act, of a bankrupt body: as the party


@dataclass(frozen=True)
class Signatures:
    """The parties of each case, and when each first signed which document."""

    parties: dict[UUID, list[UUID]]
    signed: dict[tuple[UUID, UUID], datetime]

    def of_others(self, paper: Paper, party: Party) -> tuple[datetime | None, ...]:
        """When the other parties of the case signed, None for each that has not yet."""
        own = party.acts_for_id or party.id
        return tuple(self.signed.get((paper.id, other)) for other in self.parties[paper.case_id] if other != own)


def read_signatures(papers: Sequence[Paper]) -> Signatures:
    """Two statements, and none when no mediation document is among the papers."""
    documents = {paper.id: paper for paper in papers if paper.kind == WAITS_FOR_ALL}
    if not documents:
        return Signatures({}, {})
    parties: dict[UUID, list[UUID]] = defaultdict(list)
    cases = {paper.case_id for paper in documents.values()}
    rows = Party.objects.filter(case_id__in=cases, acts_for=None).exclude(_is(Kind.NOT_BOUND, OuterRef("id")))
    for case_id, party_id in rows.order_by("recorded_at", "id").values_list("case_id", "id"):
        parties[case_id].append(party_id)
    return Signatures(parties, _first_signed(list(documents)))


def _first_signed(paper_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    steps = DeedStep.objects.filter(kind="signed", struck_at=None, by__in=(*IN_PERSON, *AS_THEY))
    with_papers = steps.filter(deed__paper_rows__service__paper_id__in=paper_ids)
    signed = with_papers.annotate(
        paper_id=F("deed__paper_rows__service__paper_id"),
        principal_id=Coalesce("deed__envelope__party__acts_for_id", "deed__envelope__party_id"),
    ).annotate(
        was_bankrupt=_is(Kind.IN_BANKRUPTCY, OuterRef("principal_id"), "at"),
    )
    rows = signed.select_related("deed__envelope__party__case__court", "deed__envelope__party__acts_for__case__court")
    found = ((row.paper_id, party, row) for row in rows.order_by("-at") for party in [_principal(row)])
    return {(paper_id, party.id): row.at for paper_id, party, row in found if _signs_as_they(row, party)}


def _principal(step: DeedStep) -> Party:
    party = step.deed.envelope.party
    return party.acts_for or party


def _signs_as_they(step: DeedStep, party: Party) -> bool:
    """Whether this signature is the party's own: in person, or of whoever acts as they then."""
    if step.by == "bankruptcy_administrator":
        return bool(step.was_bankrupt)  # type: ignore[attr-defined]
    return step.by != "statutory_agent" or not can_act(party, step.at)


def _is(kind: Kind, party: Any, at: str | None = None) -> Exists:
    """Whether that is noted of the party, and held at that moment."""
    noted = Circumstance.objects.filter(kind=kind, struck_at=None, party=party)
    if at is not None:
        noted = noted.filter(Q(until=None) | Q(until__gt=OuterRef(at)), since__lte=OuterRef(at))
    return Exists(noted)
