"""Figures: definitions, and the counts of the court and of those below it; numbers only, nothing of any case."""

from datetime import date
from zoneinfo import ZoneInfo

from songda.clock import now
from songda.core.figures import FIGURES, Figure, Form, UnknownFigureError, figure
from songda.core.figures.periods import Period, WrongPeriodError
from songda.core.refusal import WrongField
from songda.core.words import Phrase
from songda.records.court.staff.court_settings import court_and_below
from songda.records.court.staff.models import Court
from songda.records.overview.figure_reports import Wanted, report_of
from songda.web.api.once import ChangingRouter
from songda.web.api.shapes.base import Text
from songda.web.api.shapes.figures import DefinitionOut, FiguresOut
from songda.web.api.tokens import ApiRequest, court_of

router = ChangingRouter(tags=["figures"])
_FIRST, _LAST = ("since", "compared_since"), ("until", "compared_until")


@router.get("/figures/definitions", response=list[DefinitionOut], summary="List what is counted")
def definitions(request: ApiRequest) -> list[DefinitionOut]:  # noqa: ARG001 - every door is given the request
    """Every figure with its version, its parts, and the hash of its formula."""
    return [DefinitionOut.of(one) for one in FIGURES.values()]


@router.get("/figures", response=FiguresOut, summary="Count a period")
def counted(  # noqa: PLR0913, PLR0917 - a question is what it asks
    request: ApiRequest,
    since: date,
    until: date,
    figure: Text = "success",
    by: Text = "",
    compared_since: date | None = None,
    compared_until: date | None = None,
    court: Text = "",
) -> FiguresOut:
    """The numbers of any period, beside another one, split by a dimension; of one court, by its code, or of all."""
    own = court_of(request)
    today = now().astimezone(ZoneInfo(own.zone)).date()
    asked = _figure(figure)
    wanted = Wanted(
        courts=_courts(own, court),
        figure=asked,
        period=_period(since, until, today, 0),
        compare=_compared(compared_since, compared_until, today),
        by=_dimension(asked, by),
    )
    return FiguresOut.of(report_of(wanted, now()))


def _figure(name: str) -> Figure:
    try:
        found = figure(name)
    except UnknownFigureError:
        raise _wrong("figure", "unknown_figure") from None
    if found.form is Form.WAIT:  # stands in every report as it is
        raise _wrong("figure", "unknown_figure")
    return found


def _dimension(asked: Figure, by: str) -> str | None:
    if by and by not in asked.dimensions:
        raise _wrong("by", "unknown_dimension")
    return by or None


def _courts(own: Court, code: str) -> tuple[Court, ...]:
    courts = tuple(one for one in court_and_below(own) if code in {"", one.code})
    if not courts:
        raise _wrong("court", "unknown_court")
    return courts


def _compared(since: date | None, until: date | None, today: date) -> Period | None:
    if since is None and until is None:
        return None
    if since is None or until is None:
        raise _wrong(_FIRST[1] if since is None else _LAST[1], "none_named")
    return _period(since, until, today, 1)


def _period(since: date, until: date, today: date, which: int) -> Period:
    try:
        return Period.read(since, until, today)
    except WrongPeriodError as wrong:
        raise _wrong((_FIRST if wrong.place == "from" else _LAST)[which], wrong.reason) from None


def _wrong(field: str, reason: str) -> WrongField:
    return WrongField(field, reason, why=Phrase(f"figure_reports.wrong.{reason}"))
