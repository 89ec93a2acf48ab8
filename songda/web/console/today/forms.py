"""How a task is ended by hand, and what became of a paper copy."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.delivery.tasks.paper_copies import LONGEST_NOTE, Copy
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, Words
from songda.web.console.shared.reasons import ReasonForm


class EndTaskForm(ReasonForm):
    """Why, and, where what it is for is still open, when it is to come again."""

    again = Moment(
        label=_("It comes again"),
        help_text=_("What it is for is still open, so it cannot simply be struck off the list."),
    )

    def __init__(self, *args: Any, comes_again: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not comes_again:
            del self.fields["again"]

    def again_at(self) -> datetime | None:
        """When it is to come again."""
        again: datetime | None = self.cleaned_data.get("again")
        return again


class CopyForm(forms.Form):
    """What became of the paper copy that was asked for."""

    how = forms.ChoiceField(label=_("What became of it"), choices=words.choices(words.COPY), widget=RadioChoices)
    at = Moment(label=_("When"))
    note = Words(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Who took it and how they were identified, or the number of the letter. Kept sealed."),
    )

    def copy(self) -> Copy:
        """For the records."""
        return Copy(**self.cleaned_data)
