"""Numbers that a look-up gave and a call found to be somebody else's: barred for that person in every court.

Whoever gives or confirms the number as their own is believed: the bar is against finding it once more.
"""

from datetime import datetime

from django.db.models import QuerySet

from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.parties.models import Address, AddressFinding, Bar, Party
from songda.records.matter.parties.notify import reconsider

FROM_LOOKUPS = "lookup"
_BARRED = "bar"  # how an address of the same person elsewhere came to be rejected
_ANYBODYS = ("found", "unknown")  # what the person did not say themselves


def refuse_barred(party: Party, value_index: bytes, address_class: str) -> None:
    """Raise when this very number was found to be not this person's, in whichever court."""
    if address_class in _ANYBODYS and party.number_index and _bars(party, value_index).filter(lifted_at=None).exists():
        raise Refused("number_barred")


def was_rejected_here(address: Address) -> bool:
    """Whether the bar came from this very address: who found the number wrong may say that this was a mistake."""
    return address.findings.filter(address_class="rejected").exclude(how=_BARRED).exists()


def heed_class(address: Address, by: str, now: datetime) -> None:
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
        party__number_index=person, value_index=number, retired_at=None, address_class__in=_ANYBODYS
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
    data = {"address": str(other.id), "kind": other.kind, "class": "rejected", "before": before, "how": _BARRED}
    stream = f"party:{other.party_id}"
    record([NewEvent("address.rejected", stream, other.party.case_id, now, "engine", dict(data))], now)
    reconsider([other.party_id])


def _bars(party: Party, value_index: bytes) -> QuerySet[Bar]:
    return Bar.objects.filter(person_index=party.number_index, value_index=value_index)


def _event(name: str, address: Address, by: str, now: datetime) -> NewEvent:
    party = address.party
    return NewEvent(name, f"party:{party.id}", party.case_id, now, by, {"address": str(address.id)})
