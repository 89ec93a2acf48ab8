"""What is guessed of papers that come in: kind, title, filer, days, hearing, and which paper each one corrects."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from songda.core.identifiers.typed import narrow
from songda.core.law.facts import PaperKind
from songda.core.paper_clues import clues_of
from songda.core.words import names_of
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import LONGEST_PERIOD
from songda.records.matter.papers.kinds import kind_name, row_of_kind
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.queries import papers_of
from songda.records.matter.parties.addresses import side_of
from songda.records.matter.parties.models import Party
from songda.trust.paper import first_page_text

CALLS_TO_A_HEARING = frozenset({PaperKind.SUMMONS, PaperKind.HEARING_NOTICE})


@dataclass(frozen=True)
class Guess:
    """One paper as it probably is; what is empty was not told. A person looks it over before it is on file."""

    kind: str
    title: str
    filed_by: Party | None
    replaces: Paper | None
    days: int | None
    hearing_at: datetime | None
    hearing_place: str


def guess(case: Case, file_name: str, pdf: bytes, parties: Sequence[Party], neighbours: Collection[str]) -> Guess:
    """What the name and the first page tell. `neighbours` are the kinds of the papers that come in with it."""
    return guess_by_page(case, file_name, first_page_text(pdf), parties, neighbours)


def guess_by_page(
    case: Case, file_name: str, page: str, parties: Sequence[Party], neighbours: Collection[str]
) -> Guess:
    """The same of a file whose first page was read before, as where it goes to many cases."""
    names = {
        kind: name for kind, name in names_of("papers.kind", "zh").items() if row_of_kind(kind).is_told_by_its_name
    }
    clues = clues_of(file_name, page, names)
    on_file = replaceable(case)
    is_alone = clues.kind not in {*neighbours, *(paper.kind for paper in on_file)}
    title = "" if clues.kind and is_alone else clues.title[:120]
    days = clues.days if row_of_kind(clues.kind).sets_a_period else None
    calls = clues.kind in CALLS_TO_A_HEARING
    at = clues.hearing_at.replace(tzinfo=ZoneInfo(case.court.zone)) if calls and clues.hearing_at else None
    return Guess(
        clues.kind,
        title,
        _filer(clues.kind, file_name, page, parties),
        replaced_by(clues.kind, title, on_file),
        days if days and days <= LONGEST_PERIOD else None,
        at,
        clues.hearing_place if at else "",
    )


def replaceable(case: Case) -> list[Paper]:
    """The papers of a case that may still be replaced by a corrected one."""
    return [paper for paper in papers_of(case) if not hasattr(paper, "replaced_by") and paper.struck_at is None]


def replaced_by(kind: str, title: str, papers: Sequence[Paper]) -> Paper | None:
    """The one paper on file of this kind and title, which another of the same probably corrects."""
    wanted = narrow(title or kind_name(kind, "zh"))
    alike = [paper for paper in papers if kind and paper.kind == kind and narrow(paper.title) == wanted]
    return alike[0] if len(alike) == 1 else None


def _filer(kind: str, file_name: str, page: str, parties: Sequence[Party]) -> Party | None:
    """The only one whose paper it can be, or the one who is named; nobody where it is the court's or not told."""
    row = row_of_kind(kind)
    if row.is_the_courts or not (kind or file_name):
        return None
    able = [party for party in parties if not row.filed_by or side_of(party) in row.filed_by]
    if row.filed_by and len(able) == 1:
        return able[0]
    named = [party for party in able if narrow(party.name) in narrow(file_name)]
    if not named and row.filed_by:
        named = sorted(
            (party for party in able if narrow(party.name) in narrow(page)),
            key=lambda party: narrow(page).index(narrow(party.name)),
        )
        return named[0] if named else None
    return named[0] if len(named) == 1 else None
