"""What is done to parties: entered, reached at addresses, asked for consent, marked to be served off line."""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.addresses import (
    CorrectedAddress,
    add_address,
    correct_address,
    replace_address,
    rests_on_a_call,
    retire_address,
    set_address_class,
)
from songda.records.matter.parties.consents import record_consent, record_refusal, withdraw_consent
from songda.records.matter.parties.corrections import correct_party
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft, PartyDraft
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.people import add_party, mark_offline

__all__ = [
    "AddressDraft",
    "ConsentDraft",
    "CorrectedAddress",
    "PartyDraft",
    "Reason",
    "add_address",
    "add_party",
    "correct_address",
    "correct_party",
    "mark_offline",
    "record_consent",
    "record_refusal",
    "remove_representative",
    "replace_address",
    "rests_on_a_call",
    "retire_address",
    "set_address_class",
    "withdraw_consent",
]


@transaction.atomic
def remove_representative(party: Party, reason: Reason, by: str, now: datetime) -> None:
    """Note that they no longer act; raises WrongField or Refused (acts for nobody, removed already).

    Messages to them that did not go out are called off; the clerk is asked to serve the one they acted for.
    """
    words = reason.read()
    if party.acts_for_id is None:
        raise Refused("acts_for_nobody")
    if not Party.objects.filter(id=party.id, removed_at=None).update(removed_at=now):
        raise Refused("representative_left_already")
    party.removed_at = now
    data: dict[str, Json] = {"acts_for": str(party.acts_for_id)}
    stream, private = f"party:{party.id}", {"reason": words}
    record([NewEvent("representative.removed", stream, party.case_id, now, by, data, private)], now)
    reconsider([party.id])
