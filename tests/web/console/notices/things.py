"""A notice of the console's tests with everything that an address can be asked about; made when it is asked for."""

from collections.abc import Callable, Mapping

from django.db.models import Model

from songda import clock
from songda.core.access import Role
from songda.core.delivery.incidents import Away
from songda.core.delivery.ladder.public_notice import Board, LookResult
from songda.core.figures import figure
from songda.core.figures.periods import Period
from songda.records.overview.figure_reports import ReportRequest
from songda.records.overview.figure_reports.papers import ask_for_paper, keep_paper
from songda.records.overview.figures.models import FiguresPaper
from songda.records.service.malfunctions.actions import MalfunctionDraft, note_malfunction
from songda.records.service.malfunctions.models import Malfunction
from songda.records.ways.public_notices.actions import PostingProof, order_board, prove_board
from songda.records.ways.public_notices.models import NoticeGap, NoticePosting, NoticeReport, PublicNotice
from songda.records.ways.public_notices.sealed import SealedFile, ask_for_report, keep_report, keep_sheet
from tests import make
from tests.records.ways.public_notices.scene import HOUR, PUBLISHED, exhausted, look, published
from tests.web.console.outreach.things import picture

FILE = SealedFile(b"%PDF-1.7 sealed", b"\2" * 32, "ab" * 32)


def notice() -> PublicNotice:
    known = PublicNotice.objects.exclude(published_at=None).first()
    return known or published(exhausted())


def of_notices(name: str) -> object:
    """What stands in an address under this name."""
    return _MADE[name]().pk


def malfunction() -> Malfunction:
    known = Malfunction.objects.filter(until=None, struck_at=None).first()
    draft, noted_by = MalfunctionDraft(Away.PAGES, clock.now() - HOUR), make.user(role=Role.SUPERVISOR)
    return known or note_malfunction(make.court(), draft, f"staff:{noted_by.id}", clock.now())


def posting() -> NoticePosting:
    """On a door, with the photograph that proves it."""
    known = NoticePosting.objects.first()
    if known is None:
        known = order_board(notice(), Board.RESIDENCE, "府前街18号", "engine", PUBLISHED + HOUR)
        prove_board(
            known, PostingProof(PUBLISHED + HOUR, "府前街18号院门", photo=picture()), "engine", PUBLISHED + 2 * HOUR
        )
        keep_sheet(known, FILE, PUBLISHED + 2 * HOUR)
    return known


def gap() -> NoticeGap:
    if not NoticeGap.objects.exists():
        look(notice(), 2, LookResult.ABSENT)
        look(notice(), 3)
    return NoticeGap.objects.get()


def report() -> NoticeReport:
    known = NoticeReport.objects.exclude(sha256=None).first()
    if known is None:
        known = ask_for_report(notice().envelope, "engine", PUBLISHED)
        keep_report(known, FILE, ["#1"], PUBLISHED)
    return known


def figures_paper() -> FiguresPaper:
    """A report of figures under the seal."""
    known = FiguresPaper.objects.exclude(sha256=None).first()
    if known is None:
        wanted = ReportRequest((make.court(),), figure("success"), Period(PUBLISHED.date(), PUBLISHED.date()))
        known = ask_for_paper(wanted, "zh", make.court().id, "engine", PUBLISHED)
        keep_paper(known, FILE.body, FILE.seal, PUBLISHED)
    return known


_MADE: Mapping[str, Callable[[], Model]] = {
    "notice_id": notice,
    "posting_id": posting,
    "gap_id": gap,
    "report_id": report,
    "malfunction_id": malfunction,
    "figures_paper_id": figures_paper,
}
OF_NOTICES = tuple(_MADE)
