"""That a person gives no address, and that he gave one after all."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.parties.actions import WithheldDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, Words


class WithheldForm(forms.Form):
    """How he withholds it, since when, and what shows it."""

    how = forms.ChoiceField(label=_("What he does"), choices=words.choices(words.WITHHELD), widget=RadioChoices)
    at = Moment(label=_("Since when, as far as the file shows"))
    evidence = Words(
        label=_("What shows it"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How he was told what follows and where the minutes lie, or how he evades. Kept sealed."),
    )

    def draft(self) -> WithheldDraft:
        """What is to be noted."""
        return WithheldDraft(**self.cleaned_data)


class GivenForm(forms.Form):
    """Since when the court has his address."""

    at = Moment(label=_("When he gave or confirmed an address"))

    @property
    def moment(self) -> datetime:
        """When he did."""
        given: datetime = self.cleaned_data["at"]
        return given
