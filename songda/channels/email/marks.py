"""The mark by which a report about a mail finds its way back: our reference, and a check that nobody can guess."""

import hashlib
import hmac
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Marks:
    """Writes and reads marks; without a secret a mark is the bare reference."""

    secret: str = ""

    def write(self, ref: str) -> str:
        """The mark of a message; letters, digits and hyphens only, as an envelope id must be."""
        check = self._check(ref)
        return f"songda-{ref}-{check}" if check else f"songda-{ref}"

    def read(self, text: str) -> str | None:
        """The reference in a text that holds a mark of ours, else None."""
        found = re.search(r"songda-(\d{1,18})(?:-([0-9a-f]{16}))?(?![\w-])", text)
        if found is None or not hmac.compare_digest(found[2] or "", self._check(found[1])):
            return None
        return found[1]

    def _check(self, ref: str) -> str:
        if not self.secret:
            return ""
        return hmac.new(self.secret.encode(), ref.encode(), hashlib.sha256).hexdigest()[:16]
