"""That a person gives no address, and that they gave one after all."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.circumstances.actions import WithheldDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, Words


class WithheldForm(forms.Form):
    """How they withhold it, since when, and what shows it."""

    how = forms.ChoiceField(label=_("What they do"), choices=words.choices(words.WITHHELD), widget=RadioChoices)
    at = Moment(label=_("Since when, as far as the file shows"))
    evidence = Words(
        label=_("What shows it"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How they were told what follows and where the minutes lie, or how they evade. Kept sealed."),
    )

    def draft(self) -> WithheldDraft:
        """What is to be noted."""
        return WithheldDraft(**self.cleaned_data)


class GivenForm(forms.Form):
    """Since when the court has their address."""

    at = Moment(label=_("When they gave or confirmed an address"))

    @property
    def moment(self) -> datetime:
        """When they did."""
        given: datetime = self.cleaned_data["at"]
        return given
