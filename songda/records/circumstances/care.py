"""What asks for care in the people of a case, from the file and from what was said, and what follows from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from songda.core.care import CareFacts, CareLine, Need, care_for
from songda.core.circumstances import Kind
from songda.records.circumstances.entries import standing
from songda.records.circumstances.models import Circumstance
from songda.records.parties.capacity import birth_date
from songda.records.parties.models import Party

Said = Sequence[tuple[Need, datetime]]


def care_of(party: Party, now: datetime) -> tuple[CareLine, ...]:
    """Everything that asks for care in this person now."""
    return care_of_each([party], now)[party.id]


def care_of_each(parties: Sequence[Party], now: datetime) -> dict[UUID, tuple[CareLine, ...]]:
    """The same of many, in two statements."""
    prefetch_related_objects(parties, "circumstances")
    said = said_of_each(party.id for party in parties)
    return {party.id: care_for(_facts(party, said.get(party.id, ())), _today(party, now)) for party in parties}


def _facts(party: Party, said: Said) -> CareFacts:
    return CareFacts(
        born_on=birth_date(party.kind, party.domicile, party.number),
        is_in_custody=party.is_in_custody or standing(party, Kind.IN_CUSTODY) is not None,
        is_soldier=party.is_soldier or standing(party, Kind.SOLDIER) is not None,
        is_abroad=party.domicile != "cn",
        said=said,
    )


def _today(party: Party, now: datetime) -> date:
    return now.astimezone(ZoneInfo(party.case.court.zone)).date()


def care_by_word(party: Party, said: Said, now: datetime) -> tuple[CareLine, ...]:
    """What follows from their home and from what was said alone, with nothing of theirs unsealed."""
    return care_for(CareFacts(is_abroad=party.domicile != "cn", said=said), now.date())


def said_of_each(party_ids: Iterable[UUID]) -> Mapping[UUID, Said]:
    """What was said of each and still holds, in one statement; the oldest first."""
    rows = Circumstance.objects.filter(party_id__in=set(party_ids), kind=Kind.CARE, struck_at=None, until=None)
    found: dict[UUID, list[tuple[Need, datetime]]] = defaultdict(list)
    for party_id, basis, since in rows.order_by("since", "id").values_list("party_id", "basis", "since"):
        found[party_id].append((Need(basis), since))
    return found
