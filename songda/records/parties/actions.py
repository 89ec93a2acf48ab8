"""What is done to parties: entered, reached at addresses, asked for consent, marked to be served off line."""

from songda.records.cases.reason import Reason
from songda.records.parties.addresses import add_address, replace_address, set_address_class
from songda.records.parties.consents import record_consent, record_refusal, withdraw_consent
from songda.records.parties.corrections import correct_party
from songda.records.parties.drafts import (
    AddressDraft,
    CallDraft,
    ConsentDraft,
    PartyDraft,
)
from songda.records.parties.mistyped import Right, correct_address, rests_on_a_call, retire_address
from songda.records.parties.people import add_parties, add_party, mark_offline
from songda.records.parties.representatives import remove_representative

__all__ = [
    "AddressDraft",
    "CallDraft",
    "ConsentDraft",
    "PartyDraft",
    "Reason",
    "Right",
    "add_address",
    "add_parties",
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
