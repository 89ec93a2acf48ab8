"""Which event tells of which column of parties, their addresses, what they agreed to, and what holds of them."""

from songda.records.delivery.calls.models import Call
from songda.records.delivery.mandates.models import Mandate
from songda.records.ground.vault import address_index, name_index, number_index
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Address, Consent, Party, Refusal
from songda.records.proof.certificates.comparing.column import Column, Table, told

SEALED = "sealed for this very row: without our keys no other value can stand there"
SUBJECT = "an id that the events name the row by"
WORDS_ONLY = "words for the staff; neither law nor certificate reads them"

_BORN = ("party.registered", "representative.appointed")
_ENTERED = ("address.recorded", "address.confirmed", "address.rejected")


def _of_party(registered: str, corrected: str = "") -> Column:
    """A column that registration tells openly and a correction in its personal part."""
    return told(*(f"{name}:{registered}" for name in _BORN), f"party.corrected!after.{corrected or registered}")


def _personal(member: str) -> tuple[str, ...]:
    return (*(f"{name}!{member}" for name in _BORN), f"party.corrected!after.{member}")


PARTY = Table(
    Party,
    _BORN,
    "",
    {
        "case_id": told(*(f"{name}@case" for name in _BORN)),
        "role": _of_party("role"),
        "kind": _of_party("kind"),
        "name_index": told(*_personal("name"), read=name_index),
        "name_sealed": Column(_personal("name"), name_index, lambda row: name_index(row.name)),
        "number_index": told(*_personal("number"), read=lambda said: number_index(said) if said else None),
        "number_sealed": Column(
            _personal("number"),
            lambda said: number_index(said) if said else None,
            lambda row: number_index(row.number) if row.number else None,
        ),
        "domicile": _of_party("domicile"),
        "is_soldier": _of_party("soldier", "is_soldier"),
        "is_in_custody": _of_party("in_custody", "is_in_custody"),
        "home_law_forbids_electronic": _of_party("home_law_forbids_electronic"),
        "own_labour": _of_party("own_labour"),
        "lacks_capacity": _of_party("lacks_capacity"),
        "may_not_receive": _of_party("may_not_receive"),
        "offline_since": told(
            *(f"{name}=none" for name in _BORN), "party.set_offline@happened_at", "offline.lifted=none"
        ),
        "offline_reason": told(*(f"{name}=" for name in _BORN), "party.set_offline:reason", "offline.lifted="),
        "acts_for_id": _of_party("acts_for", "acts_for_id"),
        "agent_authority": _of_party("agent_authority"),
        "removed_at": told(
            *(f"{name}=none" for name in _BORN), "representative.removed@happened_at", "party.removed@happened_at"
        ),
        "recorded_at": told(*(f"{name}@happened_at" for name in _BORN)),
    },
    {
        "id": SUBJECT,
        "age_may_matter": "only says whether the number need be opened to learn an age",
        "named_at": "when a search reads the name anew",
    },
)

ADDRESS = Table(
    Address,
    ("address.recorded",),
    "address",
    {
        "party_id": told("address.recorded^"),
        "kind": told("address.recorded:kind"),
        "value_index": Column(
            ("address.recorded@recorded_at",),
            lambda _moment: True,
            lambda row: row.value == "" or bytes(row.value_index) == address_index(row.kind, row.value),
        ),
        "is_for_all_cases": told("address.recorded=False", "address.extended=True", "address.limited=False"),
        "address_class": told(*(f"{name}:class" for name in (*_ENTERED, "address.classed"))),
        "class_since": told(
            *(f"{name}@happened_at" for name in (*_ENTERED, "address.classed")), "address.recorded:since"
        ),
        "recorded_at": told("address.recorded@happened_at"),
        "retired_at": told("address.recorded=none", "address.replaced@happened_at", "address.retired@happened_at"),
        "is_mistyped": told(
            "address.recorded=False", "address.replaced:ground", read=lambda said: said in {True, "mistyped"}
        ),
        "source": told("address.recorded=", "address.recorded:source"),
        "last_used_on": told("address.recorded=none", "address.recorded:last_used_on"),
        "disowned_at": told("address.recorded=none", "address.disowned@happened_at"),
    },
    {"id": SUBJECT, "value_sealed": SEALED},
    lists=("addresses",),
    may_be_untold=lambda row: row.retired_at is not None,  # offered and never confirmed: nothing goes there
)

