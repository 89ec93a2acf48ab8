"""Everything that events tell of, in one place."""

from dataclasses import dataclass, field

from songda.core.state.logged import LoggedEvent
from songda.core.state.things import (
    Address,
    AddressStep,
    ApiClient,
    Attempt,
    Call,
    Case,
    Certificate,
    Circumstance,
    Consent,
    Court,
    Deed,
    DeedStep,
    Determination,
    Envelope,
    Finding,
    Hearing,
    Mandate,
    Objection,
    Paper,
    Party,
    Phase,
    RecipientAct,
    Refusal,
    Service,
    Staff,
)
from songda.core.state.work_things import (
    Campaign,
    Dial,
    Incident,
    Inquiry,
    Lookup,
    Photo,
    Proposal,
    Recording,
    SignedForm,
    Task,
    Uncovering,
)


@dataclass
class CaseState:
    """Everything that events tell of, by id; of an act of a recipient by the service and the kind of act.

    `unread` are events whose parts are not what their kind has.
    """

    cases: dict[str, Case] = field(default_factory=dict)
    phases: dict[str, Phase] = field(default_factory=dict)
    hearings: dict[str, Hearing] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    address_steps: dict[str, AddressStep] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    circumstances: dict[str, Circumstance] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)
    envelopes: dict[str, Envelope] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    deeds: dict[str, Deed] = field(default_factory=dict)
    deed_steps: dict[str, DeedStep] = field(default_factory=dict)
    acts: dict[tuple[str, str], RecipientAct] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    determinations: dict[str, Determination] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    courts: dict[str, Court] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    clients: dict[str, ApiClient] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    inquiries: dict[str, Inquiry] = field(default_factory=dict)
    uncoverings: dict[tuple[str, str], Uncovering] = field(default_factory=dict)
    dials: dict[str, Dial] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    signed_forms: dict[str, SignedForm] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    photos: dict[str, Photo] = field(default_factory=dict)
    unread: list[LoggedEvent] = field(default_factory=list)
