"""A question agreed on with somebody in a call: with its answer they prove in the portal that it is them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.identity import LONGEST_ANSWER, LONGEST_QUESTION
from songda.records.delivery.personal_proofs.actions import agree_question
from songda.web.console.shared.forms import Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask


class QuestionForm(forms.Form):
    """What is asked, and what they will answer."""

    question = Words(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("One that nobody else in their home can answer; nothing of the case in it."),
        max_length=LONGEST_QUESTION,
    )
    answer = Words(
        label=gettext_lazy("Their answer"),
        help_text=gettext_lazy("As they say it. It is kept as a keyed hash and never shown again."),
        max_length=LONGEST_ANSWER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def agree(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Put the question on record; the one before it ends."""
    party = the_party(request, party_id)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        if succeeds(form, lambda: agree_question(party, typed["question"], typed["answer"], actor(request), now())):
            messages.success(request, _("Agreed. With the answer they open their papers."))
            return redirect("console:party", party.id)
    title = _("Agree on a question")
    intro = _("After their identity was matched in a call. In a case about somebody’s status papers open only with it.")
    back = reverse("console:party", args=[party.id])
    return ask(request, form, Question(title, _("Record"), back, party.case, intro, context={"party": party}))
