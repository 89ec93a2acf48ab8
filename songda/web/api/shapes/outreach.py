"""Outreach, as it comes in and goes out: campaigns, questions of the public, published answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from songda.records.delivery.outreach.campaigns import CampaignDraft
from songda.records.delivery.outreach.models import Answer, Campaign, Question
from songda.web.api.shapes.base import In, Out, Text
from songda.web.api.shapes.words import AimWord, DoorOfQuestionWord, GroupWord, SubjectWord


class CampaignIn(In):
    """A campaign to make law known; both days are days of it."""

    title: Text
    aim: AimWord
    group: GroupWord
    starts_on: date
    ends_on: date
    place: Text
    speaker: Text = ""

    def draft(self) -> CampaignDraft:
        """For the records."""
        return CampaignDraft(**vars(self))


class CampaignOut(Out):
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

    @classmethod
    def of(cls, campaign: Campaign) -> "CampaignOut":
        """From the records."""
        return cls(**{name: getattr(campaign, name) for name in cls.model_fields})


class PublicQuestionIn(In):
    """What somebody asked on the telephone or at the counter, without names, numbers and case numbers."""

    door: DoorOfQuestionWord
    subject: SubjectWord
    words: Annotated[Text, Field(min_length=1)]


class PublicQuestionOut(Out):
    """A question that waits for an answer, and how often it was asked."""

    id: UUID
    subject: str
    words: str
    times: int
    asked_at: datetime

    @classmethod
    def of(cls, question: Question) -> "PublicQuestionOut":
        """From the records."""
        return cls(**{name: getattr(question, name) for name in cls.model_fields})


class PublicAnswerOut(Out):
    """An answer that everybody can read."""

    id: UUID
    subject: str
    question: str
    words: str
    published_at: datetime

    @classmethod
    def of(cls, answer: Answer) -> "PublicAnswerOut":
        """From the records."""
        return cls(**{name: getattr(answer, name) for name in cls.model_fields})
