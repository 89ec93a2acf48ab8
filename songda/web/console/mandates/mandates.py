"""A mandate for a helper is put on record, its code shown once, and it is ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_variables

from songda.clock import now
from songda.core.access import Act
from songda.records.service.mandates.actions import MandateDraft, end_mandate, give_mandate
from songda.records.service.mandates.models import Mandate
from songda.records.service.mandates.queries import mandate_for
from songda.records.service.orders.models import Envelope
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words, carry_out, to_choose
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_party
from songda.web.console.shared.pages import Question, ask


class MandateForm(forms.Form):
    """Who helps, what they may do, for which papers, until when, and how both are known."""

    name = Words(label=_lazy("Name of the helper"), max_length=100)
    number = Words(
        label=_lazy("Their identity number"),
        help_text=_lazy("It is compared with those of the other side, and kept only as a keyed hash."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    relation = forms.ChoiceField(label=_lazy("Is to the person"), choices=to_choose(words.choices(words.RELATION)))
    rights = forms.MultipleChoiceField(
        label=_lazy("May"), widget=TickChoices, choices=words.choices(words.MANDATE_RIGHT)
    )
    envelope = forms.TypedChoiceField(label=_lazy("For"), coerce=UUID, empty_value=None, required=False)
    until = Moment(label=_lazy("Until"), help_text=_lazy("At most a year."))
    given_how = forms.ChoiceField(
        label=_lazy("How the person gave it"),
        help_text=_lazy("A message or a nod from a telephone is not enough: it may lie in the helper’s hand."),
        widget=RadioChoices,
        choices=words.choices(words.GIVEN_HOW),
    )
    identified_how = forms.ChoiceField(
        label=_lazy("How the helper is known"), widget=RadioChoices, choices=words.choices(words.IDENTIFIED_HOW)
    )

    def __init__(self, *args: Any, sent: list[tuple[str, datetime]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(key, _ordered_at(at)) for key, at in sent]
        field = self.fields["envelope"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - as declared above
        field.choices = [("", _lazy("every paper of the case")), *choices]

    def draft(self) -> MandateDraft:
        typed = self.cleaned_data
        own = {name: typed[name] for name in ("name", "number", "relation", "given_how", "identified_how", "until")}
        return MandateDraft(**own, rights=tuple(typed["rights"]), envelope_id=typed["envelope"])


def _ordered_at(at: datetime) -> str:
    return str(_lazy("the papers ordered %(at)s")) % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}


@behind(Act.EDIT_PARTIES, GET_AND_POST)
@sensitive_variables("made")
def give(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Put a mandate on record; its code is shown once."""
    party = the_party(request, party_id)
    rows = Envelope.objects.filter(party=party, recalled_at=None).order_by("-placed_at")
    sent = [(str(key), at) for key, at in rows.values_list("id", "placed_at")]
    form = MandateForm(request.POST or None, sent=sent)
    if form.is_valid() and (made := carry_out(form, lambda: give_mandate(party, form.draft(), actor(request), now()))):
        context = {"party": party, "case": party.case, "desk": "cases", "mandate": made[0], "code": made[1]}
        return render(request, "console/mandates/code.html", context, status=201)
    intro = _(
        "The helper may look; they can neither agree, confirm receipt nor object. Each look is shown to the person."
    )
    back = reverse("console:party", args=[party.id])
    title = _("Mandate for a helper")
    return ask(request, form, Question(title, _("Record"), back, party.case, intro, context={"party": party}))


@behind(Act.EDIT_PARTIES, POST_ONLY)
def end(request: StaffRequest, mandate_id: UUID) -> HttpResponse:
    """The person no longer wants it."""
    mandate: Mandate = lookup_or_404(lambda: mandate_for(request.court, mandate_id))
    end_mandate(mandate, actor(request), now())
    messages.success(request, _("The mandate has ended."))
    return redirect("console:party", mandate.party_id)
