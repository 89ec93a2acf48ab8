"""That a person is missing, and that they were found."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.circumstances.actions import MissingDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, Words


class MissingForm(forms.Form):
    """Who says that nobody knows where they are, since when, and what shows it."""

    source = forms.ChoiceField(label=_("Who says so"), choices=words.choices(words.MISSING), widget=RadioChoices)
    since = Moment(label=_("Missing since, as far as the file shows"))
    evidence = Words(
        label=_("What shows it"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The proof, and where it lies in the file. Kept sealed."),
    )

    def draft(self) -> MissingDraft:
        """What is to be noted."""
        return MissingDraft(**self.cleaned_data)


class FoundForm(forms.Form):
    """Since when the court knows where they are."""

    at = Moment(label=_("When the court learned where they are"))

    @property
    def moment(self) -> datetime:
        """When they were found."""
        found: datetime = self.cleaned_data["at"]
        return found
