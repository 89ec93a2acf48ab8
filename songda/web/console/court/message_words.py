"""The words of messages: the standard ones or the court's own, seen as a recipient reads them before they are taken."""

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.own_words import LONGEST, MESSAGES, SIGNATURE, standard_text, values_of, words_asked_for
from songda.records.court.staff.message_words import OwnWords, checked, quote, sample_of, text_now, word_message
from songda.records.court.staff.models import Court
from songda.records.service.tasks.approving import to_word_message
from songda.web.console.court.proposals import propose_from_form
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, carry_out, is_sure
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up


class WordsForm(forms.Form):
    """A text of the court's own for one message."""

    text = Words(label=_lazy("Words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "lang": "zh"}))


@dataclass(frozen=True)
class MessageRow:
    """One message as the page shows it: whether its words are the court's own, and as a recipient reads it."""

    message: str
    is_own: bool
    sample: str
    parts: int


@behind(Act.RUN_COURT)
def message_words(request: StaffRequest) -> HttpResponse:
    """Every message that a court may put in its own words, as it goes out today."""
    rows = [_row(request.court, message) for message in MESSAGES]
    return render(request, "console/court/message_words.html", {"desk": "court", "rows": rows})


@behind(Act.RUN_COURT, GET_AND_POST)
def word(request: StaffRequest, message: str) -> HttpResponse:
    """The form with the words of today; what is typed is shown as a recipient reads it, then waits for another."""
    if message not in MESSAGES:
        raise Http404
    if first := step_up(request, Door.COURT):
        return first
    form = WordsForm(request.POST or None, initial={"text": text_now(request.court, message)})
    if form.is_valid() and (answer := _propose(request, message, form)):
        return answer
    question = Question(
        _("Words of the message: %(message)s") % {"message": words.word(message, "message")},
        _("Show it, then ask for it"),
        reverse("console:message_words"),
        template="console/court/word_message.html",
        context={
            "desk": "court",
            "values": [f"{{{name}}}" for name in values_of(standard_text(message))],
            "required": " ".join(words_asked_for(message)),
            "signature": SIGNATURE,
            "standard": standard_text(message),
        },
    )
    return ask(request, form, question)


@behind(Act.RUN_COURT, POST_ONLY)
def standard(request: StaffRequest, message: str) -> HttpResponse:
    """Back to the standard words, which one person does alone."""
    if message not in MESSAGES:
        raise Http404
    if first := step_up(request, Door.COURT, reverse("console:message_words")):
        return first
    word_message(request.court, OwnWords(message), actor(request), now())
    return redirect("console:message_words")


def _propose(request: StaffRequest, message: str, form: WordsForm) -> HttpResponse | None:
    wanted = OwnWords(message, form.cleaned_data["text"])
    text = carry_out(form, lambda: checked(request.court, wanted))
    if not text or not is_sure(form, [_as_read(request.court, message, text)]):
        return None
    return propose_from_form(request, to_word_message(request.court, wanted), form)


def _as_read(court: Court, message: str, text: str) -> str:
    sample = sample_of(court, message, text)
    parts = quote(sample).parts
    sentence = ngettext(
        "A recipient reads this, in %(parts)d part: %(sample)s",
        "A recipient reads this, in %(parts)d parts: %(sample)s",
        parts,
    )
    return sentence % {"parts": parts, "sample": sample}


def _row(court: Court, message: str) -> MessageRow:
    sample = sample_of(court, message, text_now(court, message))
    return MessageRow(message, message in court.own_words, sample, quote(sample).parts)
