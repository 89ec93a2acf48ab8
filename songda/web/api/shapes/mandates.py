"""Helpers and their mandates, and what asks for care in a party, as they come in and go out."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.core.care import CareLine
from songda.records.delivery.mandates.actions import MandateDraft
from songda.records.delivery.mandates.models import Mandate
from songda.web.api.shapes.base import In, Moment, Out, Text
from songda.web.api.shapes.words import GivenHowWord, IdentifiedHowWord, NeedWord, RelationWord, RightWord


class MandateIn(In):
    """Who helps, what they may do, until when; without `envelope_id` for every paper of the case.

    `given_how` is how the person themselves said so, `identified_how` how the helper is known.
    """

    name: Text
    number: Text
    relation: RelationWord
    rights: Annotated[list[RightWord], Field(min_length=1, max_length=3)]
    until: Moment
    given_how: GivenHowWord
    identified_how: IdentifiedHowWord
    envelope_id: UUID | None = None

    def draft(self) -> MandateDraft:
        """For the records."""
        return MandateDraft(**self.model_dump(exclude={"rights"}), rights=tuple(self.rights))


class MandateOut(Out):
    """One mandate, without the helper's number."""

    id: UUID
    party_id: UUID
    envelope_id: UUID | None
    name: str
    relation: str
    rights: list[str]
    given_how: str
    identified_how: str
    since: AwareDatetime
    until: AwareDatetime
    ended_at: AwareDatetime | None

    @classmethod
    def of(cls, mandate: Mandate) -> Self:
        """From its row."""
        return cls(**{name: getattr(mandate, name) for name in MandateOut.model_fields})


class MandateMadeOut(MandateOut):
    """A new mandate with the code that the helper types; it is shown this once."""

    code: str

    @classmethod
    def made(cls, mandate: Mandate, code: str) -> Self:
        """From its row and the code."""
        return cls(**MandateOut.of(mandate).model_dump(), code=code)


class WishEndIn(In):
    """What they no longer need or wish, and since when; it ends in every case of the court."""

    need: NeedWord
    until: Moment


class CareOut(Out):
    """One thing that asks for care: what is done by itself, what is offered, how many days longer reading may take.

    `since` is null where it is seen from the file.
    """

    need: str
    since: AwareDatetime | None
    does: list[str]
    offers: list[str]
    more_days: int

    @classmethod
    def of(cls, line: CareLine) -> Self:
        """From the rule's answer."""
        does, offers = ([measure.value for measure in told] for told in (line.does, line.offers))
        return cls(need=line.need.value, since=line.since, does=does, offers=offers, more_days=line.patience.days)


class StandingCareOut(Out):
    """Everything that asks for care in a party now."""

    care: list[CareOut]
