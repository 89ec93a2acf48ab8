"""A case put together for print: for each person a sheet with their address and the list, then their papers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.channels.registry import place_kinds
from songda.core.identifiers.postal import label_of
from songda.core.language import COURT_LANGUAGE
from songda.core.words import say
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.kinds import kind_name
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.board import Board
from songda.trust.paper.rendering import merged
from songda.trust.typesetting.post import Manifest, manifest_sheet_pdf

MOST_PEOPLE, MOST_PAPERS = 40, 200  # what one child process puts together
COLUMNS = ("n", "kind", "pages", "paper", "signed")


@dataclass(frozen=True)
class PrintSet:
    """What is printed for one person: the papers that were ordered for them and are not served, and where they live."""

    party: Party
    papers: Sequence[Paper]
    place: str


def print_sets(board: Board) -> list[PrintSet]:
    """One for each person on whom something that was ordered is not served, in the order of the board."""
    found = [PrintSet(party, _unserved(board, party), _place(party)) for party in board.parties]
    return [one for one in found if one.papers]


def _unserved(board: Board, party: Party) -> list[Paper]:
    cells = ((paper, board.cells.get((party.id, paper.id))) for paper in board.papers)
    return [paper for paper, entry in cells if entry and entry.service.recalled_at is None and not _is_served(entry)]


def _is_served(entry: object) -> bool:
    return getattr(getattr(entry, "cell", None), "tone", "") == "served"


def _place(party: Party) -> str:
    """The newest postal address in use; empty where there is none."""
    in_use = party.addresses.filter(kind__in=place_kinds(), retired_at=None).exclude(address_class="rejected")
    newest = in_use.order_by("-recorded_at").first()
    return " ".join(label_of(newest.value, COURT_LANGUAGE, party.name)) if newest else ""


def printed(case: Case, sets: Sequence[PrintSet], now: datetime) -> bytes:
    """All of it in one PDF, person by person; PaperError where a paper breaks the limits. Ask for no more than fits."""
    bodies: dict[UUID, bytes] = {}
    return merged(list(_parts(case, sets, bodies, now)))


def _parts(case: Case, sets: Sequence[PrintSet], bodies: dict[UUID, bytes], now: datetime) -> Iterator[bytes]:
    for one in sets:
        yield manifest_sheet_pdf(_sheet(case, one, now), now)
        for paper in one.papers:
            if paper.id not in bodies:
                bodies[paper.id] = paper.read()
            yield bodies[paper.id]


def _sheet(case: Case, one: PrintSet, now: datetime) -> Manifest:
    made = now.astimezone(ZoneInfo(case.court.zone))
    head = [
        ("person", one.party.name),
        ("case", case.number),
        ("made_at", f"{made:%Y-%m-%d %H:%M}"),
        ("place", one.place or "–"),
    ]
    rows = [
        [str(n), kind_name(paper.kind, COURT_LANGUAGE), str(paper.pages), paper.title, ""]
        for n, paper in enumerate(one.papers, 1)
    ]
    return Manifest(
        court=case.court.name,
        title=_phrase("title"),
        head=[(_phrase(word), text) for word, text in head],
        columns=[_phrase(column) for column in COLUMNS],
        rows=rows,
        signatures=[_phrase("court"), _phrase("recipient")],
    )


def _phrase(word: str) -> str:
    return say(f"letters.print_set.{word}", COURT_LANGUAGE)
