"""Strikes calls, consents and refusals that were entered by mistake: they stay on record and count for nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.decision.decisions.protected_findings import refuse_if_it_falls
from songda.records.delivery.calls.following import unfollow
from songda.records.delivery.calls.models import Call
from songda.records.delivery.calls.receipts import drop_receipts
from songda.records.delivery.calls.wishes import drop_wishes
from songda.records.delivery.orders.models import Envelope
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.reason import Reason
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.models import Address, Consent, Party, Refusal
from songda.records.matter.parties.notify import reconsider

Said = TypeVar("Said", Call, Consent, Refusal)
Answer = TypeVar("Answer", Consent, Refusal)
BY_CALL = "call"


@transaction.atomic
def strike_consent(consent: Consent, why: Reason, by: str, now: datetime) -> None:
    """Strike a consent that was never given. Refused where it was withdrawn, or where a service that counts would fall.

    What a party withdrew was given; on that the judge rules.
    """
    held = _struck(Consent, consent.id, now)
    if held.withdrawn_at is not None:
        raise Refused("consent_withdrawn_already")
    _conclude(held.party, [_event("consent.struck", held, why, by, now)], now)


@transaction.atomic
def strike_refusal(refusal: Refusal, why: Reason, by: str, now: datetime) -> None:
    """Strike a refusal that was never said."""
    held = _struck(Refusal, refusal.id, now)
    _conclude(held.party, [_event("refusal.struck", held, why, by, now)], now)


@transaction.atomic
def strike_call(call: Call, why: Reason, by: str, now: datetime) -> None:
    """Strike a call with everything that was recorded with it: consent, refusal, wishes, what it said of the number."""
    held = _struck(Call, call.id, now)
    events = [_event("call.struck", held, why, by, now)]
    consents = [_struck(Consent, said.id, now) for said in _said_in(held, Consent)]
    refusals = [_struck(Refusal, said.id, now) for said in _said_in(held, Refusal)]
    events += [_event("consent.struck", said, why, by, now) for said in consents]
    events += [_event("refusal.struck", said, why, by, now) for said in refusals]
    _take_back_class(held, by, now)
    drop_wishes(held, why, by, now)
    unfollow(held, by, now)
    drop_receipts(held, now)
    _conclude(held.party, events, now)


def _struck(model: type[Said], key: UUID, now: datetime) -> Said:
    """The entry, held with its case and struck; Refused when somebody was faster."""
    party = Party.objects.get(**{f"{_RELATED[model]}__id": key})
    lock_case(party.case_id)
    if not model.objects.filter(id=key, struck_at=None).update(struck_at=now):
        raise Refused("struck_already")
    return model.objects.select_related("party__case__court", "party__acts_for").get(id=key)


_RELATED: dict[type, str] = {Call: "calls", Consent: "consents", Refusal: "refusals"}


def _said_in(call: Call, model: type[Answer]) -> list[Answer]:
    """What was recorded in one act with the call."""
    same = model.objects.filter(party=call.party, how=BY_CALL, at=call.at, recorded_at=call.recorded_at, struck_at=None)
    return list(same)


def _take_back_class(call: Call, by: str, now: datetime) -> None:
    """What the call said of the number: where nothing was said of it since, it is again what it was before."""
    if call.address_id is None:
        return
    address = Address.objects.select_related("party__case", "party__acts_for").get(id=call.address_id)
    history = list(address.findings.order_by("id"))
    if len(history) > 1 and history[-1].how == BY_CALL and history[-1].recorded_at == call.recorded_at:
        set_address_class(address, history[-2].address_class, history[-2].how, by, now)


def _conclude(party: Party, events: Sequence[NewEvent], now: datetime) -> None:
    """Write it down unless something that counts would fall; the engine looks at everything of this party again."""
    refuse_if_it_falls(list(Envelope.objects.filter(party=party).values_list("id", flat=True)), now)
    record(events, now)
    reconsider([party.id])


def _event(name: str, entry: Call | Consent | Refusal, why: Reason, by: str, now: datetime) -> NewEvent:
    data: dict[str, Json] = {name.partition(".")[0]: str(entry.id), "at": entry.at.isoformat()}
    party = entry.party
    return NewEvent(name, f"party:{party.id}", party.case_id, now, by, data, {"reason": why.read()})
