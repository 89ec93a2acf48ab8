"""Custody and military service of a party: noted, ended, struck where it was a mistake."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.core.circumstances import STATUSES
from songda.records.circumstances import actions
from songda.records.circumstances.entries import entry_of
from songda.records.circumstances.models import Circumstance
from songda.records.parties.models import Party
from songda.web.api.once import Deeds, created
from songda.web.api.shapes.corrections import ReasonIn
from songda.web.api.shapes.status_periods import StatusPeriodEndIn, StatusPeriodIn, StatusPeriodOut
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = Deeds(tags=["parties"])


@router.creates("/parties/{uuid:party_id}/status-periods", StatusPeriodOut, "Note custody or military service")
def note(request: ApiRequest, party_id: UUID, body: StatusPeriodIn) -> HttpResponse:
    """Notes since when a party is in custody or a serving soldier: papers go by transfer from then on."""
    party = Party.objects.select_related("case__court").get(id=party_id, case__court=court_of(request))
    by = actor_of(request)
    return created(
        request, body, lambda: StatusPeriodOut.of(actions.note_status_period(party, body.draft(), by, now()))
    )


@router.creates(
    "/status-periods/{uuid:status_period_id}/ending", StatusPeriodOut, "Note the end of custody or military service"
)
def end(request: ApiRequest, status_period_id: UUID, body: StatusPeriodEndIn) -> HttpResponse:
    """Notes since when it is so no longer; what was tried meanwhile is judged as it was then."""
    status_period = _status_period(request, status_period_id)

    def act() -> StatusPeriodOut:
        actions.end_status_period(status_period, body.until, actor_of(request), now())
        return StatusPeriodOut.of(status_period)

    return created(request, body, act)


@router.creates(
    "/status-periods/{uuid:status_period_id}/removal",
    StatusPeriodOut,
    "Strike custody or military service noted by mistake",
)
def strike(request: ApiRequest, status_period_id: UUID, body: ReasonIn) -> HttpResponse:
    """Takes back what was noted by mistake; everything is decided as if it had not been noted."""
    status_period = _status_period(request, status_period_id)

    def act() -> StatusPeriodOut:
        actions.strike_status_period(status_period, body.why(), actor_of(request), now())
        return StatusPeriodOut.of(status_period)

    return created(request, body, act)


def _status_period(request: ApiRequest, status_period_id: UUID) -> Circumstance:
    return entry_of(court_of(request), status_period_id, STATUSES)
