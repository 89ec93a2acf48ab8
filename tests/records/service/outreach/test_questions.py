"""Questions of the public: without who asked, answered once, bounded."""

from datetime import timedelta

import pytest

from songda.core.outreach.closed_lists import QuestionDoor
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.service.outreach import questions
from songda.records.service.outreach.models import Answer, Question
from songda.records.service.outreach.questions import (
    AnswerDraft,
    answers,
    ask,
    open_questions,
    publish_answer,
    retire_answer,
    set_aside,
)
from tests import make
from tests.web.console.outreach.things import BY

pytestmark = pytest.mark.database
PORTAL = QuestionDoor.PORTAL
WORDS = "能不能都给我寄纸的？"


def test_the_same_question_raises_a_number_and_the_most_asked_comes_first() -> None:
    ask(make.court(), "paper", PORTAL, "寄到外地要几天？", make.NOW)
    for _ in range(3):
        ask(make.court(), "paper", QuestionDoor.CALL, WORDS, make.NOW + timedelta(minutes=1))
    assert [(one.words, one.times) for one in open_questions(make.court())] == [(WORDS, 3), ("寄到外地要几天？", 1)]
    assert not open_questions(make.other_court()).exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("啊", "question_length"),
        ("问" * 301, "question_length"),
        ("我是李某，身份证141181198001010013，为什么？", "holds_personal"),
        ("（2026）晋1181民初12号怎么样了", "holds_personal"),
        ("便宜贷款 www.loan.top 快来", "holds_link"),
    ],
)
def test_what_may_not_be_published_is_not_even_kept(words: str, code: str) -> None:
    with pytest.raises(WrongField) as refused:
        ask(make.court(), "other", PORTAL, words, make.NOW)
    assert refused.value.code == code
    assert not Question.objects.exists()


def test_strangers_cannot_fill_the_table_and_staff_still_can_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_OPEN", 2)
    for number in range(2):
        ask(make.court(), "other", PORTAL, f"第{number}个不同的问题", make.NOW)
    with pytest.raises(Refused, match="questions_full") as full:
        ask(make.court(), "other", PORTAL, "再来一个问题", make.NOW)
    assert "12368" in full.value.sentence("zh")
    ask(make.court(), "other", QuestionDoor.COUNTER, "窗口来的问题", make.NOW)
    assert Question.objects.count() == 3


def test_an_answer_is_published_once_and_settles_what_was_asked() -> None:
    asked = ask(make.court(), "paper", PORTAL, WORDS, make.NOW)
    other = ask(make.other_court(), "paper", PORTAL, WORDS, make.NOW)
    draft = AnswerDraft("paper", WORDS, "能。打12368说一声。", (asked.id, other.id))
    made = publish_answer(make.court(), draft, BY, make.NOW)
    assert list(answers()) == [made]
    assert not open_questions(make.court()).exists()
    assert open_questions(make.other_court()).get() == other
    assert Event.objects.get(name="answer.published").data["settled"] == 1
    with pytest.raises(WrongField, match="answer_exists"):
        publish_answer(make.court(), draft, BY, make.NOW)
    for _ in range(2):
        retire_answer(made, BY, make.NOW)
    assert Event.objects.filter(name="answer.retired").count() == 1
    assert not answers().exists()


@pytest.mark.parametrize("words", ["打13812345678找我", "看 http://x.cn/a", "", "答" * 1001])
def test_an_answer_holds_nothing_personal_and_no_link(words: str) -> None:
    with pytest.raises(WrongField):
        publish_answer(make.court(), AnswerDraft("paper", "寄到外地吗？", words), BY, make.NOW)
    assert not Answer.objects.exists()


def test_what_is_set_aside_loses_its_words() -> None:
    asked = ask(make.court(), "other", PORTAL, "骂人的话骂人的话", make.NOW)
    set_aside(asked, BY, make.NOW)
    asked.refresh_from_db()
    assert (asked.words, asked.settled_at) == ("", make.NOW)
