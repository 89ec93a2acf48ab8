"""The choice of what is served on whom: a tick per pair of paper and recipient."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from songda.records.delivery.orders.actions import OrderDraft
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party

Pair = tuple[UUID, UUID]  # paper, party


@dataclass(frozen=True)
class Choice:
    """The chosen pairs, by recipient, in the order of the case."""

    case_id: UUID
    papers_of: tuple[tuple[Party, tuple[Paper, ...]], ...]

    @property
    def pairs(self) -> set[Pair]:
        """Every chosen pair."""
        return {(paper.id, party.id) for party, papers in self.papers_of for paper in papers}

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper that is chosen for somebody."""
        return tuple({paper.id: paper for _, papers in self.papers_of for paper in papers}.values())

    @property
    def parties(self) -> tuple[Party, ...]:
        """Every recipient."""
        return tuple(party for party, _ in self.papers_of)

    def drafts(self, key: str) -> list[OrderDraft]:
        """One order for each set of papers; the same key gives the same orders, so a second click changes nothing."""
        together: dict[tuple[UUID, ...], list[UUID]] = {}
        for party, papers in self.papers_of:
            together.setdefault(tuple(paper.id for paper in papers), []).append(party.id)
        return [
            OrderDraft(self.case_id, paper_ids, tuple(party_ids), f"{key}:{place}")
            for place, (paper_ids, party_ids) in enumerate(together.items())
        ]


def read_choice(case_id: UUID, ticks: Iterable[str], papers: Sequence[Paper], parties: Sequence[Party]) -> Choice:
    """The ticks of the form as a choice; whatever names no paper or party of this case is left out."""
    chosen = {pair for tick in ticks if (pair := _pair(tick))}
    rows = ((party, tuple(p for p in papers if (p.id, party.id) in chosen)) for party in parties)
    return Choice(case_id, tuple((party, own) for party, own in rows if own))


def _pair(tick: str) -> Pair | None:
    paper, _, party = tick.partition(":")
    try:
        return UUID(paper), UUID(party)
    except ValueError:
        return None
