"""What is arranged with a party: that they are called, by a text message, and a question that opens their papers."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import routes, telephone_kinds
from songda.clock import now
from songda.core.access import Act
from songda.core.identity import LONGEST_ANSWER, LONGEST_QUESTION
from songda.records.matter.parties.models import Address, Party
from songda.records.ways.lookups.disclosure import covered
from songda.records.ways.portal.personal_proofs.actions import agree_question
from songda.records.ways.telephone.calls.following import announce_call
from songda.web.console.calls.call import callable_numbers
from songda.web.console.shared.forms import Moment, RadioChoices, Words, carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask


class AnnouncementForm(forms.Form):
    """Which number will be called, and when: a text message says so before the call."""

    address = forms.TypedChoiceField(label=_lazy("Number to be rung"), coerce=UUID, widget=RadioChoices)
    at = Moment(label=_lazy("When the court will call"))

    def __init__(self, *args: object, numbers: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["address"].choices = numbers  # type: ignore[attr-defined]


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def announce(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Tell them by text message that the court will call."""
    party, act = the_party(request, party_id), actor(request)
    numbers = _numbers(party)
    shown = callable_numbers(numbers, covered(request.user, numbers))
    form = AnnouncementForm(request.POST or None, numbers=shown, initial={"address": shown[0][0]} if shown else {})
    if form.is_valid():
        chosen = next(number for number in numbers if number.id == form.cleaned_data["address"])
        if carry_out(form, lambda: announce_call(chosen, form.cleaned_data["at"], act, now())):
            messages.success(request, _("The text message is on its way."))
            return redirect("console:new_call", party.id)
    intro = (
        _("It says which court will call, when, and from which number; nothing of the case.")
        if numbers
        else _(
            "No number of theirs takes text messages: nothing can be sent to a landline, and it can be called at once."
        )
    )
    back = reverse("console:new_call", args=[party.id])
    title, submit = _("Announce the call"), _("Send the text message")
    return ask(request, form, Question(title, submit, back, party.case, intro, context={"party": party}))


def _numbers(party: Party) -> list[Address]:
    """Those to which a text message goes; nothing is announced to a landline."""
    kinds = {kind.word for route in routes() for kind in route.reaches} & set(telephone_kinds())
    in_use = party.addresses.filter(retired_at=None, kind__in=kinds).exclude(address_class="rejected")
    return list(in_use.select_related("party__case__court").order_by("recorded_at", "id"))


class QuestionForm(forms.Form):
    """What is asked, and what they will answer: with it they prove in the portal that it is them."""

    question = Words(
        label=_lazy("Question"),
        help_text=_lazy("One that nobody else in their home can answer; nothing of the case in it."),
        max_length=LONGEST_QUESTION,
    )
    answer = Words(
        label=_lazy("Their answer"),
        help_text=_lazy("As they say it. It is kept as a keyed hash and never shown again."),
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
