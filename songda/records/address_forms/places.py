"""The addresses of a signed form come on record as the party's own."""

from datetime import datetime

from songda.core.refusal import WrongField
from songda.records.address_forms.drafts import FormDraft
from songda.records.parties.addresses import add_address, replace_address, set_address_class
from songda.records.parties.drafts import AddressDraft
from songda.records.parties.models import OWN_CLASSES, Address, Party
from songda.records.parties.reading import read_address
from songda.records.vault.indexes import address_index

PLACE = "postal"


def take_addresses(party: Party, draft: FormDraft, how: str, by: str, now: datetime) -> list[Address]:
    """Every address that the form names, inside the caller's transaction; WrongField names the kind that is wrong."""
    taken = []
    if draft.place:
        taken.append(_take_place(party, AddressDraft(PLACE, draft.place, "provided", how), by, now))
    for kind, value in draft.numbers:
        taken.append(_take(party, AddressDraft(kind, value, "provided", how), by, now))
    return taken


def _take_place(party: Party, wanted: AddressDraft, by: str, now: datetime) -> Address:
    """Another place than that which they gave before takes its place: a change in writing."""
    known = _known(party, wanted)
    earlier = party.addresses.filter(kind=PLACE, retired_at=None, address_class__in=OWN_CLASSES)
    others = list(earlier.exclude(id=known.id) if known else earlier)
    if known is None and len(others) == 1:
        return replace_address(others[0], wanted, by, now)
    return _take(party, wanted, by, now)


def _take(party: Party, wanted: AddressDraft, by: str, now: datetime) -> Address:
    known = _known(party, wanted)
    if known is None:
        return add_address(party, wanted, by, now)
    if known.address_class not in OWN_CLASSES or known.is_disowned:
        set_address_class(known, "provided", wanted.how, by, now)
    return known


def _known(party: Party, wanted: AddressDraft) -> Address | None:
    """The address in use that is this very one."""
    try:
        value = read_address(wanted)
    except WrongField as wrong:
        raise WrongField(wanted.kind, wrong.code, why=wrong, part=wrong.part) from wrong
    rows = party.addresses.filter(kind=wanted.kind, value_index=address_index(wanted.kind, value), retired_at=None)
    return rows.select_related("party__case__court", "party__acts_for").first()
