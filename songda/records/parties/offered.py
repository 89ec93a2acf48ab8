"""Addresses that a recipient names themselves: kept aside until a code sent there shows that it is really theirs."""

from datetime import datetime

from django.db import IntegrityError, transaction

from songda.core.refusal import Refused
from songda.records.evidence.actions import record
from songda.records.parties.addresses import (
    address_event,
    address_row,
    history_row,
    refuse_shared,
    set_address_class,
)
from songda.records.parties.drafts import AddressDraft
from songda.records.parties.models import OWN_CLASSES, Address, Party
from songda.records.parties.notify import reconsider

HOW = "portal"


def address_offered_by(party: Party, kind: str, value: str, now: datetime) -> Address:
    """The row of an address just named, inside the caller's transaction; not in use, so nothing else is sent there.

    Raises WrongField, or Refused when it is theirs already or an opponent's. One that the court only found is given
    back as it stands.
    """
    fresh = address_row(party, AddressDraft(kind, value, "unknown", HOW), now)
    refuse_shared(party, kind, bytes(fresh.value_index), "provided")
    same = Address.objects.filter(party=party, kind=kind, value_index=fresh.value_index)
    standing = same.filter(retired_at=None).first()
    if standing is not None:
        if standing.address_class in OWN_CLASSES:
            raise Refused("address_exists")
        return standing
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
