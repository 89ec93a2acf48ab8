"""The mailboxes of the sandbox: every address that ever got a mail, and its mails."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in a mailbox."""

    id: int
    to: str
    sender: str
    subject: str
    text: str
    at: datetime
    message_id: str

    def to_json(self) -> dict[str, Any]:
        """How it is kept."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Letter":
        """As it was kept."""
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"])})


class Mailboxes:
    """At most so many mails are kept in all; the oldest go first."""

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._letters: dict[int, Letter] = {}
        self._last = 0

    def read(self, to: str, raw: bytes, at: datetime) -> Letter:
        """The mail in these bytes, not yet put into the mailbox."""
        mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
        body = mail.get_body(("plain",))
        self._last += 1
        return Letter(
            id=self._last,
            to=to.lower(),
            sender=str(mail.get("from", "")),
            subject=str(mail.get("subject", "")),
            text=body.get_content() if body is not None else "",
            at=at,
            message_id=str(mail.get("message-id", "")),
        )

    def put(self, letter: Letter) -> None:
        """A mail arrives in its mailbox."""
        self.restore(letter)
        if len(self._letters) > self._most:
            del self._letters[next(iter(self._letters))]

    def restore(self, letter: Letter) -> None:
        """Puts back a mail that was kept on disk."""
        self._last = max(self._last, letter.id)
        self._letters[letter.id] = letter

    def addresses(self) -> Mapping[str, int]:
        """Every address with how many mails it has, the latest first."""
        counts: dict[str, int] = {}
        for letter in reversed(self._letters.values()):
            counts[letter.to] = counts.get(letter.to, 0) + 1
        return counts

    def letters_of(self, address: str) -> list[Letter]:
        """The mails of an address, oldest first."""
        return [letter for letter in self._letters.values() if letter.to == address.lower()]
