"""Every try at a recipient in words: when, by which way, where, with what outcome, who made it, and for which order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.records.decision.facts.dossier import Dossier
from songda.records.delivery.calls.models import Call
from songda.records.delivery.deeds.models import Deed
from songda.records.delivery.orders.models import Envelope
from songda.records.ground import vault
from songda.records.matter.parties.models import Address

ENGINE = "engine"


@dataclass(frozen=True)
class TriedStep:
    """One line: when, by which way, to which address, with what outcome, and the words that were noted.

    `by` is who signed, `who` who made or recorded the try, `other` the order that it was made for, if it is another.
    """

    at: datetime
    way: str
    address: Address | None
    outcome: str
    by: str = ""
    words: str = ""
    who: str = ENGINE
    other: Envelope | None = None


def steps_of(dossier: Dossier) -> list[TriedStep]:
    """Everything on record of this person at this stage, oldest first, in a fixed number of statements."""
    dossiers = [dossier, *dossier.others_of_person]
    addresses = _addresses(dossiers)
    steps = [step for each in dossiers for step in _of_envelope(each, dossier.envelope, addresses)]
    return sorted([*steps, *_calls(dossier.envelope)], key=lambda step: step.at)


def _addresses(dossiers: Iterable[Dossier]) -> dict[object, Address]:
    tried = {attempt.address_id for dossier in dossiers for attempt in dossier.attempts}
    gone_to = {deed.address_id for dossier in dossiers for deed in dossier.deeds if deed.address_id}
    return dict(Address.objects.in_bulk(tried | gone_to))


def _of_envelope(dossier: Dossier, own: Envelope, addresses: dict[object, Address]) -> Iterator[TriedStep]:
    other = None if dossier.envelope.id == own.id else dossier.envelope
    for attempt in dossier.attempts:
        at = attempt.submitted_at or attempt.planned_at
        yield TriedStep(at, attempt.channel, addresses.get(attempt.address_id), attempt.state, other=other)
    yield from _by_people(dossier.deeds, other, addresses)


def _by_people(deeds: Sequence[Deed], other: Envelope | None, addresses: dict[object, Address]) -> Iterator[TriedStep]:
    for deed in deeds:
        address = addresses.get(deed.address_id)
        for step in deed.steps.all():
            sealed = step.words_sealed
            words = vault.open_text(f"step.words:{step.id}", sealed) if sealed else ""
            yield TriedStep(step.at, deed.way, address, step.kind, step.by, words, step.recorded_by, other)


def _calls(envelope: Envelope) -> Iterator[TriedStep]:
    calls = (
        Call.objects.filter(party_id=envelope.party_id, struck_at=None).select_related("address").order_by("at", "id")
    )
    for call in calls:
        yield TriedStep(call.at, "phone", call.address, call.outcome, words=call.note, who=f"staff:{call.caller_id}")
