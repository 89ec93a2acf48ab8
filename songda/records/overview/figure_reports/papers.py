"""Reports of figures under the court's seal: asked for on the page, made and sealed by the worker."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from songda.core.delivery.incidents import Work
from songda.core.evidence.canonical import Json
from songda.core.figures import figure
from songda.core.figures.periods import Period
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import ENGINE
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.premises import UntoldError
from songda.records.ground.evidence.unmarked_events import is_unmarked
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.ground.queue import CHUNK, ask
from songda.records.overview.figure_reports.files import report_pdf
from songda.records.overview.figure_reports.making import report_of
from songda.records.overview.figure_reports.report import ReportRequest
from songda.records.overview.figure_reports.wording import phrase
from songda.records.overview.figures.models import FiguresPaper
from songda.records.proof.certificates.making import UnderSeal, seal, under_seal

SHELF = "figures"


@transaction.atomic
def ask_for_paper(wanted: ReportRequest, language: str, of: UUID, by: str, now: datetime) -> FiguresPaper:
    """The answer to this question is to be put under the seal; `of` is the court whose staff asks."""
    question = _written(wanted, language)
    paper = FiguresPaper.objects.create(court=of, asked_at=now, asked_by=by, asked=question)
    _record("figures.paper_asked", paper, by, now, {"question": question})
    ask("papers.seal", queue="certificates")
    return paper


def paper_of(court: Court, paper_id: UUID) -> FiguresPaper:
    """One that this court asked for; raises `DoesNotExist`."""
    return FiguresPaper.objects.get(id=paper_id, court=court.id)


def file_of_paper(paper: FiguresPaper) -> bytes:
    """The sealed report; LookupError while it is not made."""
    if paper.wrapped_key is None:
        raise LookupError(paper.id)
    return vault.read_file(SHELF, paper.id, paper.wrapped_key)


def seal_figures(now: datetime) -> int:
    """The worker makes the reports that were asked for; gives how many were looked at."""
    waiting = FiguresPaper.objects.filter(may_be_tried(Work.SEAL_PAPER, now), sha256=None).order_by("asked_at")[:CHUNK]
    rows = list(waiting)
    do_each(Work.SEAL_PAPER, rows, lambda paper: _make(paper, now), now)
    return len(rows)


def _make(paper: FiguresPaper, now: datetime) -> None:
    _require_told(paper)
    language = str(paper.asked["language"])
    made = report_pdf(report_of(_read(paper.asked), now), language)
    body = under_seal(UnderSeal.FIGURES, made, None, phrase("report_title", language)).body
    keep_paper(paper, body, seal().fingerprint, now)


@transaction.atomic
def keep_paper(paper: FiguresPaper, body: bytes, seal_on_it: str, now: datetime) -> None:
    """The sealed report; the first that was made stays."""
    locked = FiguresPaper.objects.select_for_update().get(id=paper.id)
    if locked.sha256 is not None:
        return
    locked.wrapped_key, locked.sha256 = vault.store_file(SHELF, locked.id, body), hashlib.sha256(body).digest()
    locked.made_at = now
    locked.save(update_fields=["wrapped_key", "sha256", "made_at"])
    _record("figures.sealed", paper, ENGINE, now, {"sha256": locked.sha256.hex(), "seal": seal_on_it})


def _require_told(paper: FiguresPaper) -> None:
    """Nothing is sealed of which no event of ours tells that it was asked for so."""
    asked = Event.objects.on_record().filter(name="figures.paper_asked", stream=f"court:{paper.court}")
    told = [one for one in asked.filter(data__paper=str(paper.id)) if not is_unmarked(one)]
    if [one.data["question"] for one in told] != [paper.asked]:
        raise UntoldError(paper, ["asked"])


def _record(name: str, paper: FiguresPaper, by: str, now: datetime, data: Mapping[str, Json]) -> None:
    record([NewEvent(name, f"court:{paper.court}", None, now, by, {"paper": str(paper.id), **data})], now)


def _written(wanted: ReportRequest, language: str) -> dict[str, Json]:
    return {
        "courts": [str(court.id) for court in wanted.courts],
        "figure": wanted.figure.name,
        "period": _days(wanted.period),
        "compare": _days(wanted.compare) if wanted.compare else None,
        "by": wanted.by,
        "language": language,
    }


def _days(period: Period) -> list[Json]:
    return [period.first.isoformat(), period.last.isoformat()]


def _read(asked: Mapping[str, Json]) -> ReportRequest:
    known = {str(court.id): court for court in Court.objects.all()}
    courts = tuple(known[str(one)] for one in _list(asked["courts"]))
    compare, by = asked["compare"], asked["by"]
    other = _period(compare) if compare is not None else None
    period = _period(asked["period"])
    return ReportRequest(courts, figure(str(asked["figure"])), period, other, str(by) if by else None)


def _period(days: Json) -> Period:
    first, last = (date.fromisoformat(str(day)) for day in _list(days))
    return Period(first, last)


def _list(value: Json) -> Sequence[Json]:
    if not isinstance(value, list):
        raise TypeError(type(value))
    return value
