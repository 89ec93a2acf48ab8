"""Questions of the public are collected by topic, without who asked, answered once, and published.

The same words asked again raise a number and make no further row. A court keeps at most MOST_OPEN unanswered questions
that strangers typed; what comes after that is counted as spam would be: it is refused, and the telephone is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from songda.clock import new_id
from songda.core.access import Act
from songda.core.delivery.own_words import has_link
from songda.core.evidence.canonical import Json
from songda.core.identifiers.typed import one_line, visible
from songda.core.outreach.closed_lists import QuestionDoor, Subject
from songda.core.outreach.personal_data import personal_in
from songda.core.refusal import Refused, WrongField
from songda.core.warnings import COURT_LINE
from songda.core.words import Phrase
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import check_office
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.service.outreach.models import Answer, Question

SHORTEST, LONGEST, LONGEST_QUESTION, LONGEST_ANSWER = 4, 300, 200, 1000
MOST_OPEN = 500


@dataclass(frozen=True)
class AnswerDraft:
    """An answer as it is to be published, and the questions that it settles."""

    subject: str
    question: str
    words: str
    settles: Sequence[UUID] = ()


@transaction.atomic
def ask(court: Court, subject: str, door: QuestionDoor, words: str, now: datetime) -> Question:
    """Keep a question; raises WrongField for personal data or a link in it, Refused when too many are open."""
    draft = _read(subject, words)
    likeness = vault.blind_index("question.words", draft.casefold())
    rows = Question.objects.filter(court=court, subject=subject, likeness=likeness, settled_at=None)
    if rows.update(times=F("times") + 1):
        return rows.get()
    if door is QuestionDoor.PORTAL and Question.objects.filter(court=court, settled_at=None).count() >= MOST_OPEN:
        raise Refused("questions_full", phone=COURT_LINE)
    made = Question(id=new_id(), court=court, subject=subject, door=door)
    made.words, made.likeness, made.asked_at = draft, likeness, now
    return _keep(made)


def _keep(question: Question) -> Question:
    try:
        with transaction.atomic():
            question.save(force_insert=True)
    except IntegrityError:  # somebody asked the same at the same moment
        same = Question.objects.filter(court=question.court, subject=question.subject, settled_at=None)
        rows = same.filter(likeness=question.likeness)
        rows.update(times=F("times") + 1)
        return rows.get()
    return question


def _read(subject: str, words: str) -> str:
    if subject not in set(Subject):
        raise WrongField("subject", "choose_one")
    draft = one_line(words)
    if not SHORTEST <= len(draft) <= LONGEST:
        raise WrongField("words", "question_length", shortest=SHORTEST, longest=LONGEST)
    _check_open_words("words", draft)
    return draft


def _check_open_words(field: str, words: str) -> None:
    """What everybody may come to read holds no personal data and nothing to be pressed."""
    if found := personal_in(words):
        raise WrongField(field, "holds_personal", what=Phrase(f"outreach.personal.{found}"))
    if has_link(words):
        raise WrongField(field, "holds_link")


@transaction.atomic
def publish_answer(court: Court, draft: AnswerDraft, by: str, now: datetime) -> Answer:
    """Answer once for everybody: it goes into the public list, and the questions that it settles are settled."""
    check_office(by, Act.RUN_OUTREACH, court)
    question, words = one_line(draft.question), visible(draft.words)
    if draft.subject not in set(Subject):
        raise WrongField("subject", "choose_one")
    if not SHORTEST <= len(question) <= LONGEST_QUESTION:
        raise WrongField("question", "question_length", shortest=SHORTEST, longest=LONGEST_QUESTION)
    if not 0 < len(words) <= LONGEST_ANSWER:
        raise WrongField("words", "answer_length", longest=LONGEST_ANSWER)
    _check_open_words("question", question)
    _check_open_words("words", words)
    answer = Answer(id=new_id(), court=court, subject=draft.subject, question=question, words=words)
    answer.published_at, answer.published_by = now, by
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError:
        raise WrongField("question", "answer_exists") from None
    settled = Question.objects.filter(court=court, id__in=draft.settles, settled_at=None)
    count = settled.update(settled_at=now, answer=answer)
    data: dict[str, Json] = {
        "court": str(court.id),
        "subject": draft.subject,
        "question": question,
        "words": words,
        "settled": count,
    }
    record([NewEvent("answer.published", f"answer:{answer.id}", None, now, by, data)], now)
    return answer


@transaction.atomic
def retire_answer(answer: Answer, by: str, now: datetime) -> None:
    """Take it out of the public list; twice is one event."""
    check_office(by, Act.RUN_OUTREACH, answer.court_id)
    if Answer.objects.filter(id=answer.id, retired_at=None).update(retired_at=now):
        data = {"court": str(answer.court_id)}
        record([NewEvent("answer.retired", f"answer:{answer.id}", None, now, by, data)], now)


def set_aside(question: Question, by: str, now: datetime) -> None:
    """It is no question, or one for a case; its words go, only the number of questions stays."""
    check_office(by, Act.RUN_OUTREACH, question.court_id)
    Question.objects.filter(id=question.id, settled_at=None).update(settled_at=now, words="")


def open_questions(court: Court) -> QuerySet[Question]:
    """What waits for an answer, the most asked first."""
    return Question.objects.filter(court=court, settled_at=None).order_by("-times", "asked_at", "id")


def question_of(court: Court, question_id: UUID) -> Question:
    """A question to this court; Question.DoesNotExist for any other."""
    return Question.objects.get(id=question_id, court=court)


def answers(court: Court | None = None) -> QuerySet[Answer]:
    """What is published, of one court or of all, the newest first."""
    rows = Answer.objects.filter(retired_at=None).select_related("court").order_by("-published_at", "id")
    return rows if court is None else rows.filter(court=court)
