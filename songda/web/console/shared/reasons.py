"""Why something is corrected, or why it ends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.matter.cases.reason import LONGEST_REASON
from songda.records.matter.parties.actions import Reason
from songda.web.console.shared.forms import Words


class CorrectionReasonForm(forms.Form):
    """Why the record is corrected, and which version of it the clerk saw."""

    reason = Words(
        label=_("Reason for the correction"),
        max_length=LONGEST_REASON,
        help_text=_("For the file, e.g. mistyped from the complaint. Kept sealed with the old and the new values."),
    )
    seen = Words(widget=forms.HiddenInput, required=False, max_length=64)

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.cleaned_data["reason"], self.cleaned_data["seen"])


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = Words(label=_("Reason"), max_length=LONGEST_REASON, help_text=_("For the file; kept sealed."))

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.cleaned_data["reason"])
