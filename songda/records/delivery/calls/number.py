"""Which number was called: one of the party's on file, or another one, which is then kept with the call."""

from datetime import datetime

from django.db.models import QuerySet

from songda.channels.registry import address_kinds, routes
from songda.core.delivery.address_kinds import LANDLINE
from songda.core.identifiers import IdentifierError, is_landline, read_mobile
from songda.core.refusal import Refused, WrongField
from songda.records.ground.vault import address_index
from songda.records.matter.parties.addresses import add_address, set_address_class
from songda.records.matter.parties.drafts import AddressDraft, CallDraft
from songda.records.matter.parties.models import OWN_CLASSES, Address, Party

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


def has_a_number(party: Party) -> bool:
    """Whether a number is on file that nobody said to be somebody else's."""
    numbers = _on_file(party).filter(kind__in=(KIND, LANDLINE.word), disowned_at=None)
    return numbers.exclude(address_class="rejected").exists()


def _another(party: Party, draft: CallDraft, by: str, now: datetime) -> Address | None:
    typed = draft.number.strip()
    kind = LANDLINE.word if is_landline(typed) else KIND
    try:
        value = address_kinds()[kind].read(typed)
    except IdentifierError as error:
        if draft.outcome == "agrees" or len(typed) > _LONGEST or not any(letter.isdigit() for letter in typed):
            raise WrongField("number", "wrong_number_called", why=error) from error
        return None
    known = _on_file(party).filter(kind=kind, value_index=address_index(kind, value)).first()
    if known is None and draft.outcome == "agrees":
        known = add_address(party, AddressDraft(kind, value, "unknown", "call"), by, now)
    return known


def name_for_papers(party: Party, called: Address | None, draft: CallDraft, by: str, now: datetime) -> None:
    """Keep the mobile number that they named for papers; raises WrongField where papers could go nowhere.

    At a landline people can be called and nothing can be sent; whoever agrees there says where papers shall go.
    """
    if draft.send_to.strip():
        _name(party, draft.send_to, by, now)
        return
    reach = {kind.word for route in routes() for kind in route.reaches}
    can_be_sent = called is None or called.kind in reach
    if not can_be_sent and not _on_file(party).filter(kind__in=reach, address_class__in=OWN_CLASSES).exists():
        raise WrongField("send_to", "send_where")


def _name(party: Party, typed: str, by: str, now: datetime) -> None:
    try:
        value = str(read_mobile(typed.strip()))
    except IdentifierError as error:
        raise WrongField("send_to", "wrong_number_called", why=error) from error
    known = _on_file(party).filter(kind=KIND, value_index=address_index(KIND, value)).first()
    if known is None:
        add_address(party, AddressDraft(KIND, value, "provided", "call"), by, now)
    elif known.address_class not in OWN_CLASSES:
        set_address_class(known, "provided", "call", by, now)


def _on_file(party: Party) -> QuerySet[Address]:
    return party.addresses.filter(retired_at=None).select_related("party__acts_for")
