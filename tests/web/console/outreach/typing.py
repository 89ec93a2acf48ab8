"""What staff type in words into the forms of outreach, and the page on which it can be read."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda.records.service.outreach.models import Campaign
from tests.web.console.outreach.things import campaign, picture
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


TABLE = {
    **{f"CampaignForm.{name}": entered for name in ("title", "place", "speaker")},
    "PeopleForm.counted_how": counted,
    "PhotoForm.shows": pictured,
    "NotedQuestionForm.words": asked,
    **{f"PublishedAnswerForm.{name}": answered for name in ("question", "words")},
}
