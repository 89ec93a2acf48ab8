"""Addresses of parties: recorded, confirmed, rejected, replaced, corrected, each step kept in their history.

Whatever went to a mistyped address never reached the party; the right one takes its place.

A number that a look-up gave and a call found to be somebody else's is barred for that person in every court.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from songda.channels.registry import address_kinds, place_kinds
from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import PostalAddress
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.ground.vault import address_index
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.drafts import ADDRESS_CLASSES, AddressDraft, check_source, one_of, read_address
from songda.records.matter.parties.models import OWN_CLASSES, Address, AddressFinding, Bar, Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.roles import SIDES, Side, are_opponents

OF_REMOVED_PARTY = Q(party__removed_at__isnull=False, party__acts_for=None)  # entered by mistake: never a party
_EVENT_OF = {"provided": "address.confirmed", "confirmed": "address.confirmed", "rejected": "address.rejected"}
_BARRED = "bar"  # how an address of the same person elsewhere came to be rejected
_FOUND = ("found", "unknown")  # what the person did not say themselves
CALLED = ("corrected", "mistyped", "unknown")  # which number was called, by what the clerk knows
_OF_THE_NUMBER = frozenset({"call", "portal"})  # whoever was spoken to, or typed a code, was at the number of then


@transaction.atomic
def add_address(party: Party, draft: AddressDraft, by: str, now: datetime) -> Address:
    """Record an address; raises WrongField, or Refused when it is there already or belongs to the opponent."""
    party.check_in_case()
    address = address_row(party, draft, now)
    refuse_shared(party, address.kind, bytes(address.value_index), address.address_class)
    refuse_barred(party, bytes(address.value_index), address.address_class)
    try:
        with transaction.atomic():
            address.save(force_insert=True)
    except IntegrityError:
        raise Refused("address_exists") from None
    history_row(address, draft.how, by, now).save(force_insert=True)
    record([address_event(address, party, draft, by)], now)
    reconsider([party.id])
    return address


@transaction.atomic
def set_address_class(address: Address, address_class: str, how: str, by: str, now: datetime) -> None:
    """Say anew how sure the court is of an address: confirmed by the person, rejected by whoever answers there …"""
    one_of("address_class", address_class, ADDRESS_CLASSES)
    party = address.party
    party.check_in_case()
    refuse_shared(party, address.kind, bytes(address.value_index), address_class)
    if not was_rejected_here(address):
        refuse_barred(party, bytes(address.value_index), address_class)
    before, address.address_class, address.class_since = address.address_class, address_class, now
    address.save(update_fields=["address_class", "class_since"])
    history_row(address, how, by, now).save(force_insert=True)
    record([_class_event(address, before, how, by, now)], now)
    bar_or_unbar(address, by, now)
    reconsider([party.id])


@transaction.atomic
def replace_address(old: Address, draft: AddressDraft, by: str, now: datetime) -> Address:
    """Put another address in the place of one; the old one stays in the history and is written to no more."""
    if not Address.objects.filter(id=old.id, retired_at=None).update(retired_at=now):
        raise Refused("address_retired_already")
    new = add_address(old.party, draft, by, now)
    record([_event("address.replaced", old, by, now, {"by": str(new.id)})], now)
    return new


@dataclass(frozen=True)
class CorrectedAddress:
    """The right value, or the right parts of a place; `called` says which number was called, of one that was confirmed
    by telephone.
    """

    value: str
    called: str = ""
    place: PostalAddress | None = None


@transaction.atomic
def correct_address(old: Address, corrected: CorrectedAddress, reason: Reason, by: str, now: datetime) -> Address:
    """Put the right value in the place of a mistyped one; raises WrongField or Refused (given up meanwhile, shared …).

    What was sent to the wrong one counts for nothing and is decided anew; what waits to go there is called off. The
    right one does not inherit what was found out at the wrong one.
    """
    words, finding = reason.read(), finding_to_keep(old, corrected.called)
    _give_up(old, now, is_mistyped=True)
    new = add_address(old.party, _corrected_draft(old, corrected, finding), by, now)
    if bytes(new.value_index) == bytes(old.value_index):
        raise Refused("nothing_changed")
    more = {"by": str(new.id), "ground": "mistyped", **({"called": corrected.called} if corrected.called else {})}
    record([_event("address.replaced", old, by, now, more, {"reason": words})], now)
    return new


def _corrected_draft(old: Address, corrected: CorrectedAddress, finding: AddressFinding | None) -> AddressDraft:
    draft = AddressDraft(
        old.kind, corrected.value, "unknown", "form", old.source, old.last_used_on, place=corrected.place
    )
    if finding is None:
        return draft
    return replace(draft, address_class=finding.address_class, how=finding.how, since=finding.at)


def rests_on_a_call(address: Address) -> bool:
    """Whether the address stands as confirmed because somebody was spoken to on the telephone."""
    newest = address.findings.order_by("-at", "-id").first()
    return newest is not None and newest.how == "call" and newest.address_class in OWN_CLASSES


def finding_to_keep(old: Address, called: str) -> AddressFinding | None:
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
    record([_event("address.retired", address, by, now, {}, {"reason": words})], now)
    reconsider([address.party_id])


def shred_addresses(addresses: Iterable[Address], now: datetime) -> None:
    """Inside the caller's transaction: empty these for good; they come with their party. That there was one stays."""
    events = [
        _event("address.retired", each, "engine", now, {"ground": "shredded"})
        for each in addresses
        if not each.retired_at
    ]
    for address in addresses:
        address.value_sealed = vault.seal_text(f"address.value:{address.id}", "")
        address.value_index = address.id.bytes  # leads to no number, and stays one of its kind
        address.retired_at = address.retired_at or now
        address.save(update_fields=["value_sealed", "value_index", "retired_at"])
    record(events, now)


