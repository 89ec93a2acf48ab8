"""One of each thing of outreach in a court, made when an address asks for it."""

from datetime import date
from io import BytesIO

from PIL import Image

from songda.core.outreach.closed_lists import QuestionDoor
from songda.records.court.staff.models import Court
from songda.records.service.outreach.campaigns import CampaignDraft, add_photo, plan_campaign
from songda.records.service.outreach.models import Answer, Campaign, Photo, Question
from songda.records.service.outreach.questions import AnswerDraft, ask, publish_answer
from tests import make

SPELLED = {"topic": "fraud", "kind": "talk", "language": "zh", "year": 2026}
OF_OUTREACH = {"campaign_id", "photo_id", "question_id", "answer_id", *SPELLED}
BY = "engine"
DRAFT = CampaignDraft(
    "老年人反诈宣讲", "fraud", "elderly", date(2026, 6, 1), date(2026, 6, 2), "新义街道社区", "法官周"
)


def of_outreach(court: Court, name: str) -> object:
    """What stands in an address under this name."""
    if name in SPELLED:
        return SPELLED[name]
    made = {
        "campaign_id": campaign,
        "photo_id": photo,
        "question_id": question,
        "answer_id": answer,
    }
    return made[name](court).pk


def campaign(court: Court) -> Campaign:
    known = Campaign.objects.filter(court=court, cancelled_at=None).first()
    return known or plan_campaign(court, DRAFT, BY, make.NOW)


def picture(size: tuple[int, int] = (60, 40), kind: str = "JPEG") -> bytes:
    body = BytesIO()
    Image.new("RGB", size, (180, 20, 30)).save(body, kind)
    return body.getvalue()


def photo(court: Court) -> Photo:
    known = Photo.objects.filter(campaign__court=court).first()
    return known or add_photo(campaign(court), picture(), "法官在社区讲解", BY, make.NOW)


def question(court: Court) -> Question:
    known = Question.objects.filter(court=court, settled_at=None).first()
    return known or ask(court, "paper", QuestionDoor.COUNTER, "能不能都给我寄纸的？", make.NOW)


def answer(court: Court) -> Answer:
    known = Answer.objects.filter(court=court, retired_at=None).first()
    return known or publish_answer(court, AnswerDraft("paper", "寄到外地吗？", "寄，不收钱。"), BY, make.NOW)
