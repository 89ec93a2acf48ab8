"""Events: what happens in the cases of a court, in the order of the log, for systems that follow it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from songda.records.overview.boards.queries import feed
from songda.web.api.delivery.services import EventOut
from songda.web.api.once import ScopedRouter
from songda.web.api.shapes import Out
from songda.web.api.tokens import ApiRequest, court_of


class FeedEventOut(EventOut):
    """One event with its place in the log and the case in which it happened."""

    place: int
    case_id: UUID


class FeedOut(Out):
    """A stretch of the log. `next_after` is where the next question goes on, also where nothing was told.

    `is_whole`: nothing lay beyond it; ask again in some seconds, or when you want to know.
    """

    events: list[FeedEventOut]
    next_after: int
    is_whole: bool


router = ScopedRouter(tags=["events"])


@router.get("/events", response=FeedOut, summary="Follow what happens in the cases of the court")
def follow(
    request: ApiRequest,
    after: Annotated[int, Field(ge=-1, le=2**62)] = -1,
    limit: Annotated[int, Field(ge=1, le=1000)] = 200,
) -> FeedOut:
    """What happened behind the place `after`, in the order of the log and without a gap; from the beginning without it.

    An event has its place within a second, and no event ever comes in before one that was told. Keep `next_after` when
    what it stands for is done; whoever asks again from an older place is told the same again.
    """
    found = feed(court_of(request), after, limit)
    told = [FeedEventOut.of(row, place=place, case_id=case_id) for place, case_id, row in found.rows]
    return FeedOut(events=told, next_after=found.read_to, is_whole=found.is_whole)
