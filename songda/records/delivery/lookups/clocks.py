"""The clocks of tasks that wait for a look-up: they stand still from its request to its end."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from songda.core.lookups.words import OPEN
from songda.core.terms import Wait
from songda.records.delivery.lookups.models import Lookup
from songda.records.delivery.tasks.pauses import run_on, stand_still


def stop_clocks(party_id: UUID, by: str, now: datetime) -> None:
    """A look-up of this person was requested."""
    stand_still(_about([party_id]), Wait.LOOKUP, by, now)


def stop_clocks_where_asked(party_ids: Collection[UUID], now: datetime) -> None:
    """Tasks were opened about these persons: those wait at once whose look-up is under way."""
    if not party_ids:
        return
    asked = list(Lookup.objects.filter(party__in=party_ids, state__in=OPEN).values_list("party_id", flat=True))
    if asked:
        stand_still(_about(asked), Wait.LOOKUP, "engine", now)


def start_clocks(party_ids: Collection[UUID], by: str, now: datetime) -> None:
    """Their look-ups are over, whatever came of them."""
    run_on(_about(party_ids), Wait.LOOKUP, by, now)


def _about(parties: Collection[UUID]) -> Q:
    return Q(envelope__party__in=parties) | Q(party__in=parties)
