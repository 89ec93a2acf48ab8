"""Outreach: campaigns, questions of the public, published answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from songda.clock import now
from songda.core.outreach.closed_lists import QuestionDoor
from songda.core.refusal import WrongField
from songda.records.service.outreach.campaigns import CampaignDraft, between, plan_campaign
from songda.records.service.outreach.questions import answers, ask
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import AimWord, Day, DoorOfQuestionWord, GroupWord, In, RowOut, SubjectWord, Text
from songda.web.api.tokens import ApiRequest, actor_of, court_of


class CampaignIn(In):
    """A campaign to make law known; both days are days of it."""

    title: Text
    aim: AimWord
    group: GroupWord
    starts_on: Day
    ends_on: Day
    place: Text
    speaker: Text = ""

    def draft(self) -> CampaignDraft:
        return CampaignDraft(**vars(self))


class CampaignOut(RowOut):
    """A campaign; `reached` is null until somebody counted, and `counted_how` says how."""

    id: UUID
    title: str
    aim: str
    group: str
    starts_on: date
    ends_on: date
    place: str
    speaker: str
    reached: int | None
    counted_how: str


class PublicQuestionIn(In):
    """What somebody asked on the telephone or at the counter, without names, numbers and case numbers."""

    door: DoorOfQuestionWord
    subject: SubjectWord
    words: Annotated[Text, Field(min_length=1)]


class PublicQuestionOut(RowOut):
    """A question that waits for an answer, and how often it was asked."""

    id: UUID
    subject: str
    words: str
    times: int
    asked_at: datetime


class PublicAnswerOut(RowOut):
    """An answer that everybody can read."""

    id: UUID
    subject: str
    question: str
    words: str
    published_at: datetime


router = ChangingRouter(tags=["outreach"])
Year = Annotated[int, Query(ge=1950, le=2199)]
MOST = 500


@router.creates("/outreach/campaigns", CampaignOut, "Enter a campaign")
def enter(request: ApiRequest, body: CampaignIn) -> HttpResponse:
    """Enters what is planned or was held; one without an end, or that ends before it begins, is refused."""

    def act() -> CampaignOut:
        return CampaignOut.of(plan_campaign(court_of(request), body.draft(), actor_of(request), now()))

    return create_once(request, body, act)


@router.get("/outreach/campaigns", response=list[CampaignOut], summary="List the campaigns of a year")
def listed(request: ApiRequest, year: Year) -> list[CampaignOut]:
    """Every campaign of which some day lies in the year, in the order of the calendar."""
    return [CampaignOut.of(one) for one in between(court_of(request), date(year, 1, 1), date(year, 12, 31))]


@router.creates("/outreach/questions", PublicQuestionOut, "Note a question of the public")
def note(request: ApiRequest, body: PublicQuestionIn) -> HttpResponse:
    """Notes it without who asked; the same words raise its number. Personal data in it is refused."""

    def act() -> PublicQuestionOut:
        return PublicQuestionOut.of(ask(court_of(request), body.subject, _door(body.door), body.words, now()))

    return create_once(request, body, act)


@router.get("/outreach/answers", response=list[PublicAnswerOut], summary="List the published answers")
def published(request: ApiRequest) -> list[PublicAnswerOut]:
    """What the court answered for everybody, the newest first."""
    return [PublicAnswerOut.of(one) for one in answers(court_of(request))[:MOST]]


def _door(word: str) -> QuestionDoor:
    if word not in set(QuestionDoor):
        raise WrongField("door", "choose_one")
    return QuestionDoor(word)
