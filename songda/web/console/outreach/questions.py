"""Questions of the public: collected, answered once for everybody, or set aside."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from songda.clock import now
from songda.core.access import Act
from songda.core.outreach.closed_lists import QuestionDoor
from songda.records.service.outreach.models import Answer
from songda.records.service.outreach.questions import LONGEST as LONGEST_ASKED
from songda.records.service.outreach.questions import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    AnswerDraft,
    answers,
    open_questions,
    publish_answer,
    question_of,
    retire_answer,
    set_aside,
)
from songda.records.service.outreach.questions import ask as ask_question
from songda.web.console.outreach.campaigns import FORM
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, succeeds, to_choose
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import Question, Text, ask, page_number, slice_of


class NotedQuestionForm(forms.Form):
    """What somebody asked on the telephone or at the counter."""

    door = forms.ChoiceField(
        label=_lazy("Asked where"), choices=to_choose(words.choices(words.OUTREACH_DOOR, QuestionDoor.PORTAL.value))
    )
    subject = forms.ChoiceField(label=_lazy("About"), choices=to_choose(words.choices(words.OUTREACH_SUBJECT)))
    words = Words(
        label=_lazy("The question"),
        max_length=LONGEST_ASKED,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("Without names, numbers or case numbers: it may be published."),
    )


class PublishedAnswerForm(forms.Form):
    """One answer for everybody."""

    subject = forms.ChoiceField(label=_lazy("About"), choices=to_choose(words.choices(words.OUTREACH_SUBJECT)))
    question = Words(label=_lazy("The question, as it is published"), max_length=LONGEST_QUESTION)
    words = Words(
        label=_lazy("The answer, as it is published"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_lazy("Plain words, short sentences. Everybody can read it at once."),
    )

    def draft(self, settles: tuple[Any, ...] = ()) -> AnswerDraft:
        return AnswerDraft(**self.cleaned_data, settles=settles)


DOORS = {QuestionDoor.CALL.value: QuestionDoor.CALL, QuestionDoor.COUNTER.value: QuestionDoor.COUNTER}


@behind(Act.RUN_OUTREACH)
def questions(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, the most asked first, and what is published."""
    waiting = slice_of(list(open_questions(request.court)), page_number(request.GET.get("page", "")))
    context = {"desk": "outreach", "page": "questions", "waiting": waiting, "answers": answers(request.court)[:200]}
    return render(request, "console/outreach/questions.html", context)


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def note_question(request: StaffRequest) -> HttpResponse:
    """Note what somebody asked on the telephone or at the counter."""
    form = NotedQuestionForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        door = DOORS[typed["door"]]
        if succeeds(form, lambda: ask_question(request.court, typed["subject"], door, typed["words"], now())):
            messages.success(request, _("Noted."))
            return redirect("console:questions")
    return _ask(request, form, _("Note a question"), pgettext("question", "Note"))


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def answer_question(request: StaffRequest, question_id: UUID) -> HttpResponse:
    """Answer one question for everybody."""
    found = lookup_or_404(lambda: question_of(request.court, question_id))
    form = PublishedAnswerForm(request.POST or None, initial={"subject": found.subject, "question": found.words})
    return _publish(request, form, (found.id,))


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def new_answer(request: StaffRequest) -> HttpResponse:
    """Answer what nobody has asked here yet."""
    return _publish(request, PublishedAnswerForm(request.POST or None), ())


@behind(Act.RUN_OUTREACH, POST_ONLY)
def drop_question(request: StaffRequest, question_id: UUID) -> HttpResponse:
    """It is none for the public: its words go."""
    set_aside(lookup_or_404(lambda: question_of(request.court, question_id)), actor(request), now())
    messages.success(request, _("Set aside. Its words are gone."))
    return redirect("console:questions")


@behind(Act.RUN_OUTREACH, POST_ONLY)
def take_back_answer(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """It is published no longer."""
    found = lookup_or_404(lambda: Answer.objects.get(id=answer_id, court=request.court))
    retire_answer(found, actor(request), now())
    messages.success(request, _("Taken back."))
    return redirect("console:questions")


def _publish(request: StaffRequest, form: PublishedAnswerForm, settles: tuple[UUID, ...]) -> HttpResponse:
    if form.is_valid() and succeeds(
        form, lambda: publish_answer(request.court, form.draft(settles), actor(request), now())
    ):
        messages.success(request, _("Published. Everybody can read it now."))
        return redirect("console:questions")
    return _ask(request, form, _("Answer once for everybody"), pgettext("answer", "Publish"))


def _ask(request: StaffRequest, form: forms.Form, title: Text, submit: Text) -> HttpResponse:
    context = {"desk": "outreach", "page": "questions"}
    return ask(request, form, Question(title, submit, reverse("console:questions"), template=FORM, context=context))
