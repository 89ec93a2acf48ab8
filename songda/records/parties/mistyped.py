"""Corrects an address that was mistyped: whatever went there never reached the party; the right one takes its place."""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.cases.reason import Reason
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.addresses import add_address
from songda.records.parties.drafts import AddressDraft
from songda.records.parties.models import Address
from songda.records.parties.notify import reconsider


@transaction.atomic
def correct_address(old: Address, value: str, reason: Reason, by: str, now: datetime) -> Address:
    """Put the right value in the place of a mistyped one; raises WrongField or Refused (given up meanwhile, shared …).

    What was sent to the wrong one counts for nothing and is decided anew; what waits to go there is called off.
    """
    words = reason.read()
    _give_up(old, now, is_mistyped=True)
    how = old.findings.order_by("-at", "-id").values_list("how", flat=True).first() or "form"
    draft = AddressDraft(old.kind, value, old.address_class, how, old.source, old.last_used_on)
    new = add_address(old.party, draft, by, now)
    if bytes(new.value_index) == bytes(old.value_index):
        raise Refused("nothing_changed")
    told: dict[str, Json] = {"address": str(old.id), "by": str(new.id), "ground": "mistyped"}
    record([_event("address.replaced", old, by, now, told, {"reason": words})], now)
    return new


@transaction.atomic
def retire_address(address: Address, reason: Reason, by: str, now: datetime) -> None:
    """Write to an address no more, without another in its place; what was served there stands."""
    words = reason.read()
    _give_up(address, now, is_mistyped=False)
    record([_event("address.retired", address, by, now, {"address": str(address.id)}, {"reason": words})], now)
    reconsider([address.party_id])


def _give_up(address: Address, now: datetime, *, is_mistyped: bool) -> None:
    """Of two clerks who end one address the second is told."""
    in_use = Address.objects.filter(id=address.id, retired_at=None)
    if not in_use.update(retired_at=now, is_mistyped=is_mistyped):
        raise Refused("address_retired_already")
    address.retired_at, address.is_mistyped = now, is_mistyped


def _event(name: str, address: Address, by: str, now: datetime, *parts: dict[str, Json]) -> NewEvent:
    told, private = parts
    return NewEvent(name, f"party:{address.party_id}", address.party.case_id, now, by, told, private)
