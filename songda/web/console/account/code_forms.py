"""Where the digits of an app are asked for, a code of the printed sheet does as well, once."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from songda.clock import now
from songda.records.court.staff.entry_codes import spend_code
from songda.records.court.staff.presence import note_wrong_code
from songda.web.console.shared.forms import Words


def _code() -> Words:
    """The field: what was pasted along with a code and cannot be seen is left out."""
    return Words(label=_("Code"), widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))


class _OrCode:
    """The digits first, then the sheet."""

    cleaned_data: dict[str, Any]
    user: Any
    is_from_sheet = False

    def clean_code(self) -> str:
        """What was typed, where it opens; the count of wrong tries is allauth's, and holds for codes too."""
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError as wrong:
            typed = str(self.cleaned_data["code"])
            if wrong.code != "incorrect_code":
                raise
            if not spend_code(self.user, typed, now()):
                note_wrong_code(self.user, now())
                raise
        self.is_from_sheet = True
        return typed

    def _save_code(self, **more: object) -> None:
        record_authentication(context.request, self.user, "mfa", type="entry_code", **more)


class EntryForm(_OrCode, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """At the way in."""

    code = _code()

    def save(self) -> None:
        """This session is proved."""
        if self.is_from_sheet:
            self._save_code()
        else:
            super().save()


class ProofForm(_OrCode, ReauthenticateForm):  # type: ignore[misc]
    """Before something of weight."""

    code = _code()

    def save(self) -> None:
        """This session is proved anew."""
        if self.is_from_sheet:
            self._save_code(reauthenticated=True)
        else:
            super().save()
