"""Accounts of the court's staff, and the systems that speak for the court."""

from datetime import datetime, time

from django import forms
from django.core.validators import RegexValidator
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from songda.core.access import Role, Scope
from songda.records.court.staff.actions import ClientDraft, UserDraft
from songda.records.court.staff.passwords import new_password
from songda.web.console.shared import words
from songda.web.console.shared.forms import TickChoices, Words

USER_NAME = RegexValidator(
    r"^[a-z][a-z0-9._-]{1,29}\Z", _("2 to 30 small letters, digits, dots or hyphens, beginning with a letter.")
)


class StaffForm(forms.Form):
    """A new account."""

    display_name = Words(label=pgettext_lazy("staff", "Name"), max_length=60)
    username = Words(
        label=_("User name"),
        max_length=30,
        validators=[USER_NAME],
        help_text=_("For signing in: small letters and digits, as in chenxm."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Office"), choices=words.choices(words.OFFICE))

    def draft(self) -> UserDraft:
        """The account with a first password, which must be changed at the first sign-in."""
        typed = self.cleaned_data
        role = Role(typed["role"])
        return UserDraft(typed["username"], typed["display_name"], role, new_password(), must_change_password=True)


class OfficeForm(forms.Form):
    """Another office for somebody."""

    role = forms.ChoiceField(label=_("Office"), choices=words.choices(words.OFFICE))


class ClientForm(forms.Form):
    """Another system: what it may do, and for how long."""

    name = Words(label=_("Name of the system"), max_length=80, help_text=_("As in: Case management of the high court."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=words.choices(words.SCOPE),
        widget=TickChoices,
        help_text=_("Only what it needs. Everything else is refused."),
    )
    ends_on = forms.DateField(
        label=_("Good until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A year at most; then it gets a new token."),
    )

    def draft(self) -> ClientDraft:
        """The system as it is to be admitted; its token is good to the end of that day in the court's zone."""
        typed = self.cleaned_data
        ends_at = make_aware(datetime.combine(typed["ends_on"], time.max))
        return ClientDraft(typed["name"], tuple(Scope(word) for word in typed["scopes"]), ends_at)
