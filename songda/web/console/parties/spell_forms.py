"""Custody and military service: since when, where, until when."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.circumstances.actions import SpellDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, Words


class SpellForm(forms.Form):
    """What began, since when, and where they are now."""

    what = forms.ChoiceField(label=_("What is so"), choices=words.choices(words.SPELL), widget=RadioChoices)
    since = Moment(
        label=_("Since when, as far as the file shows"),
        help_text=_("What was served before then keeps its effect; from then on papers go by transfer."),
    )
    place = Words(
        label=_("Prison or unit"), max_length=100, help_text=_("Papers are transferred through it. Kept sealed.")
    )

    def draft(self) -> SpellDraft:
        """What is to be noted."""
        return SpellDraft(**self.cleaned_data)


class SpellEndForm(forms.Form):
    """Since when it is so no longer."""

    until = Moment(label=_("Since when it is so no longer"))

    @property
    def moment(self) -> datetime:
        """When it ended."""
        ended: datetime = self.cleaned_data["until"]
        return ended
