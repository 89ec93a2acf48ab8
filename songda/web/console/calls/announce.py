"""A text message before a call: the court will call from this number, at that hour."""

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
from songda.records.delivery.calls.texts import announce_call
from songda.records.delivery.lookups.covering import covered
from songda.records.matter.parties.models import Address, Party
from songda.web.console.calls.forms import callable_numbers
from songda.web.console.shared.forms import Moment, RadioChoices, carry_out
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask


class AnnouncementForm(forms.Form):
    """Which number will be called, and when."""

    address = forms.TypedChoiceField(label=gettext_lazy("Number to be rung"), coerce=UUID, widget=RadioChoices)
    at = Moment(label=gettext_lazy("When the court will call"))

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
    intro = _("It says which court will call, when, and from which number; nothing of the case.")
    back = reverse("console:new_call", args=[party.id])
    title, submit = _("Announce the call"), _("Send the text message")
    return ask(request, form, Question(title, submit, back, party.case, intro, context={"party": party}))


def _numbers(party: Party) -> list[Address]:
    in_use = party.addresses.filter(retired_at=None).exclude(address_class="rejected")
    return list(in_use.select_related("party__case__court").order_by("recorded_at"))
