"""A party, a representative, an address, and the mark of being served off line."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from songda.channels.registry import address_kinds, place_kinds
from songda.core.identifiers.postal import PARTS
from songda.records.matter.parties.actions import AddressDraft, PartyDraft
from songda.web.console.parties.postal import PostalForm
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, Words, to_choose


class PartyForm(forms.Form):
    """A person or a body in the case."""

    role = forms.ChoiceField(
        label=_("Role in the case"), choices=to_choose(words.choices(words.ROLE, *words.AGENT_ROLE))
    )
    # Interpretation of the Civil Procedure Law, articles 52, 53 and 59.
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=words.choices(words.KIND),
        help_text=_(
            "A sole trader is a natural person: the operator whom the licence names; a trade name is entered with the "
            "operator beside it. A branch with a licence of its own is an unincorporated organisation; without one, "
            "the company is the party."
        ),
    )
    name = Words(label=pgettext_lazy("party", "Name"), max_length=120)
    number = Words(
        label=_("Number of the identity document, or credit code"),
        max_length=40,
        required=False,
        help_text=_("Without it the recipients cannot prove in the portal who they are."),
    )
    domicile = forms.ChoiceField(label=_("Domicile"), choices=words.choices(words.DOMICILE))
    is_soldier = forms.BooleanField(label=_("Serving soldier: papers go by transfer"), required=False)
    is_in_custody = forms.BooleanField(label=_("In custody: papers go by transfer"), required=False)
    own_labour = forms.BooleanField(
        label=_("Sixteen or seventeen, and lives mainly on what they earn: acts for themselves"), required=False
    )
    lacks_capacity = forms.BooleanField(
        label=_("Cannot act for themselves (no or limited capacity): the statutory agent acts"), required=False
    )
    home_law_forbids_electronic = forms.BooleanField(
        label=_("Abroad: the law of their country forbids electronic service"), required=False
    )

    def draft(self) -> PartyDraft:
        """Who is to be entered."""
        return PartyDraft(**self.cleaned_data)


class RepresentativeForm(PartyForm):
    """Someone who acts for a party."""

    acts_for_id = forms.TypedChoiceField(label=_("Acts for"), coerce=UUID)
    agent_authority = forms.ChoiceField(
        label=_("Authority"),
        required=False,
        choices=[("", _("Not applicable")), *words.choices(words.AGENT_AUTHORITY)],
        help_text=_("Of an agent ad litem; special authority includes admitting and settling claims."),
    )
    may_not_receive = forms.BooleanField(
        label=_("The power of attorney keeps them from receiving papers"), required=False
    )
    field_order = ["acts_for_id", "role", "name", "number", "agent_authority", "may_not_receive", "kind", "domicile"]

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("is_soldier", "is_in_custody", "own_labour", "lacks_capacity", "home_law_forbids_electronic"):
            del self.fields[name]
        self.fields["acts_for_id"].choices = to_choose(parties)  # type: ignore[attr-defined]  # the field is a choice
        self.fields["kind"].help_text = ""
        self.fields["role"].label = _("In which capacity")
        self.fields["role"].choices = to_choose(words.choices(words.AGENT_ROLE))  # type: ignore[attr-defined]


class ExpectedDay(forms.DateField):
    """A day that some choices need: its help says which, so it is not called optional."""

    note = "expected"


class PlaceForm(forms.Form):
    """From what on file the court took a place that the party did not give."""

    source = forms.ChoiceField(
        label=_("Where the place was taken from"),
        choices=[("", _("The party gave it, or it is a number")), *words.choices(words.SOURCE)],
        required=False,
        help_text=_(
            "For a postal address only; it matters where the party gives no address. First what stands first here."
        ),
    )
    last_used_on = ExpectedDay(
        label=_("Last used by the party on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "Needed for another suit and for dealings, from which a place is taken for a year; else leave it empty."
        ),
    )


def kinds_to_choose() -> list[tuple[str, str]]:
    """Every kind of address that can be typed, those first that the house itself knows."""
    connected = {word for word, kind in address_kinds().items() if kind.is_connected}
    kinds = dict.fromkeys([*words.ADDRESS_KIND, *address_kinds()])
    return [(kind, words.word(kind, "address_kind")) for kind in kinds if kind not in connected]


class Expected(Words):
    """Words that are needed more often than not: the form says when, so they are not called optional."""

    note = "expected"


class AddressForm(PlaceForm, PostalForm):
    """Where the party can be reached, and how the court knows."""

    kind = forms.ChoiceField(label=_("Kind of address"), choices=kinds_to_choose)
    value = Expected(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("A number, a mailbox or an account. Of a postal address fill in the parts below instead."),
    )
    address_class = forms.ChoiceField(
        label=_("How sure is it that the address is the party's?"),
        choices=words.choices(words.ADDRESS_CLASS, "rejected"),
        widget=RadioChoices,
        help_text=_(
            "Given or confirmed by the party: service counts on arrival. Found and surely theirs: only on receipt."
            " Not known to be theirs: a lead, no more (Online Litigation Rules, art. 31)."
        ),
    )
    how = forms.ChoiceField(
        label=_("How the court knows"), choices=to_choose(words.choices(words.HOW, *words.NEVER_TYPED))
    )
    field_order = ["kind", "value", *PARTS, "address_class", "how"]

    def clean(self) -> dict[str, Any]:
        """Of a place its parts are typed, of anything else the address itself."""
        typed = super().clean() or self.cleaned_data
        has_parts = any(typed.get(name) for name in PARTS)
        if typed.get("kind") in place_kinds():
            if typed.get("value"):
                self.add_error("value", _("Leave this empty: of a postal address the parts below are filled in."))
            typed["value"] = self.read_place()
        elif has_parts:
            self.add_error("kind", _("Parts of a postal address are filled in: choose that kind, or empty them."))
        elif not typed.get("value") and "value" not in self.errors:
            self.add_error("value", _("This field is required."))
        return typed

    def draft(self) -> AddressDraft:
        """What is to be recorded."""
        return AddressDraft(**{name: value for name, value in self.cleaned_data.items() if name not in PARTS})


class AddressClassForm(forms.Form):
    """A new class for a known address."""

    address_class = forms.ChoiceField(
        label=_("How sure is it that the address is the party's?"),
        choices=words.choices(words.ADDRESS_CLASS),
        widget=RadioChoices,
    )
    how = forms.ChoiceField(
        label=_("How the court knows"), choices=to_choose(words.choices(words.HOW, *words.NEVER_TYPED))
    )

    def judgement(self) -> tuple[str, str]:
        """The class, and how the court knows."""
        return self.cleaned_data["address_class"], self.cleaned_data["how"]


class OfflineForm(forms.Form):
    """From now on nothing goes to this person electronically."""

    reason = forms.ChoiceField(label=_("Reason"), choices=words.choices(words.OFFLINE), widget=RadioChoices)