CONSENT = Table(
    Consent,
    ("consent.given",),
    "consent",
    {
        "party_id": told("consent.given^"),
        "ground": told("consent.given:ground"),
        "at": told("consent.given@happened_at"),
        "stages": told("consent.given:stages"),
        "paper_kinds": told("consent.given:paper_kinds"),
        "how": told("consent.given:how"),
        "given_by_id": told("consent.given:given_by"),
        "recorded_at": told("consent.given@recorded_at"),
        "withdrawn_at": told("consent.given=none", "consent.withdrawn@happened_at", "consent.voided~at"),
        "withdrawal": told(
            "consent.given=", "consent.withdrawn=pending", "consent.voided=", "withdrawal.decided:outcome"
        ),
        "struck_at": told("consent.given=none", "consent.struck@happened_at"),
    },
    {"id": SUBJECT, "proof_sealed": SEALED},
    lists=("consents",),
)

REFUSAL = Table(
    Refusal,
    ("consent.refused",),
    "refusal",
    {
        "party_id": told("consent.refused^"),
        "at": told("consent.refused@happened_at"),
        "how": told("consent.refused:how"),
        "recorded_at": told("consent.refused@recorded_at"),
        "is_set_aside": told("consent.refused=", "withdrawal.decided:outcome", read=lambda said: said == "rejected"),
        "struck_at": told("consent.refused=none", "refusal.struck@happened_at"),
    },
    {"id": SUBJECT},
    lists=("refusals",),
)

CIRCUMSTANCE = Table(
    Circumstance,
    ("circumstance.noted", "circumstance.ended"),
    "circumstance",
    {
        "kind": told("circumstance.noted:kind", "circumstance.ended:kind"),
        "basis": told("circumstance.noted=", "circumstance.noted:basis"),
        "since": told("circumstance.noted@happened_at"),
        "until": told("circumstance.noted=none", "circumstance.ended@happened_at"),
        "struck_at": told("circumstance.noted=none", "circumstance.struck@happened_at"),
        "recorded_at": told("circumstance.noted@recorded_at"),
        "details": Column(
            ("circumstance.noted=", "circumstance.noted:papers"),
            lambda papers: sorted(papers or ()),
            lambda row: sorted(row.details.get("papers", ())),
        ),  # what else a kind keeps is read for notices alone, which a judge decides on
    },
    {
        "id": SUBJECT,
        "party_id": "the stream in which it is looked for",
        "case_id": "the stream in which it is looked for",
        "words_sealed": SEALED,
        "recorded_by": "the event names its actor",
    },
)

CALL = Table(
    Call,
    ("call.recorded",),
    "call",
    {
        "party_id": told("call.recorded^"),
        "address_id": told("call.recorded:address"),
        "at": told("call.recorded@happened_at"),
        "minutes": told("call.recorded:minutes"),
        "outcome": told("call.recorded:outcome"),
        "told": told("call.recorded:told"),
        "is_matched": told("call.recorded:is_matched"),
        "is_known_otherwise": told("call.recorded:is_known_otherwise"),
        "wishes": told("call.recorded:wishes"),
        "received": Column(
            ("call.recorded:received",), sorted, lambda row: sorted(str(one.service_id) for one in row.receipts.all())
        ),
        "recorded_at": told("call.recorded@recorded_at"),
        "struck_at": told("call.recorded=none", "call.struck@happened_at"),
    },
    {
        "id": SUBJECT,
        "caller_id": "the event names its actor",
        "number_sealed": SEALED,
        "note_sealed": SEALED,
        "dial_id": "the telephone's own rows; no consent rests on them",
        "recording_id": "fixed by its own hash, which the events of the recording hold",
        "no_recording": WORDS_ONLY,
    },
)

MANDATE = Table(
    Mandate,
    ("mandate.given",),
    "mandate",
    {
        "party_id": told("mandate.given^"),
        "envelope_id": told("mandate.given=none", "mandate.given:envelope"),
        "relation": told("mandate.given:relation"),
        "given_how": told("mandate.given:given_how"),
        "identified_how": told("mandate.given:identified_how"),
        "rights": told("mandate.given:rights"),
        "since": told("mandate.given@happened_at"),
        "until": told("mandate.given:until"),
        "ended_at": told("mandate.given=none", "mandate.ended@happened_at"),
    },
    {
        "id": SUBJECT,
        "name_sealed": SEALED,
        "name_index": "keyed hash of the sealed name; only finds the helper",
        "number_index": "keyed hash that only admits the helper; what they do is no act of the person",
        "code_index": "keyed hash that only admits the helper; what they do is no act of the person",
        "recorded_by": "the event names its actor",
    },
)
