"""The key of a form: made when a page is shown, for whoever it is shown to; it names nobody and cannot be forged."""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from songda.records.ground import vault

_RANDOM, _MARK = 16, 22  # letters
_FORM = re.compile(rf"([\w-]{{{_RANDOM}}})([\w-]{{{_MARK}}})([\w-]{{{_MARK}}})\.(\d{{1,5}})", re.ASCII)


@dataclass(frozen=True)
class FormKey:
    """A key that we made. Only the writer for whom it was made can be recognised in it, by whoever knows them."""

    text: str

    def is_of(self, writer: str) -> bool:
        """Whether the page was shown to this writer (empty text: to nobody known)."""
        return hmac.compare_digest(self.text[_RANDOM:][:_MARK], _mark_of(self.text[:_RANDOM], writer))

    @property
    def has_writer(self) -> bool:
        """Whether it was shown to somebody who had proved who they are."""
        return not self.is_of("")


def page_key(writer: str) -> str:
    """A new key for the forms of one page; each form adds its number after a full stop."""
    random = secrets.token_urlsafe(12)
    body = random + _mark_of(random, writer)
    return body + _mark("sent_form.made", body)


def read_key(typed: str) -> FormKey | None:
    """The key, where we made it; None for anything else."""
    found = _FORM.fullmatch(typed)
    if found is None:
        return None
    random, mark, made, _number = found.groups()
    return FormKey(typed) if hmac.compare_digest(made, _mark("sent_form.made", random + mark)) else None


def _mark_of(random: str, writer: str) -> str:
    return _mark("sent_form.writer", f"{random}:{writer}")


def _mark(column: str, text: str) -> str:
    return urlsafe_b64encode(vault.mark(column, text)).decode().rstrip("=")
