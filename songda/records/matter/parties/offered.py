"""Addresses that a recipient names themselves: a number counts only after a code that was sent there.

One that they want used in all their cases at the court goes to those that run, and comes along to later ones.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from songda.channels.registry import address_kinds, place_kinds
from songda.core.identifiers.postal import PostalAddress
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.addresses import (
    add_address,
    address_event,
    address_row,
    history_row,
    refuse_shared,
    set_address_class,
)
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import OWN_CLASSES, Address, Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.queries import in_open_cases, same_person

HOW = "portal"


def address_offered_by(party: Party, kind: str, value: str, now: datetime) -> Address:
    """The row of an address just named, inside the caller's transaction; not in use, so nothing else is sent there.

    Raises WrongField, or Refused when it is theirs already or an opponent's. One that the court only found is given
    back as it stands.
    """
    fresh = address_row(party, AddressDraft(kind, value, "unknown", HOW), now)
    refuse_shared(party, kind, bytes(fresh.value_index), "provided")
    same = Address.objects.filter(party=party, kind=kind, value_index=fresh.value_index)
    in_use = same.filter(retired_at=None).first()
    if in_use is not None:
        if in_use.address_class in OWN_CLASSES:
            raise Refused("address_exists")
        return in_use
    asked_before = same.filter(findings=None).first()
    if asked_before is not None:
        return asked_before
    fresh.retired_at = now
    fresh.save(force_insert=True)
    return fresh


@transaction.atomic
def accept_address(address: Address, by: str, now: datetime) -> None:
    """They typed the code that was sent there: from now on it is an address that they provided themselves."""
    if address.retired_at is None:
        set_address_class(address, "provided", HOW, by, now)
        return
    party = address.party
    refuse_shared(party, address.kind, bytes(address.value_index), "provided")
    address.retired_at, address.address_class = None, "provided"
    address.class_since = address.recorded_at = now
    try:
        with transaction.atomic():
            address.save(update_fields=["retired_at", "address_class", "class_since", "recorded_at"])
    except IntegrityError:
        raise Refused("address_exists") from None
    history_row(address, HOW, by, now).save(force_insert=True)
    record([address_event(address, party, AddressDraft(address.kind, address.value, "provided", HOW), by)], now)
    reconsider([party.id])


@transaction.atomic
def provide_place(party: Party, place: PostalAddress, by: str, now: datetime) -> Address:
    """They say where letters reach them: no code can go there, their own word makes it an address that they provided.

    Raises WrongField for a part that is missing or wrong, Refused when it is theirs already. A place that the court
    only found becomes theirs.
    """
    draft = AddressDraft(place_kinds()[0], "", "provided", HOW, place=place)
    index = address_row(party, draft, now).value_index
    in_use = Address.objects.filter(party=party, kind=draft.kind, value_index=index, retired_at=None).first()
    if in_use is None:
        return add_address(party, draft, by, now)
    if in_use.address_class in OWN_CLASSES:
        raise Refused("address_exists")
    set_address_class(in_use, "provided", HOW, by, now)
    return in_use


def place_they_gave(party: Party) -> Address | None:
    """The place that they told last themselves, as far as it is still in use."""
    own = Address.objects.filter(party=party, kind__in=place_kinds(), retired_at=None, address_class="provided")
    return own.filter(findings__how=HOW).order_by("-class_since", "-id").first()


@transaction.atomic
def use_in_all_cases(address: Address, by: str, now: datetime) -> list[Party]:
    """It counts as theirs in their other open cases too; gives back the parties to whom it was added.

    Where it cannot (an opponent has it there as their own) that case is left out. In a case about somebody's status,
    where more proof is due, it is a number that was found. Raises Refused where they did not give or confirm it.
    """
    address.party.check_in_case()
    if address.address_class not in OWN_CLASSES or address.retired_at is not None:
        raise Refused("address_not_their_own")
    Address.objects.filter(id=address.id).update(is_for_all_cases=True)
    address.is_for_all_cases = True
    record([_event("address.extended", address, by, now)], now)
    others = in_open_cases(same_person(address.party)).exclude(id=address.party_id)
    return [party for party in others.select_related("acts_for") if _give(party, address, by, now)]


@transaction.atomic
def use_in_this_case_only(address: Address, by: str, now: datetime) -> None:
    """No later case gets it; where it was added it stays until the court takes it out."""
    if Address.objects.filter(id=address.id, is_for_all_cases=True).update(is_for_all_cases=False):
        address.is_for_all_cases = False
        record([_event("address.limited", address, by, now)], now)


def bring_along(court: Court, parties: Sequence[Party], by: str, now: datetime) -> None:
    """New parties get what they said of all their cases before; one statement where nobody said anything."""
    numbers = {bytes(party.number_index) for party in parties if party.number_index}
    if not numbers:
        return
    wanted = Address.objects.filter(
        party__case__court=court, party__number_index__in=numbers, is_for_all_cases=True, retired_at=None
    )
    for address in wanted.exclude(address_class="rejected").select_related("party").order_by("id"):
        number = bytes(address.party.number_index or b"")
        for party in parties:
            if party.id != address.party_id and bytes(party.number_index or b"") == number:
                _give(party, address, by, now)


def _give(party: Party, address: Address, by: str, now: datetime) -> bool:
    known = party.addresses.filter(kind=address.kind, value_index=address.value_index, retired_at=None).first()
    # Whoever proved by a message's code alone who they are may be the other side of that case: a spouse at home.
    counts_as = "found" if party.case.is_status_case else "provided"
    try:
        with transaction.atomic():
            if known is None:
                is_connected = address_kinds()[address.kind].is_connected
                draft = AddressDraft(address.kind, address.value, counts_as, HOW, is_connected=is_connected)
                add_address(party, draft, by, now)
                return True
            if known.address_class in OWN_CLASSES or counts_as == "found":
                return False
            set_address_class(known, counts_as, HOW, by, now)
            return True
    except (Refused, WrongField):
        return False


def _event(name: str, address: Address, by: str, now: datetime) -> NewEvent:
    party = address.party
    return NewEvent(name, f"party:{party.id}", party.case_id, now, by, {"address": str(address.id)})
