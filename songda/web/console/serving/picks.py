"""The matrix from which a clerk chooses: for every pair of paper and recipient, whether it may be chosen."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.board import Board, BoardCell
from songda.web.console.serving.choice import Pair


@dataclass(frozen=True)
class Pick:
    """One pair: `state` is open, own (the filer's own paper), taken (under way or served), left or replaced."""

    paper: Paper
    party: Party
    state: str
    is_ticked: bool
    entry: BoardCell | None


@dataclass(frozen=True)
class PickRow:
    """One paper with a pick for every recipient."""

    paper: Paper
    picks: tuple[Pick, ...]


def pick_rows(board: Board, ticked: Collection[Pair]) -> list[PickRow]:
    """The matrix, paper by paper."""
    replaced = {paper.replaces_id for paper in board.papers if paper.replaces_id}
    return [
        PickRow(paper, tuple(_pick(board, paper, party, (ticked, replaced)) for party in board.parties))
        for paper in board.papers
    ]


def _pick(board: Board, paper: Paper, party: Party, known: tuple[Collection[Pair], Collection[UUID | None]]) -> Pick:
    ticked, replaced = known
    entry = board.cells.get((party.id, paper.id))
    state = "own" if board.is_own(paper, party) else _state(paper, entry, replaced)
    if party.removed_at is not None and state == "open":
        state = "left"
    return Pick(paper, party, state, state == "open" and (paper.id, party.id) in ticked, entry)


def _state(paper: Paper, entry: BoardCell | None, replaced: Collection[UUID | None]) -> str:
    if paper.id in replaced:
        return "replaced"
    return "taken" if entry is not None and _is_taken(entry) else "open"


def _is_taken(entry: BoardCell) -> bool:
    """Where a link is in a stranger's hand its papers may be ordered anew: nothing more goes out with that one."""
    finding, envelope = entry.finding, entry.service.envelope
    if finding is not None and finding.status == "effective":
        return not finding.is_denied
    return envelope.closed_at is None and envelope.disowned_at is None
