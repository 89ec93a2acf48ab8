"""Who sees a found number in full: whoever has to call, on their task, and it goes on record that they did."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.core.access import Act, may
from songda.core.evidence.readings import Door
from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.delivery.lookups.events import lookup_event
from songda.records.delivery.lookups.models import FoundNumber, Lookup, Uncovering
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.actions import record
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.showing import reading_data

COVERED = ("found", "rejected")  # once they confirmed it themselves it is an address like any other


def covered(user: User, addresses: Iterable[Address]) -> set[UUID]:
    """Those of the addresses that this member of staff must see masked: looked up, not confirmed, not uncovered."""
    ids = [address.id for address in addresses if address.address_class in COVERED]
    found = FoundNumber.objects.filter(address_id__in=ids).exclude(uncoverings__user=user)
    return {address_id for address_id in found.values_list("address_id", flat=True) if address_id}


def may_uncover(user: User, lookup: Lookup) -> bool:
    """Whoever asked for it, or whoever has a task about the person on their desk now."""
    if lookup.case.court_id != user.court_id or not may(user.role, Act.SEE_PERSONAL):
        return False
    of_person = Q(party=lookup.party_id) | Q(envelope__party=lookup.party_id)
    on_desk = Task.objects.filter(of_person, case=lookup.case_id, owner=user, closed_at=None)
    return lookup.asked_by == f"staff:{user.id}" or on_desk.exists()


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
