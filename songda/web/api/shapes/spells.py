"""Custody and military service as they come in and go out: since when, until when, where."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from songda.records.circumstances.actions import SpellDraft
from songda.records.circumstances.models import Circumstance
from songda.web.api.shapes.base import In, Moment, Out, Text
from songda.web.api.shapes.words import SpellWord


class SpellIn(In):
    """That a party is in custody or a serving soldier: since when, and in which prison or unit."""

    what: SpellWord
    since: Moment
    place: Text

    def draft(self) -> SpellDraft:
        """For the records."""
        return SpellDraft(self.what, self.since, self.place)


class SpellEndIn(In):
    """Since when it is so no longer."""

    until: Moment


class SpellOut(Out):
    """What was so of a party, and from when until when; an entry that was struck ends where it began."""

    id: UUID
    party_id: UUID
    what: str
    since: AwareDatetime
    until: AwareDatetime | None

    @classmethod
    def of(cls, spell: Circumstance) -> Self:
        """From its row."""
        assert spell.party_id is not None  # noqa: S101 - the table's own rule
        until = spell.since if spell.struck_at else spell.until
        return cls(id=spell.id, party_id=spell.party_id, what=spell.kind, since=spell.since, until=until)
