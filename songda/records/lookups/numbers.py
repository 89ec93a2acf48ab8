"""A number that was found becomes an address of class *found*: a lead, never confirmed until a call says so."""

from collections.abc import Sequence
from datetime import datetime

from songda.clock import new_id
from songda.core.lookups.words import NumberState
from songda.core.refusal import Refused
from songda.records import vault
from songda.records.lookups.models import FoundNumber, Inquiry
from songda.records.parties.addresses import add_address
from songda.records.parties.drafts import AddressDraft
from songda.records.parties.models import Address, Party
from songda.records.tasks.actions import TaskDraft, open_tasks
from songda.records.vault.indexes import address_index
from songda.registries.contract import HeldNumber

HOW = "lookup"


def keep_numbers(inquiry: Inquiry, numbers: Sequence[HeldNumber], now: datetime) -> None:
    """Seal what the operator named; what is in use becomes an address, and somebody is asked to call."""
    party = inquiry.lookup.party
    rows = [_row(inquiry, held, party, now) for held in numbers]
    FoundNumber.objects.bulk_create(rows)
    if any(row.address_id for row in rows):
        open_tasks([TaskDraft("call", "number_found", inquiry.lookup.case, party=party)], now)


def _row(inquiry: Inquiry, held: HeldNumber, party: Party, now: datetime) -> FoundNumber:
    number_id = new_id()
    row = FoundNumber(
        id=number_id,
        inquiry=inquiry,
        value_sealed=vault.seal_text(f"found_number.value:{number_id}", held.value),
        state=held.state.value,
        found_at=now,
    )
    if held.state is not NumberState.IN_USE:
        row.why_unused = held.state.value
        return row
    row.address, row.why_unused = _address(party, held.value, now)
    return row


def _address(party: Party, value: str, now: datetime) -> tuple[Address | None, str]:
    """The address, or why there is none: barred for this person, the opponent's, on file already."""
    known = party.addresses.filter(kind="mobile", value_index=address_index("mobile", value), retired_at=None).first()
    if known is not None:
        return None, "address_exists"
    try:
        return add_address(party, AddressDraft("mobile", value, "found", HOW), "provider:registry", now), ""
    except Refused as refused:
        return None, refused.code
