"""Who has signed a mediation document: it takes effect with the last signature (Civil Procedure Law, art. 100)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.records.delivery.deeds.models import DeedStep
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party

WAITS_FOR_ALL = "mediation_document"
IN_PERSON = ("recipient", "designated_receiver")  # interpretation of the Civil Procedure Law, article 133


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
    rows = Party.objects.filter(case_id__in=cases, acts_for=None).order_by("recorded_at", "id")
    for case_id, party_id in rows.values_list("case_id", "id"):
        parties[case_id].append(party_id)
    return Signatures(parties, _first_signed(list(documents)))


def _first_signed(paper_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    steps = DeedStep.objects.filter(kind="signed", struck_at=None, by__in=IN_PERSON)
    carried = steps.filter(deed__carried__service__paper_id__in=paper_ids).order_by("-at")
    signed = carried.values_list(
        "deed__carried__service__paper_id",
        "deed__envelope__party__acts_for_id",
        "deed__envelope__party_id",
        "at",
    )
    return {
        (paper_id, acts_for or party_id): at for paper_id, acts_for, party_id, at in signed if paper_id in paper_ids
    }
