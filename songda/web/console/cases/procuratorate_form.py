"""That the procuratorate takes part, and since when it agrees."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.web.console.shared.forms import Moment


class ProcuratorateForm(forms.Form):
    """Since when it agrees to proceedings on line."""

    at = Moment(
        label=_("Since when it agrees to proceedings on line"),
        required=False,
        help_text=_("Leave it empty while it has not agreed; record the agreement when it comes."),
    )

    @property
    def agreed_at(self) -> datetime | None:
        """Since when, if it has."""
        since: datetime | None = self.cleaned_data["at"]
        return since
