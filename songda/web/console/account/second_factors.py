"""Second factors of staff: digits of an app, answers of a passkey, codes of a printed sheet; their secrets are sealed.

What has proved somebody once proves nothing a second time. The digits that switch an app on are spent by that, as
those are that are typed at the way in. A passkey counts what it signs; an answer that does not count further is a copy,
of the answer or of the key.
"""

import logging
from base64 import b64decode, b64encode
from collections.abc import Collection
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from songda.clock import now
from songda.records.court.staff.models import User
from songda.records.court.staff.signing_in import (
    had_enough_wrong_codes,
    may_do_without,
    note_wrong_code,
    spend_code,
)
from songda.records.ground import vault
from songda.records.ground.limits.actions import LimitedInput, TooManyTriesError, count_try, require_tries_left
from songda.web.console.account.sign_in import known_as
from songda.web.console.shared.forms import Words

log = logging.getLogger(__name__)
SEEN = "sign_count"  # in an authenticator's data: how far it had counted when it was believed last


class SwitchOnForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The digits that switch an app on; of two tabs, or of a copy, one does."""

    def clean_code(self) -> str:
        """Right and unused digits, which are used from now on."""
        code = str(super().clean_code())
        app = TOTP(Authenticator(user=self.user, type=Authenticator.Type.TOTP))
        if not app._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class _CountsOn:
    """An answer of a passkey that has counted on since its last one."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """The passkey, once its answer held and its counter ran on; a key that does not count says nought each time."""
        answer = self.cleaned_data["credential"]
        passkey = super().clean_credential()  # type: ignore[misc]
        if not _has_counted_on(passkey, answer):
            log.warning("the passkey %s answered with a counter that ran backwards", passkey.pk)
            note_wrong_code(passkey.user, now())
            raise get_adapter().validation_error("incorrect_code")
        return passkey


class PasskeyForm(_CountsOn, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """At the way in, after the password."""


class PasskeySignInForm(_CountsOn, LoginWebAuthnForm):  # type: ignore[misc]
    """At the way in, without a password."""


class PasskeyAgainForm(_CountsOn, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before something of weight."""


class RenameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Its name stands in its data; nothing else of a passkey is written anew, as the page may not."""

    name = Words(label=_("Name"))

    def save(self) -> Authenticator:
        """Under its new name."""
        raise_if_reauthentication_required(context.request, app="allauth.mfa")
        self.instance.wrap().name = self.cleaned_data["name"]
        self.instance.save(update_fields=["data"])
        return self.instance


@transaction.atomic
def _has_counted_on(passkey: Authenticator, answer: dict[str, Any]) -> bool:
    """Whether the counter in this answer lies beyond all before it; then it is remembered. Two at once take turns."""
    locked = Authenticator.objects.select_for_update().get(pk=passkey.pk)
    counted = parse_authentication_response(answer).response.authenticator_data.counter
    seen = locked.data.get(SEEN, locked.wrap().authenticator_data.counter)
    if counted <= seen and (counted, seen) != (0, 0):
        return False
    locked.data[SEEN] = counted
    locked.save(update_fields=["data"])
    passkey.data = locked.data
    return True


def _code() -> Words:
    """The field: what was pasted along with a code and cannot be seen is left out."""
    return Words(label=_("Code"), widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))


class _OrCode:
    """Where the digits of an app are asked for, a code of the printed sheet does as well, once."""

    cleaned_data: dict[str, Any]
    user: Any
    is_from_sheet = False

    def clean_code(self) -> str:
        """What was typed, where it opens. Of wrong ones allauth takes five in five minutes, and we so many in a day."""
        whose = known_as(context.request, self.user.username) or f"account {self.user.id}"
        too_many = account_adapter().validation_error("too_many_login_attempts")
        try:
            require_tries_left(LimitedInput.FACTOR, whose, now())
        except TooManyTriesError as by_place:
            raise too_many from by_place
        if had_enough_wrong_codes(self.user, now()):
            raise too_many
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError as wrong:
            typed = str(self.cleaned_data["code"])
            if wrong.code != "incorrect_code":
                raise
            if not spend_code(self.user, typed, now()):
                note_wrong_code(self.user, now())
                count_try(LimitedInput.FACTOR, whose, now())
                raise
        self.is_from_sheet = True
        return typed

    def _save_code(self, **more: object) -> None:
        record_authentication(context.request, self.user, "mfa", type="entry_code", **more)


class EntryForm(_OrCode, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """At the way in."""

    code = _code()

    def save(self) -> None:
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


CELL = "staff.factor"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's second factors, their secrets under the court's key ring.

    Whoever reads the database cannot work out anybody's next code.
    """

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return b64encode(vault.seal_text(CELL, text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; raises where the stored value was changed."""
        return vault.open_text(CELL, b64decode(encrypted_text))

    def is_mfa_enabled(self, user: User, types: Collection[str] | None = None) -> bool:
        """Whether something beside the password is asked for; a printed sheet of codes counts as an app does."""
        if super().is_mfa_enabled(user, types):
            return True
        asks = types is None or Authenticator.Type.TOTP in types
        return asks and user.is_authenticated and user.entry_codes.exists()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one of an office that must have one stays until another is set up."""
        return may_do_without(authenticator)