def shred_accounts(case_ids: Iterable[UUID], now: datetime) -> None:
    """The accounts that people of these cases had connected: the provider finds a person by them, and no court does."""
    kinds = [word for word, kind in address_kinds().items() if kind.is_connected]
    own = Address.objects.filter(party__case__in=list(case_ids), kind__in=kinds).select_related("party").order_by("id")
    shred_addresses([each for each in own if bytes(each.value_index) != each.id.bytes], now)


def give_up(address: Address, ground: str, by: str, now: datetime) -> None:
    """Inside the caller's transaction: write to an address no more, on a ground that is a word; raises Refused."""
    _give_up(address, now, is_mistyped=False)
    record([_event("address.retired", address, by, now, {"ground": ground})], now)
    reconsider([address.party_id])


def _give_up(address: Address, now: datetime, *, is_mistyped: bool) -> None:
    """Of two clerks who end one address the second is told."""
    in_use = Address.objects.filter(id=address.id, retired_at=None)
    if not in_use.update(retired_at=now, is_mistyped=is_mistyped):
        raise Refused("address_retired_already")
    address.retired_at, address.is_mistyped = now, is_mistyped


def address_row(party: Party, draft: AddressDraft, now: datetime) -> Address:
    """The row of a draft, checked and sealed, not yet written."""
    value = read_address(draft)
    if draft.source or draft.last_used_on:
        check_source(draft, now.astimezone(ZoneInfo(party.case.court.zone)).date())
    address_id = new_id()
    return Address(
        id=address_id,
        party=party,
        kind=draft.kind,
        value_sealed=vault.seal_text(f"address.value:{address_id}", value),
        value_index=address_index(draft.kind, value),
        address_class=draft.address_class,
        class_since=draft.since or now,
        recorded_at=now,
        source=draft.source,
        last_used_on=draft.last_used_on,
    )


def history_row(address: Address, how: str, by: str, now: datetime) -> AddressFinding:
    """The step in the address's history that its present class stands for."""
    return AddressFinding(
        address=address,
        address_class=address.address_class,
        at=address.class_since,
        how=how[:60],
        recorded_at=now,
        recorded_by=by,
    )


def address_event(address: Address, party: Party, draft: AddressDraft, by: str) -> NewEvent:
    """The event of a new address; where it leads stays sealed."""
    data = {
        "address": str(address.id),
        "kind": address.kind,
        "class": address.address_class,
        "how": draft.how,
    }
    if draft.source:
        data |= {"source": draft.source, "last_used_on": draft.last_used_on.isoformat() if draft.last_used_on else ""}
    if draft.since:
        data |= {"since": draft.since.isoformat()}
    return NewEvent(
        name="address.recorded",
        stream=f"party:{party.id}",
        case_id=party.case_id,
        happened_at=address.recorded_at,
        actor=by,
        data=dict(data),
        private={"value": draft.line},
    )


def refuse_shared(party: Party, kind: str, value_index: bytes, address_class: str) -> None:
    """Raise when an opponent in the same case gave or confirmed this very address as their own.

    The case is locked first, so that two clerks cannot give one number to both sides at once. Postal addresses are
    left out: spouses in a divorce often still live at the same one, and other rules say who may sign there.
    """
    if kind in place_kinds() or address_class == "rejected":
        return
    Case.objects.select_for_update(no_key=True).only("id").get(id=party.case_id)
    if is_an_opponents_own(party, value_index):
        raise Refused("shared_with_opponent")


def is_an_opponents_own(party: Party, value_index: bytes) -> bool:
    """Whether somebody on another side of the case gave or confirmed this number or mailbox as theirs."""
    same = Address.objects.filter(
        party__case_id=party.case_id, value_index=value_index, retired_at=None, address_class__in=OWN_CLASSES
    ).exclude(Q(party_id=party.id) | OF_REMOVED_PARTY)
    return has_opponent(party, [address.party for address in same.select_related("party__acts_for")])


def has_opponent(party: Party, others: Iterable[Party]) -> bool:
    """Whether one of the others stands against the party."""
    own = side_of(party)
    return any(are_opponents(own, side_of(other)) for other in others)


