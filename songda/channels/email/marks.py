"""The marks by which a report about a mail finds its way back: our reference, and a check that nobody can guess.

A mail has two. The one in its envelope id travels between mail servers only: whoever reads the mail never sees it, so
a report that bears it comes from a system that had the mail in its hands. The one in its return address stands in the
mail that the recipient has: it tells which mail is spoken of, and proves nothing more.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

_ENVELOPE: Final = re.compile(r"songda-(\d{1,18})(?:-([0-9a-f]{32}))?(?![\w-])")
_RETURN: Final = re.compile(r"\+r(\d{1,18})(?:-([0-9a-f]{16}))?@")


@dataclass(frozen=True)
class Marks:
    """Writes and reads marks; without a secret a mark is the bare reference, and no letter box can be opened."""

    secret: str = ""

    def write(self, ref: str) -> str:
        """The mark of a message; letters, digits and hyphens only, as an envelope id must be."""
        check = self._check("envelope", ref, 32)
        return f"songda-{ref}-{check}" if check else f"songda-{ref}"

    def read(self, text: str) -> str | None:
        """The reference in a text that holds the mark of one of our envelopes, else None."""
        return self._read(_ENVELOPE, "envelope", text)

    def return_address(self, sender: str, ref: str) -> str:
        """Where reports about a message come back to: the sender's mailbox, with a mark behind a plus sign."""
        user, _, domain = sender.rpartition("@")
        check = self._check("return", ref, 16)
        return f"{user}+r{ref}-{check}@{domain}" if check else f"{user}+r{ref}@{domain}"

    def read_return(self, address: str) -> str | None:
        """The reference in a return address of ours, else None."""
        return self._read(_RETURN, "return", address.lower())

    def message_id(self, ref: str) -> str:
        """A name for the mail that everybody may know: neither reference nor mark can be told from it."""
        return self._check("message", ref, 32) or hashlib.sha256(f"message:{ref}".encode()).hexdigest()[:32]

    def _read(self, form: re.Pattern[str], purpose: str, text: str) -> str | None:
        found = form.search(text)
        if found is None:
            return None
        check = self._check(purpose, found[1], len(found[2] or ""))
        return found[1] if hmac.compare_digest(found[2] or "", check) and bool(found[2]) == bool(self.secret) else None

    def _check(self, purpose: str, ref: str, digits: int) -> str:
        if not self.secret:
            return ""
        return hmac.new(self.secret.encode(), f"{purpose}:{ref}".encode(), hashlib.sha256).hexdigest()[:digits]
