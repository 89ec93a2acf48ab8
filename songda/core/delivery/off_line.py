"""How somebody is served off line: for a reason that the court noted, by their own wish, or both at once.

Each ends by itself: the court that lifts its mark leaves the wish, and whoever takes their wish back leaves the mark.
Online Litigation Rules, articles 2(4), 4 and 5 paragraph 1.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, Self

OWN_WISH, COURT_DECISION = "own_wish", "court_decision"
OFFLINE_REASONS = ("age", "disability", "no_device", "illiteracy", OWN_WISH, COURT_DECISION)
# What is so of the person in every case of theirs at the court: all but what a court decided for one case.
OF_THE_PERSON = tuple(reason for reason in OFFLINE_REASONS if reason != COURT_DECISION)


class MayBeOffLine(Protocol):
    """A party as the records or the log have it."""

    offline_since: datetime | None
    offline_reason: str
    wants_paper_since: datetime | None


@dataclass(frozen=True)
class OffLine:
    """Since when somebody is served off line and why, and since when they themselves want paper only.

    Its fields are those of a party. The reason is the court's where there is one beside the wish.
    """

    offline_since: datetime | None = None
    offline_reason: str = ""
    wants_paper_since: datetime | None = None

    @classmethod
    def of(cls, party: MayBeOffLine) -> Self:
        """How this party stands."""
        return cls(party.offline_since, party.offline_reason, party.wants_paper_since)

    @property
    def since(self) -> datetime | None:
        """Since when without a break nothing goes to them electronically."""
        return min((at for at in (self.offline_since, self.wants_paper_since) if at is not None), default=None)

    @property
    def has_court_reason(self) -> bool:
        """Whether there is another reason than their own wish."""
        return self.offline_reason not in {"", OWN_WISH}

    def marked(self, reason: str, at: datetime) -> Self:
        """With this reason too; the same as before where it, or another one of the court's, stands already."""
        if reason == OWN_WISH:
            wished = replace(self, wants_paper_since=self.wants_paper_since or at)
            return wished if self.offline_since else replace(wished, offline_since=at, offline_reason=OWN_WISH)
        return self if self.has_court_reason else replace(self, offline_since=at, offline_reason=reason)

    def lifted(self) -> Self:
        """The judge lifted it: what remains is a wish that stands beside a reason of the court's."""
        if self.has_court_reason and self.wants_paper_since is not None:
            return replace(self, offline_since=self.wants_paper_since, offline_reason=OWN_WISH)
        return type(self)()

    def without_wish(self) -> Self:
        """They took their wish back: what remains is the court's reason."""
        return replace(self, wants_paper_since=None) if self.has_court_reason else type(self)()