def side_of(party: Party) -> Side:
    """The side of a party; whoever acts for another stands on their side."""
    role = party.acts_for.role if party.acts_for_id and party.acts_for else party.role
    return SIDES.get(role, Side.NONE)


def shared_with_opponents(case_ids: Iterable[UUID]) -> set[UUID]:
    """The addresses in these cases that lead to an opponent too, with which nobody may be served."""
    in_use = _in_use().filter(party__case_id__in=set(case_ids))
    pairs = in_use.values("party__case_id", "value_index").annotate(holders=Count("party", distinct=True))
    doubtful = {bytes(pair["value_index"]) for pair in pairs.filter(holders__gt=1)}
    by_pair: dict[tuple[UUID, bytes], list[Address]] = {}
    for address in in_use.filter(value_index__in=doubtful).select_related("party__acts_for") if doubtful else ():
        by_pair.setdefault((address.party.case_id, bytes(address.value_index)), []).append(address)
    return {
        address.id
        for same in by_pair.values()
        for address in same
        if has_opponent(address.party, [other.party for other in same])
    }


def has_other_holder() -> Exists:
    """Whether somebody else in the case of an address has it too: only then an opponent may have it."""
    same = _in_use().filter(party__case=OuterRef("party__case"), value_index=OuterRef("value_index"))
    return Exists(same.exclude(party=OuterRef("party")))


def _in_use() -> QuerySet[Address]:
    """What may lead to a person; a place may be shared by opponents, and who was entered by mistake was never one."""
    return Address.objects.filter(retired_at=None).exclude(Q(kind__in=place_kinds()) | OF_REMOVED_PARTY)


# Numbers that a look-up gave and a call found to be somebody else's: barred for that person in every court.
#
# Whoever gives or confirms the number as their own is believed: the bar is against finding it once more.

FROM_LOOKUPS = "lookup"


def refuse_barred(party: Party, value_index: bytes, address_class: str) -> None:
    """Raise when this very number was found to be not this person's, in whichever court."""
    if address_class in _FOUND and party.number_index and _bars(party, value_index).filter(lifted_at=None).exists():
        raise Refused("number_barred")


def was_rejected_here(address: Address) -> bool:
    """Whether the bar came from this very address: who found the number wrong may say that this was a mistake."""
    return address.findings.filter(address_class="rejected").exclude(how=_BARRED).exists()


def bar_or_unbar(address: Address, by: str, now: datetime) -> None:
    """A looked-up number was rejected: bar it; it is theirs after all: lift the bar. In the caller's transaction."""
    party = address.party
    if not address.findings.filter(how=FROM_LOOKUPS).exists():
        return
    if address.address_class == "rejected":
        ask("lookups.ask")  # whoever told the number is told that it was wrong
    if not party.number_index:
        return
    if address.address_class == "rejected":
        _bar(address, by, now)
    elif _bars(party, bytes(address.value_index)).filter(lifted_at=None).update(lifted_at=now):
        record([_event("number.unbarred", address, by, now)], now)


def _bar(address: Address, by: str, now: datetime) -> None:
    person, number = bytes(address.party.number_index or b""), bytes(address.value_index)
    bar, is_new = Bar.objects.get_or_create(person_index=person, value_index=number, defaults={"since": now})
    if is_new or bar.lifted_at is not None:
        Bar.objects.filter(pk=bar.pk).update(since=now, lifted_at=None)
        record([_event("number.barred", address, by, now)], now)
    elsewhere = Address.objects.filter(
        party__number_index=person, value_index=number, retired_at=None, address_class__in=_FOUND
    ).select_related("party")
    for other in elsewhere.exclude(id=address.id).order_by("id"):
        _reject(other, now)


def _reject(other: Address, now: datetime) -> None:
    """The same number of the same person in another case, perhaps of another court."""
    before, other.address_class, other.class_since = other.address_class, "rejected", now
    other.save(update_fields=["address_class", "class_since"])
    AddressFinding.objects.create(
        address=other, address_class="rejected", at=now, how=_BARRED, recorded_at=now, recorded_by="engine"
    )
    record([_class_event(other, before, _BARRED, "engine", now)], now)
    reconsider([other.party_id])


def _bars(party: Party, value_index: bytes) -> QuerySet[Bar]:
    return Bar.objects.filter(person_index=party.number_index, value_index=value_index)


def _class_event(address: Address, before: str, how: str, by: str, now: datetime) -> NewEvent:
    name = _EVENT_OF.get(address.address_class, "address.recorded")
    data = {"kind": address.kind, "class": address.address_class, "before": before, "how": how}
    return _event(name, address, by, now, data)


def _event(name: str, address: Address, by: str, now: datetime, *parts: Mapping[str, Json]) -> NewEvent:
    """What became of an address; `parts`: what is told beside its id, and what is sealed."""
    more, private = [*parts, {}, {}][:2]
    data: dict[str, Json] = {"address": str(address.id), **more}
    return NewEvent(name, f"party:{address.party_id}", address.party.case_id, now, by, data, private)
