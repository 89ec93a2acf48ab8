"""What staff type in words into the forms of outreach, and the page on which it can be read."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda.channels.registry import routes
from songda.core.outreach.wording import own_text
from songda.records.service.outreach.experiments import ExperimentDraft, draft_experiment
from songda.records.service.outreach.models import Campaign
from tests import make
from tests.web.console.outreach.things import BY, OTHER_TEXT, campaign, picture
from tests.web.console.world import World

WORD = "柿子树下"
DAYS = {"starts_on": "2026-06-01", "ends_on": "2026-06-02"}


def post(client: Client, address: str, keys: list[object], /, **told: object) -> None:
    answer = client.post(reverse(f"console:{address}", args=keys), told)
    assert answer.status_code == 302, answer.content.decode()


def entered(client: Client, of: World) -> str:
    told = {"title": WORD, "place": WORD, "speaker": WORD, "aim": "fraud", "group": "elderly", **DAYS}
    post(client, "new_campaign", [], **told)
    return reverse("console:campaign", args=[Campaign.objects.get(court=of.case.court).id])


def counted(client: Client, of: World) -> str:
    made = campaign(of.case.court)
    post(client, "count_people", [made.id], reached=5, counted_how=WORD)
    return reverse("console:campaign", args=[made.id])


def pictured(client: Client, of: World) -> str:
    made = campaign(of.case.court)
    post(client, "picture_campaign", [made.id], shows=WORD, file=SimpleUploadedFile("a.jpg", picture()))
    return reverse("console:campaign", args=[made.id])


def asked(client: Client, of: World) -> str:
    post(client, "note_question", [], door="call", subject="paper", words=WORD)
    return reverse("console:questions")


def answered(client: Client, of: World) -> str:
    post(client, "new_answer", [], subject="paper", question=WORD, words=WORD)
    return reverse("console:questions")


def compared(client: Client, of: World) -> str:
    texts = ExperimentDraft(WORD, (own_text(), OTHER_TEXT), 50, 60, 12)
    draft_experiment(of.case.court, texts, routes()[0].parts_of, BY, make.NOW)
    return reverse("console:experiments")


TABLE = {
    **{f"CampaignForm.{name}": entered for name in ("title", "place", "speaker")},
    "PeopleForm.counted_how": counted,
    "PhotoForm.shows": pictured,
    "NotedQuestionForm.words": asked,
    **{f"PublishedAnswerForm.{name}": answered for name in ("question", "words")},
    "ExperimentForm.name": compared,
}
