"""A case put together for print: for each person a sheet with their address and the list, then their papers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
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
from songda.records.proof.certificates.all_of_case import NOT_IN_NAMES
from songda.trust.paper.findings import MEGABYTE
from songda.trust.paper.rendering import Extract, assembled
from songda.trust.typesetting.post import Manifest, manifest_sheet_pdf, person_sheets_pdf

MOST_PEOPLE, MOST_PAGES = 200, 20_000  # what one child process puts together in a quarter of a minute
MOST_BYTES = 256 * MEGABYTE  # of papers; in one PDF each is stored once, else once a person
_LIST_MM, _ROW_MM, _LINE_MM, _LETTERS_A_LINE = 130, 2.4, 4.6, 20  # of a list that surely takes one page
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


def bytes_of(sets: Sequence[PrintSet], *, are_apart: bool) -> int:
    """How many bytes of papers the one PDF would hold, or the PDFs of all together."""
    papers = [paper for one in sets for paper in one.papers]
    return sum(paper.size for paper in (papers if are_apart else {paper.id: paper for paper in papers}.values()))


def _unserved(board: Board, party: Party) -> list[Paper]:
    wanted = (paper for paper in board.papers if not board.is_corrected(paper, party))
    cells = ((paper, board.cells.get((party.id, paper.id))) for paper in wanted)
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
    files, extracts, sheets = _parts(case, sets, now)
    (whole,) = assembled(files, [list(chain.from_iterable(extracts))], sheets)
    return whole


def printed_apart(case: Case, sets: Sequence[PrintSet], now: datetime) -> Iterator[tuple[str, bytes]]:
    """The same with a PDF for each person, by a name for its file; the same errors."""
    names = [f"{place:03d} {one.party.name}".translate(NOT_IN_NAMES)[:80] for place, one in enumerate(sets, 1)]
    return zip((f"{name}.pdf" for name in names), assembled(*_parts(case, sets, now)), strict=True)


def _parts(case: Case, sets: Sequence[PrintSet], now: datetime) -> tuple[list[bytes], list[list[Extract]], int]:
    """The sheets of all and each paper once, which of their pages every person gets, and how many the first has."""
    papers = {paper.id: paper for one in sets for paper in one.papers}
    sheets, own = _sheets(case, sets, now)
    places = {paper_id: len(sheets) + place for place, paper_id in enumerate(papers)}
    extracts = [
        [sheet, *((places[paper.id], 0, 0) for paper in one.papers)] for one, sheet in zip(sets, own, strict=True)
    ]
    files = [*sheets, *(paper.read() for paper in papers.values())]
    return files, extracts, sum(count for _, _, count in own)


def _sheets(case: Case, sets: Sequence[PrintSet], now: datetime) -> tuple[list[bytes], list[Extract]]:
    """The sheets, all that surely take one page in one run; and where among them each person's is."""
    short = [one for one in sets if _takes_one_page(one)]
    files = [person_sheets_pdf([_sheet(case, one, now) for one in short], now)] if short else []
    own: list[Extract] = []
    together = iter(range(len(short)))
    for one in sets:
        if _takes_one_page(one):
            own.append((0, next(together), 1))
        else:
            own.append((len(files), 0, 0))
            files.append(manifest_sheet_pdf(_sheet(case, one, now), now))
    return files, own


def _takes_one_page(one: PrintSet) -> bool:
    return sum(_ROW_MM + _LINE_MM * -(-len(paper.title) // _LETTERS_A_LINE) for paper in one.papers) <= _LIST_MM


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
