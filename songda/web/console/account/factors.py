"""Keeps what second factors rest on sealed: whoever reads the database cannot work out anybody's next code."""

from base64 import b64decode, b64encode

from allauth.mfa.adapter import DefaultMFAAdapter

from songda.records import vault

CELL = "staff.factor"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's second factors, their secrets and the seeds of recovery codes under the court's key ring."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return b64encode(vault.seal_text(CELL, text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; raises where the stored value was changed."""
        return vault.open_text(CELL, b64decode(encrypted_text))
