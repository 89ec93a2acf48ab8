"""An objection to jurisdiction and its dismissal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.web.console.shared.forms import Moment, to_choose


class ObjectionForm(forms.Form):
    """Who objected, and when."""

    party = forms.TypedChoiceField(label=_("Who objected"), coerce=UUID)
    at = Moment(label=_("When the objection was raised"))

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party"].choices = to_choose(parties)  # type: ignore[attr-defined]  # the field is a choice


class DismissalForm(forms.Form):
    """Since when its dismissal is in force."""

    at = Moment(
        label=_("Since when the dismissal is in force"),
        help_text=_("The day after the time to appeal ran out, or the service of the ruling of second instance."),
    )

    @property
    def moment(self) -> datetime:
        """Since when."""
        since: datetime = self.cleaned_data["at"]
        return since
