"""Corrections: the forms of registration once more, filled with what is on record, and a reason."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.identifiers.postal import PARTS
from songda.records.matter.parties.actions import PartyDraft
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.particulars import FIELDS, draft_of, version_of
from songda.web.console.parties.forms import PartyForm, PlaceForm, RepresentativeForm
from songda.web.console.parties.postal import EitherForm
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, Words, to_choose
from songda.web.console.shared.reasons import CorrectionReasonForm

STEP = "step"  # the button that was pressed
SURE, BACK = "sure", "back"
_CHOSEN = {"role": "role", "kind": "kind", "domicile": "domicile", "agent_authority": "agent_authority"}


class PartyCorrectionForm(PartyForm, CorrectionReasonForm):
    """A party as it stands, to be mended."""

    field_order = [*PartyForm.base_fields, "reason", "seen"]


class RepresentativeCorrectionForm(RepresentativeForm, CorrectionReasonForm):
    """A representative as it stands, to be mended."""

    field_order = [*RepresentativeForm.field_order, "reason", "seen"]


CorrectionForm = PartyCorrectionForm | RepresentativeCorrectionForm


def correction_form(party: Party, typed: Any, represented: list[tuple[str, str]]) -> CorrectionForm:
    """The form for this party, filled with what is on record or with what was typed."""
    standing = vars(draft_of(party))
    initial = {**standing, "seen": version_of(party)}
    form: CorrectionForm
    if party.acts_for_id:
        form = RepresentativeCorrectionForm(typed, parties=represented, initial=initial)
    else:
        form = PartyCorrectionForm(typed, initial=initial)
    _offer(form, standing)
    return form


def corrected(party: Party, form: forms.Form) -> PartyDraft:
    """The party as it stands with what the form says; what the form does not show stays."""
    entered = {name: value for name, value in form.cleaned_data.items() if name in FIELDS}
    return replace(draft_of(party), **entered)


def _offer(form: forms.Form, standing: dict[str, Any]) -> None:
    """A word that only other systems use (a country, a kind) is offered too, so that it can stay as it is."""
    for name in _CHOSEN.keys() & form.fields.keys():
        field, word = form.fields[name], standing[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as the forms of registration declare them
        offered: list[Any] = list(field.choices)  # type: ignore[arg-type]  # pairs, as these forms give them
        if word not in {value for value, _name in offered}:
            field.choices = [*offered, (word, words.word(word, _CHOSEN[name]))]


class RightAddressForm(CorrectionReasonForm, EitherForm):
    """The right value of an address that was mistyped."""

    value = Words(label=_("Address"), max_length=200)
    called = forms.ChoiceField(
        label=_("It was confirmed by telephone: which number was called?"),
        choices=[
            ("corrected", _("The right one; only the record had it wrong")),
            ("mistyped", _("The wrong one")),
            ("unknown", _("Nobody knows")),
        ],
        widget=RadioChoices,
        help_text=_("Only where the right number was called does it stay confirmed by telephone."),
    )
    field_order = ["value", *PARTS, "called", "reason"]

    def __init__(self, *args: Any, is_asked: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_asked:
            del self.fields["called"]


class OtherAddressForm(PlaceForm, EitherForm):
    """The address that takes the place of one."""

    value = Words(label=_("New address"), max_length=200)
    address_class = forms.ChoiceField(
        label=_("How sure is it that the address is the party's?"),
        choices=words.choices(words.ADDRESS_CLASS, "rejected"),
        widget=RadioChoices,
    )
    how = forms.ChoiceField(
        label=_("How the court knows"), choices=to_choose(words.choices(words.HOW, *words.NEVER_TYPED))
    )
    field_order = ["value", *PARTS, "address_class", "how"]
