"""Strikes a call that was never made, with everything that was recorded with it."""

from datetime import datetime

from django.db import transaction

from songda.records.law.decisions.mistakes import Answer, conclude, hold_struck, struck_event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.models import Address, Consent, Refusal
from songda.records.service.calls.models import Call
from songda.records.ways.telephone.calls.contents import drop_receipts, drop_wishes
from songda.records.ways.telephone.calls.following import unfollow

BY_CALL = "call"


@transaction.atomic
def strike_call(call: Call, why: Reason, by: str, now: datetime) -> None:
    """Strike a call with everything that was recorded with it: consent, refusal, wishes, what it said of the number."""
    locked = hold_struck(Call, call.id, now)
    events = [struck_event("call.struck", locked, why, by, now)]
    consents = [hold_struck(Consent, given.id, now) for given in _recorded_in(locked, Consent)]
    refusals = [hold_struck(Refusal, given.id, now) for given in _recorded_in(locked, Refusal)]
    events += [struck_event("consent.struck", given, why, by, now) for given in consents]
    events += [struck_event("refusal.struck", given, why, by, now) for given in refusals]
    _take_back_class(locked, by, now)
    drop_wishes(locked, why, by, now)
    unfollow(locked, by, now)
    drop_receipts(locked, now)
    conclude(locked.party, events, now)


def _recorded_in(call: Call, model: type[Answer]) -> list[Answer]:
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
