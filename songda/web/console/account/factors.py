"""Keeps what second factors rest on sealed: whoever reads the database cannot work out anybody's next code."""

from base64 import b64decode, b64encode
from collections.abc import Collection

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from songda.records.court.staff.factors import may_do_without
from songda.records.court.staff.models import User
from songda.records.ground import vault

CELL = "staff.factor"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's second factors, their secrets and the seeds of recovery codes under the court's key ring."""

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
