"""What is taken out of the board of a case: the board as a spreadsheet, and the unserved papers to be printed."""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import note_files, note_list
from songda.records.overview.boards.board import Board, BoardCell, board
from songda.records.overview.boards.print_set import (
    MOST_BYTES,
    MOST_PAGES,
    MOST_PEOPLE,
    PrintSet,
    bytes_of,
    print_sets,
    printed,
    printed_apart,
)
from songda.trust.paper.findings import PaperError
from songda.trust.tables import Cell, Sheet, write_workbook
from songda.web.console.shared import words
from songda.web.console.shared.gate import StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import attachment
from songda.web.console.shared.sheets import WORKBOOK
from songda.web.console.shared.words import language
from songda.web.console.templatetags.board import article_of, headline, spoken


@behind(Act.TAKE_FILES)
def board_sheet(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A row for each person and paper: how it stands, since when, and on which article; who took it is on record."""
    case = the_case(request, case_id)
    seen, at = board(case), now()
    heads = (
        (_("Role"), 14),
        (_("Name"), 22),
        (_("Paper"), 30),
        (_("Ordered"), 12),
        (_("Stands"), 16),
        (_("Served on"), 12),
        (_("Article"), 40),
        (_("In words"), 60),
    )
    into = BytesIO()
    write_workbook([Sheet(case.number, heads, _lines(seen))], into, case.number, at)
    note_list(case.court, [case], actor(request), at)
    return attachment(into.getvalue(), f"{case.number}.xlsx", WORKBOOK)


def _lines(seen: Board) -> Iterator[Sequence[Cell]]:
    for party in seen.parties:
        for paper in seen.papers:
            yield _line(party, paper, seen.cells.get((party.id, paper.id)), is_own=seen.is_own(paper, party))


def _line(party: Party, paper: Paper, entry: BoardCell | None, *, is_own: bool) -> Sequence[Cell]:
    who = (words.word(party.role, "role"), party.name, paper.title)
    if entry is None:
        return (*who, None, _("own paper") if is_own else _("not ordered"), None, "", "")
    served = entry.finding.effective_on if entry.finding else None
    ordered = timezone.localdate(entry.service.envelope.placed_at)
    return (*who, ordered, headline(entry), served, article_of(entry), spoken(entry.cell))


@behind(Act.TAKE_FILES)
def print_set(request: StaffRequest, case_id: UUID, form: str) -> HttpResponse:
    """What is ordered and not served: for each person a sheet to be signed, then their papers; in one PDF, or apart."""
    case, at = the_case(request, case_id), now()
    sets = print_sets(board(case))
    if complaint := _why_not(sets, form):
        messages.error(request, complaint)
        return redirect("console:case", case.id)
    try:
        whole = _packed(case, sets) if form == "zip" else printed(case, sets, at)
    except PaperError as wrong:
        messages.error(request, wrong.refusal.sentence(language()))
        return redirect("console:case", case.id)
    note_files(case, "paper", sorted({paper.id for one in sets for paper in one.papers}), actor(request), at)
    note_list(case.court, [case], actor(request), at)
    name = _("Papers to be printed")
    return attachment(whole, f"{name} {case.number}.{form}", f"application/{form}")


def _packed(case: Case, sets: Sequence[PrintSet]) -> bytes:
    """A ZIP file with one PDF a person."""
    at, made = now(), BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, body in printed_apart(case, sets, at):
            archive.writestr(zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6]), body)
    return made.getvalue()


def _why_not(sets: Sequence[PrintSet], form: str) -> str:
    if not sets:
        return _("Nothing that was ordered is left to be served.")
    if len(sets) > MOST_PEOPLE or sum(paper.pages for one in sets for paper in one.papers) > MOST_PAGES:
        said = _("One file takes %(people)s people and %(pages)s pages. Have letters set in the print room instead.")
        return said % {"people": MOST_PEOPLE, "pages": MOST_PAGES}
    if bytes_of(sets, are_apart=form == "zip") > MOST_BYTES:
        if form == "zip":
            return _("The files of all people together would be too large. Take the one PDF.")
        return _("The papers are too large for one file. Have letters set in the print room instead.")
    return ""
