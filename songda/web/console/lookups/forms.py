"""The forms of look-ups."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.lookups.words import Operator
from songda.records.delivery.lookups.actions import LookupDraft, Reason
from songda.records.delivery.lookups.drafts import LONGEST_VALIDITY, LONGEST_WHY
from songda.records.delivery.lookups.telling import LONGEST_DELAY
from songda.records.matter.cases.reason import LONGEST_REASON
from songda.web.console.shared import words
from songda.web.console.shared.forms import TickChoices, Words, to_choose

WEEK = 7


class LookupForm(forms.Form):
    """What for, why, whom to ask, for how many days."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=to_choose(words.choices(words.LOOKUP_PURPOSE)))
    ground = forms.ChoiceField(label=_("Ground"), choices=to_choose(words.choices(words.LOOKUP_GROUND)))
    why = Words(
        label=_("Why other ways do not suffice"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was tried, when, with which result. Whoever approves reads it; kept sealed."),
    )
    operators = forms.MultipleChoiceField(
        label=_("Operators"),
        choices=words.choices(words.LOOKUP_OPERATOR),
        widget=TickChoices(attrs={"many": "few"}),
        initial=[operator.value for operator in Operator],
    )
    days = forms.IntegerField(
        label=_("Valid for how many days"), min_value=1, max_value=LONGEST_VALIDITY.days, initial=WEEK
    )

    def draft(self, now: datetime) -> LookupDraft:
        """For the records."""
        typed: dict[str, Any] = dict(self.cleaned_data)
        until = now + timedelta(days=typed.pop("days"))
        return LookupDraft(**{**typed, "operators": tuple(typed["operators"])}, valid_until=until)


class WithReason(forms.Form):
    """A decision and its reason."""

    reason = Words(label=_("Reason"), max_length=LONGEST_REASON, help_text=_("For the file; kept sealed."))

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.cleaned_data["reason"])


class DelayForm(WithReason):
    """For how many days the person is not told, and why; none ends the delay."""

    days = forms.IntegerField(
        label=_("Do not tell the person for how many days"),
        min_value=0,
        max_value=LONGEST_DELAY.days,
        help_text=_("Counted from now. 0 ends a delay at once."),
    )
    field_order = ("days", "reason")


class ReviewForm(forms.Form):
    """What was found about an alarm."""

    reason = Words(
        label=_("What was found"), max_length=LONGEST_REASON, help_text=_("Who was asked, what shows it. Kept sealed.")
    )

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.cleaned_data["reason"])
