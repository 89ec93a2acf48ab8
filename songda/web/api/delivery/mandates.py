"""Helpers: a person's mandate is put on record and ended; and what asks for care in a party."""

from typing import Annotated, Self
from uuid import UUID

from django.http import HttpResponse
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.care import CareLine
from songda.records.matter.circumstances.actions import end_wish as end_said
from songda.records.matter.circumstances.care import care_of
from songda.records.matter.parties.models import Party
from songda.records.service.mandates import actions
from songda.records.service.mandates.actions import MandateDraft
from songda.records.service.mandates.models import Mandate
from songda.records.service.mandates.queries import mandate_for, mandates_of
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import (
    GivenHowWord,
    IdentifiedHowWord,
    In,
    Moment,
    NeedWord,
    Out,
    RelationWord,
    RightWord,
    RowOut,
    Text,
)
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown, party_of


class MandateIn(In):
    """Who helps, what they may do, until when; without `envelope_id` for every paper of the case.

    `given_how` is how the person themselves said so, `identified_how` how the helper is known.
    """

    name: Text
    number: Text
    relation: RelationWord
    rights: Annotated[list[RightWord], Field(min_length=1, max_length=3)]
    until: Moment
    given_how: GivenHowWord
    identified_how: IdentifiedHowWord
    envelope_id: UUID | None = None

    def draft(self) -> MandateDraft:
        return MandateDraft(**self.model_dump(exclude={"rights"}), rights=tuple(self.rights))


class MandateOut(RowOut):
    """One mandate, without the helper's number."""

    id: UUID
    party_id: UUID
    envelope_id: UUID | None
    name: str
    relation: str
    rights: list[str]
    given_how: str
    identified_how: str
    since: AwareDatetime
    until: AwareDatetime
    ended_at: AwareDatetime | None


class MandateMadeOut(MandateOut):
    """A new mandate with the code that the helper types; it is shown this once."""

    code: str

    @classmethod
    def made(cls, mandate: Mandate, code: str) -> Self:
        """From its row and the code."""
        return cls.of_row(mandate, code=code)


class WishEndIn(In):
    """What they no longer need or wish, and since when; it ends in every case of the court."""

    need: NeedWord
    until: Moment


class CareOut(Out):
    """One thing that asks for care: what is done by itself, what is offered, how many days longer reading may take.

    `since` is null where it is seen from the file.
    """

    need: str
    since: AwareDatetime | None
    does: list[str]
    offers: list[str]
    more_days: int

    @classmethod
    def of(cls, line: CareLine) -> Self:
        does, offers = ([measure.value for measure in measures] for measures in (line.does, line.offers))
        return cls(need=line.need.value, since=line.since, does=does, offers=offers, more_days=line.patience.days)


class StandingCareOut(Out):
    """Everything that asks for care in a party now."""

    care: list[CareOut]


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
    return note_party_shown(request, party_of(request, party_id))
