"""Which number was called: one of the party's on file, or another one, which is then kept with the call."""

from datetime import datetime

from django.db.models import QuerySet

from songda.core.identifiers import IdentifierError, read_mobile
from songda.core.refusal import Refused, WrongField
from songda.records.parties.addresses import add_address
from songda.records.parties.drafts import AddressDraft, CallDraft
from songda.records.parties.models import Address, Party
from songda.records.vault.indexes import address_index

KIND = "mobile"  # the kind of number to which messages go
_LONGEST = 20


def number_called(party: Party, draft: CallDraft, by: str, now: datetime) -> Address | None:
    """The address that was called; None where the other number stands in no file and nobody agreed to it.

    Another number that the party agreed to becomes theirs: the call confirms it, and no other.
    """
    if draft.number.strip():
        return _another(party, draft, by, now)
    if draft.address_id is None:
        return None
    address = _on_file(party).filter(id=draft.address_id).first()
    if address is None:
        raise Refused("no_number_to_confirm")
    return address


def _another(party: Party, draft: CallDraft, by: str, now: datetime) -> Address | None:
    typed = draft.number.strip()
    try:
        value = str(read_mobile(typed))
    except IdentifierError as error:
        if draft.outcome == "agrees" or len(typed) > _LONGEST or not any(letter.isdigit() for letter in typed):
            raise WrongField("number", "wrong_number_called", why=error) from error
        return None
    known = _on_file(party).filter(kind=KIND, value_index=address_index(KIND, value)).first()
    if known is None and draft.outcome == "agrees":
        known = add_address(party, AddressDraft(KIND, value, "unknown", "call"), by, now)
    return known


def _on_file(party: Party) -> QuerySet[Address]:
    return party.addresses.filter(retired_at=None).select_related("party__acts_for")
