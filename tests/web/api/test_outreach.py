"""Outreach over the API: campaigns are entered and listed, questions noted without who asked, answers read."""

import pytest

from songda.records.service.outreach.questions import AnswerDraft, publish_answer
from songda.web.api.description import EXAMPLES
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
CAMPAIGN = EXAMPLES["/outreach/campaigns"]
QUESTION = EXAMPLES["/outreach/questions"]


def test_a_campaign_is_entered_and_listed_in_its_own_court_only(court: Caller, outsider: Caller) -> None:
    made = court.post("/outreach/campaigns", CAMPAIGN)
    assert (made.status_code, made.json()["reached"]) == (201, None)
    (listed,) = court.get("/outreach/campaigns?year=2026").json()
    assert listed["id"] == made.json()["id"]
    assert court.get("/outreach/campaigns?year=2025").json() == []
    assert outsider.get("/outreach/campaigns?year=2026").json() == []


def test_a_campaign_that_ends_before_it_begins_is_refused_in_both_languages(court: Caller) -> None:
    refused = court.post("/outreach/campaigns", {**CAMPAIGN, "ends_on": "2026-05-01"})
    assert (refused.status_code, refused.json()["code"]) == (422, "campaign_ends_before")
    assert "早于" in refused.json()["sentence_zh"]
    assert court.post("/outreach/campaigns", {**CAMPAIGN, "ends_on": None}).status_code == 422


def test_a_question_is_noted_once_and_counted(court: Caller) -> None:
    for times in (1, 2):
        assert court.post("/outreach/questions", QUESTION).json()["times"] == times
    refused = court.post("/outreach/questions", {**QUESTION, "words": "我电话13812345678"})
    assert (refused.status_code, refused.json()["code"]) == (422, "holds_personal")
    assert court.post("/outreach/questions", {**QUESTION, "door": "window"}).status_code == 422


def test_published_answers_are_read(court: Caller, outsider: Caller) -> None:
    publish_answer(make.court(), AnswerDraft("paper", "寄到外地吗？", "寄，不收钱。"), "engine", make.NOW)
    assert [one["words"] for one in court.get("/outreach/answers").json()] == ["寄，不收钱。"]
    assert outsider.get("/outreach/answers").json() == []
