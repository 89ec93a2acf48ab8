"""What has proved somebody once proves nothing a second time: digits of an app, answers of a passkey.

The digits that switch an app on are spent by that, as those are that are typed at the way in. A passkey counts what it
signs; an answer that does not count further is a copy, of the answer or of the key.
"""

import logging
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from django.db import transaction

from songda.clock import now
from songda.records.court.staff.presence import note_wrong_code

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


class PasskeyAloneForm(_CountsOn, LoginWebAuthnForm):  # type: ignore[misc]
    """At the way in, without a password."""


class PasskeyAgainForm(_CountsOn, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before something of weight."""


@transaction.atomic
def _has_counted_on(passkey: Authenticator, answer: dict[str, Any]) -> bool:
    """Whether the counter in this answer lies beyond all before it; then it is remembered. Two at once take turns."""
    held = Authenticator.objects.select_for_update().get(pk=passkey.pk)
    counted = parse_authentication_response(answer).response.authenticator_data.counter
    seen = held.data.get(SEEN, held.wrap().authenticator_data.counter)
    if counted <= seen and (counted, seen) != (0, 0):
        return False
    held.data[SEEN] = counted
    held.save(update_fields=["data"])
    passkey.data = held.data
    return True
