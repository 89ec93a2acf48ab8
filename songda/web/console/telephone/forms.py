"""What is asked before a number is dialled."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.channels.registry import mask_address
from songda.records.matter.parties.models import Address
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, Words

LANGUAGES = {"zh": _("Chinese"), "en": _("English")}  # in which a notice can be spoken


class NumberForm(forms.Form):
    """Which number."""

    address = forms.TypedChoiceField(label=_("Number to be rung"), coerce=UUID, widget=RadioChoices)

    def __init__(self, *args: Any, numbers: list[Address], masked: Collection[UUID] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.numbers = {number.id: number for number in numbers}
        choices = [(str(number.id), _label(number, is_masked=number.id in masked)) for number in numbers]
        self.fields["address"].choices = choices  # type: ignore[attr-defined]

    def number(self) -> Address:
        """The number that was chosen."""
        return self.numbers[self.cleaned_data["address"]]


class NoticeForm(NumberForm):
    """Which number, and in which language the notice is spoken."""

    language = forms.ChoiceField(label=_("Language of the notice"), choices=[], widget=RadioChoices)

    def __init__(self, *args: Any, languages: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = [(code, LANGUAGES[code]) for code in languages]  # type: ignore[attr-defined]


class DialForm(NumberForm):
    """Which number, and at which of the court's telephones."""

    extension = Words(
        label=_("Your own telephone"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("The extension in the court at which you sit. It rings first; pick it up, then the party is rung."),
    )


def _label(number: Address, *, is_masked: bool) -> str:
    """A number that a look-up found is dialled without being shown."""
    shown = mask_address(number.kind, number.value) if is_masked else number.value
    return f"{shown} ({words.word(number.address_class, 'address_class')})"
