"""The dates that matter to a recipient in the order in which they come: hearings and last days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from songda.core.last_days import posting
from songda.web.portal.hearings import HearingDate, HearingDates
from songda.web.portal.paper_state import PaperState, Period, still_running
from songda.web.portal.visit import Visit, language


@dataclass(frozen=True)
class LastDay:
    """The last day of a period, and the paper that started it."""

    paper: PaperState
    period: Period
    day: date


@dataclass(frozen=True)
class DatesAhead:
    """`first` stands at the top of a page: what is not as a paper names it, and the next date; then `soon`."""

    hearings: Sequence[HearingDate]
    last_days: Sequence[LastDay]
    past_hearings: Sequence[HearingDate]
    posting: str
    first: Sequence[HearingDate | LastDay]
    soon: Sequence[HearingDate | LastDay]  # of the rest what is not over yet
    rest: Sequence[HearingDate | LastDay]


def dates_ahead(visit: Visit, hearings: HearingDates, papers: Sequence[PaperState]) -> DatesAhead:
    """Of these papers; a period that a correction starts anew is told of the correction alone."""
    open_ones = [(paper, each) for paper in papers for each in still_running(visit, paper.periods)]
    running = [LastDay(paper, each, each.last_day) for paper, each in open_ones if each.last_day]
    named_anew = {each.period.kind for each in running if not each.paper.is_corrected}
    last_days = [each for each in running if not (each.paper.is_corrected and each.period.kind in named_anew)]
    both: list[HearingDate | LastDay] = [*hearings.to_come, *last_days]
    days = {id(each): _day(visit, each) for each in both}
    every = sorted(both, key=lambda each: days[id(each)])
    coming = [each for each in every if days[id(each)] >= visit.today and not _is_cancelled(each)]
    first = [each for each in every if _is_changed(each) or each in coming[:1]]
    return DatesAhead(
        hearings.to_come,
        last_days,
        hearings.past,
        posting(visit.envelope.case.branch, {each.period.kind for each in last_days}, language()),
        first,
        [each for each in (coming if first else every) if each not in first],
        [each for each in every if each not in first],
    )


def _day(visit: Visit, each: HearingDate | LastDay) -> date:
    return each.day if isinstance(each, LastDay) else each.hearing.at.astimezone(visit.zone).date()


def _is_changed(each: HearingDate | LastDay) -> bool:
    return isinstance(each, HearingDate) and bool(each.became)


def _is_cancelled(each: HearingDate | LastDay) -> bool:
    return isinstance(each, HearingDate) and not each.is_to_be_held
