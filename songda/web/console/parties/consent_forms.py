"""Consent, its withdrawal, a refusal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.matter.parties.actions import ConsentDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words
from songda.web.console.shared.people import offer_givers

ALL_PAPERS = "*"


class ConsentForm(forms.Form):
    """An agreement to electronic service: ground, moment, scope and proof."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=words.choices(words.CONSENT_GROUND, "accepted_by_conduct"),
        widget=RadioChoices,
        help_text=_("Online Litigation Rules, article 29. Acceptance by conduct is found by the system itself."),
    )
    given_by_id = forms.TypedChoiceField(label=_("Who agreed"), coerce=UUID, empty_value=None, required=False)
    at = Moment(label=_("When the party agreed"))
    how = forms.ChoiceField(label=_("How"), choices=words.choices(words.HOW, "call", "lookup", *words.NEVER_TYPED))
    stages = forms.MultipleChoiceField(
        label=_("For which stages"),
        choices=words.choices(words.STAGE),
        widget=TickChoices(attrs={"many": "few"}),
        help_text=_("A consent for one stage does not reach another."),
    )
    paper_kinds = forms.MultipleChoiceField(
        label=_("For which papers"),
        choices=[(ALL_PAPERS, _("All papers")), *words.choices(words.PAPER_KIND)],
        widget=TickChoices(attrs={"many": True}),
        initial=[ALL_PAPERS],
    )
    proof = Words(
        label=_("Proof"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was signed or said, and where it lies in the file. Kept sealed."),
    )

    def __init__(self, *args: Any, givers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_givers(self, givers)

    def draft(self) -> ConsentDraft:
        """What is to be recorded."""
        typed = self.cleaned_data
        kinds = [ALL_PAPERS] if ALL_PAPERS in typed["paper_kinds"] else typed["paper_kinds"]
        return ConsentDraft(**{**typed, "stages": tuple(typed["stages"]), "paper_kinds": tuple(kinds)})


class WithdrawalForm(forms.Form):
    """The end of a consent."""

    at = Moment(label=_("When the party withdrew"))

    @property
    def moment(self) -> datetime:
        """The end of the consent."""
        end: datetime = self.cleaned_data["at"]
        return end


class RefusalForm(forms.Form):
    """A clear no."""

    at = Moment(label=_("When the party refused"))
    how = forms.ChoiceField(label=_("How"), choices=words.choices(words.HOW, "contract", "lookup", *words.NEVER_TYPED))
