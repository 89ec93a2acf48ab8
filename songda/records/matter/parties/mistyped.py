"""Corrects an address that was mistyped: whatever went there never reached the party; the right one takes its place."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import PostalAddress
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.addresses import add_address
from songda.records.matter.parties.drafts import AddressDraft, one_of
from songda.records.matter.parties.models import OWN_CLASSES, Address, AddressFinding
from songda.records.matter.parties.notify import reconsider

CALLED = ("corrected", "mistyped", "unknown")  # which number was called, by what the clerk knows
_OF_THE_NUMBER = frozenset({"call", "portal"})  # whoever was spoken to, or typed a code, was at the number of then


@dataclass(frozen=True)
class Right:
    """The right value, or the right parts of a place; `called` says which number was called, of one that was confirmed
    by telephone.
    """

    value: str
    called: str = ""
    place: PostalAddress | None = None


@transaction.atomic
def correct_address(old: Address, right: Right, reason: Reason, by: str, now: datetime) -> Address:
    """Put the right value in the place of a mistyped one; raises WrongField or Refused (given up meanwhile, shared …).

    What was sent to the wrong one counts for nothing and is decided anew; what waits to go there is called off. The
    right one does not inherit what was found out at the wrong one.
    """
    words, standing = reason.read(), carried(old, right.called)
    _give_up(old, now, is_mistyped=True)
    new = add_address(old.party, _draft(old, right, standing), by, now)
    if bytes(new.value_index) == bytes(old.value_index):
        raise Refused("nothing_changed")
    data: dict[str, Json] = {"address": str(old.id), "by": str(new.id), "ground": "mistyped"}
    called: dict[str, Json] = {"called": right.called} if right.called else {}
    record([_event("address.replaced", old, by, now, data | called, {"reason": words})], now)
    return new


def _draft(old: Address, right: Right, standing: AddressFinding | None) -> AddressDraft:
    draft = AddressDraft(old.kind, right.value, "unknown", "form", old.source, old.last_used_on, place=right.place)
    if standing is None:
        return draft
    return replace(draft, address_class=standing.address_class, how=standing.how, since=standing.at)


def rests_on_a_call(address: Address) -> bool:
    """Whether the address stands as confirmed because somebody was spoken to on the telephone."""
    newest = address.findings.order_by("-at", "-id").first()
    return newest is not None and newest.how == "call" and newest.address_class in OWN_CLASSES


def carried(old: Address, called: str) -> AddressFinding | None:
    """What is known of the address apart from the slip: the last that does not speak of whoever was at that number.

    A call does where the right number was called, and only the record had it wrong. Raises WrongField where it is not
    said which number was called.
    """
    if called:
        one_of("called", called, CALLED)
    elif rests_on_a_call(old):
        raise WrongField("called", "number_called")
    steps = old.findings.exclude(address_class="rejected").order_by("-at", "-id")
    of_the_right_one = {"portal"} if called == "corrected" else _OF_THE_NUMBER
    return next((step for step in steps if step.how not in of_the_right_one), None)


@transaction.atomic
def retire_address(address: Address, reason: Reason, by: str, now: datetime) -> None:
    """Write to an address no more, without another in its place; what was served there stands."""
    words = reason.read()
    _give_up(address, now, is_mistyped=False)
    record([_event("address.retired", address, by, now, {"address": str(address.id)}, {"reason": words})], now)
    reconsider([address.party_id])


def give_up(address: Address, ground: str, by: str, now: datetime) -> None:
    """Inside the caller's transaction: write to an address no more, on a ground that is a word; raises Refused."""
    _give_up(address, now, is_mistyped=False)
    record([_event("address.retired", address, by, now, {"address": str(address.id), "ground": ground}, {})], now)
    reconsider([address.party_id])


def _give_up(address: Address, now: datetime, *, is_mistyped: bool) -> None:
    """Of two clerks who end one address the second is told."""
    in_use = Address.objects.filter(id=address.id, retired_at=None)
    if not in_use.update(retired_at=now, is_mistyped=is_mistyped):
        raise Refused("address_retired_already")
    address.retired_at, address.is_mistyped = now, is_mistyped


def _event(name: str, address: Address, by: str, now: datetime, *parts: dict[str, Json]) -> NewEvent:
    data, private = parts
    return NewEvent(name, f"party:{address.party_id}", address.party.case_id, now, by, data, private)
