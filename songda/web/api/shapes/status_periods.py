"""Custody and military service as they come in and go out: since when, until when, where."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from songda.records.circumstances.actions import StatusPeriodDraft
from songda.records.circumstances.models import Circumstance
from songda.web.api.shapes.base import In, Moment, Out, Text
from songda.web.api.shapes.words import PersonStatusWord


class StatusPeriodIn(In):
    """That a party is in custody or a serving soldier: since when, and in which prison or unit."""

    what: PersonStatusWord
    since: Moment
    place: Text

    def draft(self) -> StatusPeriodDraft:
        """For the records."""
        return StatusPeriodDraft(self.what, self.since, self.place)


class StatusPeriodEndIn(In):
    """Since when it is so no longer."""

    until: Moment


class StatusPeriodOut(Out):
    """What was so of a party, and from when until when; an entry that was struck ends where it began."""

    id: UUID
    party_id: UUID
    what: str
    since: AwareDatetime
    until: AwareDatetime | None

    @classmethod
    def of(cls, status_period: Circumstance) -> Self:
        """From its row."""
        assert status_period.party_id is not None  # noqa: S101 - the table's own rule
        until = status_period.since if status_period.struck_at else status_period.until
        return cls(
            id=status_period.id,
            party_id=status_period.party_id,
            what=status_period.kind,
            since=status_period.since,
            until=until,
        )
