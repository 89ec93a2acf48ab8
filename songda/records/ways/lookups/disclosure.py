"""Who gets to see what a look-up found, and that it was made.

Whoever has to call sees a number in full, on their task, and it goes on record that they did. The person sees who
looked them up: which court, when, what for; a judge may delay that, with an end date. At the end of the retention the
numbers go for good, while requests, answers and every event stay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from songda.core.access import Act, may, may_judge
from songda.core.evidence.readings import Door
from songda.core.lookups import State
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.court.staff.office import as_they_are
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.actions import Reason, lock_case
from songda.records.matter.parties.addresses import shred_addresses
from songda.records.matter.parties.models import OWN_CLASSES, Address, Party
from songda.records.matter.parties.showing import reading_data
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.course import inquiry_event, lookup_event
from songda.records.ways.lookups.models import FoundNumber, Lookup, Uncovering
from songda.records.ways.visits.models import Stop

LONGEST_DELAY = timedelta(days=180)
_NEVER_ASKED = (State.WAITING.value, State.DECLINED.value)


def covered(user: User, addresses: Iterable[Address]) -> set[UUID]:
    """Those of the addresses that this member of staff must see masked: looked up, not their own, not uncovered."""
    return _address_ids(_looked_up(addresses).exclude(uncoverings__user=user))


def looked_up(addresses: Iterable[Address]) -> set[UUID]:
    """Those that nobody sees in full in a file that whoever holds it reads: looked up, not confirmed."""
    return _address_ids(_looked_up(addresses))


def _looked_up(addresses: Iterable[Address]) -> QuerySet[FoundNumber]:
    """Whatever else is said of it: only once they said themselves that it is theirs it is an address like any other."""
    ids = [address.id for address in addresses if address.address_class not in OWN_CLASSES]
    return FoundNumber.objects.filter(address_id__in=ids)


def _address_ids(found: QuerySet[FoundNumber]) -> set[UUID]:
    return {address_id for address_id in found.values_list("address_id", flat=True) if address_id}


def numbers_covered(party: Party) -> list[str]:
    """The numbers that operators named of this person, whatever became of them, and that nobody reads in a file.

    Not those that are on file from elsewhere, or that the person said to be theirs; and none once it is shredded.
    """
    addresses = list(Address.objects.filter(party=party))
    masked = looked_up(addresses)
    known = {address.value for address in addresses if address.id not in masked}
    of_person = Q(inquiry__lookup__party=party)
    if party.number_index:
        of_person |= Q(inquiry__lookup__subject_index=party.number_index)
    found = FoundNumber.objects.filter(of_person, shredded_at=None).exclude(address__address_class__in=OWN_CLASSES)
    named = {one.value for one in found}
    return sorted({*named, *(address.value for address in addresses if address.id in masked)} - known - {""})


def may_uncover(user: User, lookup: Lookup) -> bool:
    """Whoever asked for it, has a task about the person on their desk now, or goes to them on a round."""
    if lookup.case.court_id != user.court_id or not may(user.role, Act.SEE_PERSONAL):
        return False
    of_person = Q(party=lookup.party_id) | Q(envelope__party=lookup.party_id)
    on_desk = Task.objects.filter(of_person, case=lookup.case_id, owner=user, closed_at=None)
    return lookup.asked_by == f"staff:{user.id}" or on_desk.exists() or _goes_to(user, lookup)


def _goes_to(user: User, lookup: Lookup) -> bool:
    stops = Stop.objects.filter(envelope__party=lookup.party_id, dropped_at=None, round__person=user)
    return stops.filter(round__ended_at=None, round__shut_at=None).exists()


@transaction.atomic
def uncover(number: FoundNumber, user: User, now: datetime) -> None:
    """Let this person see the number; Refused for anybody who is not on it, and once it is shredded."""
    lookup = number.inquiry.lookup
    if number.value_sealed is None:
        raise Refused("number_shredded")
    if not may_uncover(user, lookup):
        raise Refused("number_not_on_your_task")
    _, is_new = Uncovering.objects.get_or_create(number=number, user=user, defaults={"at": now})
    if is_new:
        read = reading_data(lookup.case.court_id, [lookup.case_id], [lookup.party_id], Door.LOOKUPS)
        shown = {**read, "number": str(number.id), "operator": number.inquiry.operator}
        record([lookup_event("number.uncovered", lookup, f"staff:{user.id}", now, dict(shown))], now)


def shred(case_ids: Iterable[UUID], now: datetime) -> int:
    """Inside the caller's transaction: take the numbers away, with the addresses that came of them; how many."""
    rows = FoundNumber.objects.filter(inquiry__lookup__case__in=list(case_ids), shredded_at=None)
    gone = list(rows.select_for_update(of=("self",)).select_related("inquiry__lookup").order_by("id"))
    FoundNumber.objects.filter(id__in=[one.id for one in gone]).update(value_sealed=None, shredded_at=now)
    addresses = Address.objects.filter(found_numbers__in=[one.id for one in gone]).distinct().select_related("party")
    record([inquiry_event("number.shredded", one.inquiry, now, number=str(one.id)) for one in gone], now)
    shred_addresses(list(addresses), now)
    return len(gone)


@dataclass(frozen=True)
class ShownLookup:
    """One look-up as the person reads of it."""

    court_zh: str
    court_en: str
    at: datetime
    purpose: str
    operators: Sequence[str]
    case_number: str  # only of the case that they came for


def lookups_shown_to(party: Party, now: datetime) -> list[ShownLookup]:
    """Every look-up of this person in which operators were asked, in whichever court, the newest first."""
    who = Q(party=party)
    if party.number_index:
        who |= Q(subject_index=party.number_index)
    rows = Lookup.objects.filter(who, inquiries__times_asked__gt=0).exclude(state__in=_NEVER_ASKED)
    seen = rows.exclude(untold_until__gt=now).select_related("case__court").distinct().order_by("-asked_at")
    return [_shown(lookup, party) for lookup in seen]


def _shown(lookup: Lookup, party: Party) -> ShownLookup:
    court = lookup.case.court
    number = lookup.case.number if lookup.case_id == party.case_id else ""
    at = lookup.decided_at or lookup.asked_at
    return ShownLookup(court.name, court.name_en or court.name, at, lookup.purpose, lookup.operators, number)


@transaction.atomic
def delay_telling(lookup: Lookup, until: datetime, reason: Reason, judge: User, now: datetime) -> None:
    """The judge of the case delays until a date, or ends the delay by a date that has come; Refused for others."""
    words = reason.read()
    case = lock_case(lookup.case_id)
    if case.court_id != judge.court_id or not may_judge(as_they_are(judge).role, judge.id, case.judge_id):
        raise Refused("lookup_delay_by_judge")
    if until > now + LONGEST_DELAY:
        raise WrongField("until", "lookup_delay_too_long", days=LONGEST_DELAY.days)
    Lookup.objects.filter(id=lookup.id).update(untold_until=until)
    data = {"until": until.isoformat()}
    record(
        [lookup_event("lookup.telling_delayed", lookup, f"staff:{judge.id}", now, dict(data), {"reason": words})], now
    )
    lookup.refresh_from_db()
