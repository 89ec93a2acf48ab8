"""Helpers: a person's mandate is put on record and ended; and what asks for care in a party."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.delivery.mandates import actions
from songda.records.delivery.mandates.queries import mandate_for, mandates_of
from songda.records.matter.circumstances.actions import end_wish as end_said
from songda.records.matter.circumstances.care import care_of
from songda.records.matter.parties.models import Party
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.readings import gives_party
from songda.web.api.shapes.mandates import CareOut, MandateIn, MandateMadeOut, MandateOut, StandingCareOut, WishEndIn
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["helpers"])


@router.get("/parties/{uuid:party_id}/care", response=list[CareOut], summary="Ask what asks for care in a party")
def care(request: ApiRequest, party_id: UUID) -> list[CareOut]:
    """What is seen from the file (age, custody, service, abroad) and what was said of them, with what follows."""
    return [CareOut.of(line) for line in care_of(_party(request, party_id), now())]


@router.creates("/parties/{uuid:party_id}/care/ending", StandingCareOut, "Note that a need or a wish is over")
def end_wish(request: ApiRequest, party_id: UUID, body: WishEndIn) -> HttpResponse:
    """Ends what they said in any case of the court; gives back what still asks for care in them."""
    party, by = _party(request, party_id), actor_of(request)

    def act() -> StandingCareOut:
        end_said(party, body.need, body.until, by, now())
        return StandingCareOut(care=[CareOut.of(line) for line in care_of(party, now())])

    return create_once(request, body, act)


@router.get("/parties/{uuid:party_id}/mandates", response=list[MandateOut], summary="List the helpers of a party")
def listed(request: ApiRequest, party_id: UUID) -> list[MandateOut]:
    """Every mandate that the person gave, those that ended too."""
    return [MandateOut.of(mandate) for mandate in mandates_of(_party(request, party_id))]


@router.creates("/parties/{uuid:party_id}/mandates", MandateMadeOut, "Put a mandate for a helper on record")
def give(request: ApiRequest, party_id: UUID, body: MandateIn) -> HttpResponse:
    """Refused for an opponent and whoever acts for one, for a minor, and for longer than a year."""
    party = _party(request, party_id)
    by = actor_of(request)
    return create_once(
        request, body, lambda: MandateMadeOut.made(*actions.give_mandate(party, body.draft(), by, now()))
    )


@router.creates("/mandates/{uuid:mandate_id}/ending", MandateOut, "End a mandate")
def end(request: ApiRequest, mandate_id: UUID) -> HttpResponse:
    """The person no longer wants it; the helper sees nothing more."""
    mandate = mandate_for(court_of(request), mandate_id)

    def act() -> MandateOut:
        actions.end_mandate(mandate, actor_of(request), now())
        return MandateOut.of(mandate)

    return create_once(request, b"", act)


def _party(request: ApiRequest, party_id: UUID) -> Party:
    rows = Party.objects.select_related("case__court", "acts_for")
    return gives_party(request, rows.get(id=party_id, case__court=court_of(request)))
