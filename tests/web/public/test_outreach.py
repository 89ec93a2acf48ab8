"""Pages for everybody: plain words without a script, one rule about codes, questions that hold nothing personal."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from songda.core.outreach.closed_lists import Topic
from songda.records.service.outreach.models import Question
from songda.records.service.outreach.questions import AnswerDraft, publish_answer
from songda.trust.typesetting.drawings import qr_svg
from tests import make

pytestmark = pytest.mark.database
ASKED = {"court": "晋1181", "subject": "paper", "words": "能不能都给我寄纸的？"}


def ask(client: Client, **changes: str) -> object:
    return client.post(reverse("public:ask_court"), {**ASKED, **changes})


@pytest.mark.parametrize("topic", Topic)
def test_what_is_behind_the_code_of_a_leaflet_needs_no_script(client: Client, topic: str) -> None:
    for name in ("plain", "screen"):
        page = client.get(reverse(f"public:{name}", args=[topic])).content.decode()
        assert "<script" not in page
        assert "12368" in page
    assert client.get(reverse("public:plain", args=["money"])).status_code == 404


def test_the_anti_fraud_page_says_one_thing_of_codes(client: Client) -> None:
    page = client.get(reverse("public:anti_fraud")).content.decode()
    assert "报短信里的案号" in page
    assert "短信编码只在法院查收页面填写，不要告诉任何人。" in page
    assert "<script" not in page


def test_the_screen_names_the_court_that_it_hangs_in(client: Client) -> None:
    make.court()
    place = reverse("public:screen", args=["fraud"])
    assert "孝义市人民法院提醒您" in client.get(place + "?court=晋1181").content.decode()
    assert client.get(place + "?court=" + "x" * 500).status_code == 200


def test_a_question_is_kept_without_who_asked(client: Client) -> None:
    make.user()
    answer = ask(client)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    kept = Question.objects.get()
    assert (kept.words, kept.door) == (ASKED["words"], "portal")
    assert {field.name for field in Question._meta.fields} & {"address", "ip", "asked_by"} == set()


@pytest.mark.parametrize("words", ["我电话13812345678请回", "（2026）晋1181民初1号怎么样", "看 http://a.top", "啊", ""])
def test_personal_data_and_links_are_sent_back_beside_the_field(client: Client, words: str) -> None:
    make.user()
    answer = ask(client, words=words)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert not Question.objects.exists()


def test_one_place_cannot_ask_without_end(client: Client) -> None:
    make.user()
    statuses = [ask(client, words=f"第{number}个问题怎么办").status_code for number in range(7)]  # type: ignore[attr-defined]
    assert statuses == [302] * 5 + [429] * 2
    assert Question.objects.count() == 5


def test_answers_are_published_for_everybody(client: Client) -> None:
    publish_answer(make.court(), AnswerDraft("paper", "寄到外地吗？", "寄，不收钱。"), "engine", make.NOW)
    page = client.get(reverse("public:questions")).content.decode()
    assert "寄，不收钱。" in page
    assert "这条短信是不是法院发的？" in page


def test_the_screen_leads_to_the_same_words_on_a_telephone(client: Client) -> None:
    page = client.get(reverse("public:screen", args=["rights"])).content.decode()
    assert qr_svg(settings.PUBLIC_URL + reverse("public:plain", args=["rights"])) in page
