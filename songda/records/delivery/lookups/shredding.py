"""At the end of the retention the numbers go for good; requests, answers and every event stay."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from songda.core.evidence.canonical import Json
from songda.records.delivery.lookups.events import inquiry_event
from songda.records.delivery.lookups.models import FoundNumber
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.models import Address


def shred(case_ids: Iterable[UUID], now: datetime) -> int:
    """Inside the caller's transaction: take the numbers away, with the addresses that came of them; how many."""
    rows = FoundNumber.objects.filter(inquiry__lookup__case__in=list(case_ids), shredded_at=None)
    gone = list(rows.select_for_update(of=("self",)).select_related("inquiry__lookup").order_by("id"))
    FoundNumber.objects.filter(id__in=[one.id for one in gone]).update(value_sealed=None, shredded_at=now)
    addresses = Address.objects.filter(found_numbers__in=[one.id for one in gone]).distinct().select_related("party")
    given_up = [_event(address, now) for address in addresses if address.retired_at is None]
    for address in addresses:
        address.value_sealed = vault.seal_text(f"address.value:{address.id}", "")
        address.value_index = address.id.bytes  # leads to no number, and stays one of its kind
        address.retired_at = address.retired_at or now
        address.save(update_fields=["value_sealed", "value_index", "retired_at"])
    told = [inquiry_event("number.shredded", one.inquiry, now, number=str(one.id)) for one in gone]
    record([*told, *given_up], now)
    return len(gone)


def _event(address: Address, now: datetime) -> NewEvent:
    data: dict[str, Json] = {"address": str(address.id), "ground": "shredded"}
    return NewEvent("address.retired", f"party:{address.party_id}", address.party.case_id, now, "engine", data)
