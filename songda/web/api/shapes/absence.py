"""That a party is missing or withholds their address, as it comes in."""

from songda.records.circumstances.actions import MissingDraft, WithheldDraft
from songda.web.api.shapes.base import In, Lines, Moment
from songda.web.api.shapes.words import (
    MissingWord,
    WithholdingWord,
)


class MissingIn(In):
    """That a party is missing: who says so, since when, and what shows it."""

    source: MissingWord
    since: Moment
    evidence: Lines

    def draft(self) -> MissingDraft:
        """For the records."""
        return MissingDraft(self.source, self.since, self.evidence)


class WithheldIn(In):
    """That a party gives no address though told what follows, or evades: since when, and what shows it."""

    how: WithholdingWord
    at: Moment
    evidence: Lines

    def draft(self) -> WithheldDraft:
        """For the records."""
        return WithheldDraft(self.how, self.at, self.evidence)


class GivenIn(In):
    """Since when the court has an address from the party after all."""

    at: Moment


class FoundIn(In):
    """Since when the court knows again where a party is."""

    at: Moment
