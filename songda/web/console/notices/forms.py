"""Ways of service that cannot be used for a recipient: which, since when, why, and who found it out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.delivery.deeds import LADDER_WAYS
from songda.records.circumstances.actions import RuledOutDraft
from songda.records.circumstances.ways import LONGEST
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words


class RuledOutForm(forms.Form):
    """Several ways may be noted at once, where one reason holds for all of them."""

    ways = forms.MultipleChoiceField(label=_("Ways that cannot be used"), widget=TickChoices)
    ground = forms.ChoiceField(label=_("Why"), choices=words.choices(words.RULED_OUT), widget=RadioChoices)
    at = Moment(label=_("Known since"))
    words = Words(
        label=_("Who found it out, and how"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example who was asked, what was looked up, and where the proof lies. Kept sealed."),
    )

    def __init__(self, *args: Any, preset: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        known = {way: words.CHANNEL[way] for way in LADDER_WAYS}
        self.fields["ways"].choices = words.choices(known)  # type: ignore[attr-defined]
        self.fields["ways"].initial = [way for way in preset if way in known]

    def draft(self) -> RuledOutDraft:
        """What is to be put on record."""
        typed = self.cleaned_data
        return RuledOutDraft(tuple(typed["ways"]), typed["ground"], typed["at"], typed["words"])
