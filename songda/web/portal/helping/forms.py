"""What a helper types: their own name and number, and the code of their mandate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.web.portal.fields import Words
from songda.web.portal.forms import NUMBER_INPUT_ATTRS


class HelpForm(forms.Form):
    """A helper's own name and number, and the code that the court gave them."""

    name = Words(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    number = Words(
        label=_("Your own resident ID number"),
        help_text=_("Yours, not that of the person whom you help."),
        max_length=40,
        widget=forms.TextInput(attrs={**NUMBER_INPUT_ATTRS, "autocomplete": "off", "class": "spaced"}),
    )
    code = Words(
        label=_("Code of the mandate"),
        help_text=_("The eight digits that the court gave you."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "spaced short"}),
    )
