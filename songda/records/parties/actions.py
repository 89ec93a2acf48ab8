"""What is done to parties: entered, reached at addresses, asked for consent, marked to be served off line."""

from songda.records.cases.reason import Reason
from songda.records.parties.addresses import add_address, replace_address, set_address_class
from songda.records.parties.consents import record_consent, record_refusal, withdraw_consent
from songda.records.parties.corrections import correct_party
from songda.records.parties.drafts import (
    AddressDraft,
    CallDraft,
    ConsentDraft,
    MissingDraft,
    PartyDraft,
    SpellDraft,
    WithheldDraft,
)
from songda.records.parties.missing import note_found, note_missing
from songda.records.parties.mistyped import correct_address, retire_address
from songda.records.parties.people import add_parties, add_party, mark_offline
from songda.records.parties.representatives import remove_representative
from songda.records.parties.spells import end_spell, note_spell, strike_spell
from songda.records.parties.withheld import note_address_given, note_withheld, strike_withheld

__all__ = [
    "AddressDraft",
    "CallDraft",
    "ConsentDraft",
    "MissingDraft",
    "PartyDraft",
    "Reason",
    "SpellDraft",
    "WithheldDraft",
    "add_address",
    "add_parties",
    "add_party",
    "correct_address",
    "correct_party",
    "end_spell",
    "mark_offline",
    "note_address_given",
    "note_found",
    "note_missing",
    "note_spell",
    "note_withheld",
    "record_consent",
    "record_refusal",
    "remove_representative",
    "replace_address",
    "retire_address",
    "set_address_class",
    "strike_spell",
    "strike_withheld",
    "withdraw_consent",
]
