"""What asks for care in the people of a case, from the file and from what was said, and what follows from it.

What somebody said of themselves holds in every case of the court in which they are a party, whichever case it was said
in: those who bear the same identity number or credit code are one person.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import prefetch_related_objects

from songda.core.care import CareFacts, CareLine, Need, care_for
from songda.core.circumstances import Kind
from songda.records.matter.circumstances.entries import entry_in_force
from songda.records.matter.parties.consents import birth_date
from songda.records.matter.parties.models import Party

StatedNeeds = Sequence[tuple[Need, datetime]]
_STATED = """
    SELECT mine.id, entry.basis, min(entry.since), bool_and(entry.party_id <> mine.id)
    FROM parties_party mine
    JOIN cases_case mine_case ON mine_case.id = mine.case_id
    JOIN parties_party same ON same.id = mine.id OR same.number_index = mine.number_index
    JOIN cases_case same_case ON same_case.id = same.case_id AND same_case.court_id = mine_case.court_id
    JOIN circumstances_circumstance entry ON entry.party_id = same.id
    WHERE mine.id = ANY(%(ids)s) AND entry.kind = %(care)s AND entry.struck_at IS NULL AND entry.until IS NULL
    GROUP BY mine.id, entry.basis
    ORDER BY 3, entry.basis
"""


def care_of(party: Party, now: datetime) -> tuple[CareLine, ...]:
    """Everything that asks for care in this person now."""
    return care_of_each([party], now)[party.id]


def care_of_each(parties: Sequence[Party], now: datetime) -> dict[UUID, tuple[CareLine, ...]]:
    """The same of many, in two statements."""
    prefetch_related_objects(parties, "circumstances")
    stated = stated_needs(party.id for party in parties)
    found: dict[UUID, tuple[CareLine, ...]] = {}
    for party in parties:
        today = now.astimezone(ZoneInfo(party.case.court.zone)).date()
        found[party.id] = care_for(_facts(party, stated.get(party.id, ())), today)
    return found


def _facts(party: Party, stated: StatedNeeds) -> CareFacts:
    return CareFacts(
        born_on=birth_date(party.kind, party.domicile, party.number),
        is_in_custody=party.is_in_custody or entry_in_force(party, Kind.IN_CUSTODY) is not None,
        is_soldier=party.is_soldier or entry_in_force(party, Kind.SOLDIER) is not None,
        is_abroad=party.domicile != "cn",
        stated=stated,
    )


def care_by_word(party: Party, stated: StatedNeeds, now: datetime) -> tuple[CareLine, ...]:
    """What follows from their home and from what was said alone, with nothing of theirs unsealed."""
    return care_for(CareFacts(is_abroad=party.domicile != "cn", stated=stated), now.date())


def stated_needs(party_ids: Iterable[UUID]) -> Mapping[UUID, StatedNeeds]:
    """What each of them said in any case of the court and still holds, in one statement; each need once, from when on.

    The oldest first.
    """
    wanted = sorted(set(party_ids))
    found: dict[UUID, list[tuple[Need, datetime]]] = defaultdict(list)
    for party_id, basis, since, _elsewhere in _stated(wanted):
        found[party_id].append((Need(basis), since))
    return found


def stated_elsewhere(party: Party) -> frozenset[Need]:
    """What this person said in another case of the court, and not in this one."""
    return frozenset(Need(basis) for _, basis, _, elsewhere in _stated([party.id]) if elsewhere)


def _stated(party_ids: list[UUID]) -> list[tuple[UUID, str, datetime, bool]]:
    if not party_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STATED, {"ids": party_ids, "care": Kind.CARE.value})
        return list(cursor.fetchall())
