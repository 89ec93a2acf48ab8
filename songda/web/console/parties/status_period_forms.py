"""Custody and military service: since when, where, until when."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.circumstances.actions import StatusPeriodDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, Words


class StatusPeriodForm(forms.Form):
    """What began, since when, and where they are now."""

    what = forms.ChoiceField(label=_("What is so"), choices=words.choices(words.STATUS_PERIOD), widget=RadioChoices)
    since = Moment(
        label=_("Since when, as far as the file shows"),
        help_text=_("What was served before then keeps its effect; from then on papers go by transfer."),
    )
    place = Words(
        label=_("Prison or unit"), max_length=100, help_text=_("Papers are transferred through it. Kept sealed.")
    )

    def draft(self) -> StatusPeriodDraft:
        """What is to be noted."""
        return StatusPeriodDraft(**self.cleaned_data)


class StatusPeriodEndForm(forms.Form):
    """Since when it is so no longer."""

    until = Moment(label=_("Since when it is so no longer"))

    @property
    def moment(self) -> datetime:
        """When it ended."""
        ended: datetime = self.cleaned_data["until"]
        return ended
