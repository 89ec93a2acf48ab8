"""Everything that events tell of, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from songda.core.state.entities import (
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
    Order,
    Paper,
    Party,
    PersonalProof,
    Phase,
    RecipientAct,
    Refusal,
    Service,
    Staff,
    WayRule,
)
from songda.core.state.entities_of_work.letter_entities import Batch, Letter, NumberRange, PrintRoom
from songda.core.state.entities_of_work.visit_entities import Entrustment, Round, Stop, Visit, VisitPhoto
from songda.core.state.entities_of_work.work_entities import (
    Alarm,
    Answer,
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
from songda.core.state.logged import BegunOnce, LoggedEvent
from songda.core.state.ways.carriage import Carriages
from songda.core.state.ways.malfunctions import Malfunctions
from songda.core.state.ways.notices import Notices


@dataclass
class CaseState:
    """Everything that events tell of, by id; of an act of a recipient by the service and the kind of act.

    `unread` are events whose parts are not what their kind has. `courses` are, case by case and in their order, the
    phases that ended and what events said was so from the beginning: whose phases it holds of, the fold settles last.
    `newest_proofs` are, of each person, the code and the question that came last.
    """

    cases: dict[str, Case] = field(default_factory=BegunOnce)
    phases: dict[str, Phase] = field(default_factory=dict)
    hearings: dict[str, Hearing] = field(default_factory=BegunOnce)
    papers: dict[str, Paper] = field(default_factory=BegunOnce)
    parties: dict[str, Party] = field(default_factory=BegunOnce)
    addresses: dict[str, Address] = field(default_factory=BegunOnce)
    address_steps: dict[str, AddressStep] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=BegunOnce)
    refusals: dict[str, Refusal] = field(default_factory=BegunOnce)
    circumstances: dict[str, Circumstance] = field(default_factory=BegunOnce)
    calls: dict[str, Call] = field(default_factory=BegunOnce)
    mandates: dict[str, Mandate] = field(default_factory=BegunOnce)
    personal_proofs: dict[str, PersonalProof] = field(default_factory=BegunOnce)
    orders: dict[str, Order] = field(default_factory=BegunOnce)
    envelopes: dict[str, Envelope] = field(default_factory=BegunOnce)
    services: dict[str, Service] = field(default_factory=BegunOnce)
    attempts: dict[str, Attempt] = field(default_factory=BegunOnce)
    deeds: dict[str, Deed] = field(default_factory=BegunOnce)
    deed_steps: dict[str, DeedStep] = field(default_factory=BegunOnce)
    acts: dict[tuple[str, str], RecipientAct] = field(default_factory=BegunOnce)
    objections: dict[str, Objection] = field(default_factory=BegunOnce)
    determinations: dict[str, Determination] = field(default_factory=BegunOnce)
    findings: dict[str, Finding] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=BegunOnce)
    courts: dict[str, Court] = field(default_factory=BegunOnce)
    way_rules: dict[tuple[str, str, str], WayRule] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=BegunOnce)
    clients: dict[str, ApiClient] = field(default_factory=BegunOnce)
    tasks: dict[str, Task] = field(default_factory=BegunOnce)
    lookups: dict[str, Lookup] = field(default_factory=BegunOnce)
    inquiries: dict[str, Inquiry] = field(default_factory=BegunOnce)
    uncoverings: dict[tuple[str, str], Uncovering] = field(default_factory=BegunOnce)
    dials: dict[str, Dial] = field(default_factory=BegunOnce)
    recordings: dict[str, Recording] = field(default_factory=BegunOnce)
    signed_forms: dict[str, SignedForm] = field(default_factory=BegunOnce)
    proposals: dict[str, Proposal] = field(default_factory=BegunOnce)
    incidents: dict[str, Incident] = field(default_factory=BegunOnce)
    campaigns: dict[str, Campaign] = field(default_factory=BegunOnce)
    answers: dict[str, Answer] = field(default_factory=BegunOnce)
    alarms: dict[str, Alarm] = field(default_factory=BegunOnce)
    photos: dict[str, Photo] = field(default_factory=BegunOnce)
    rounds: dict[str, Round] = field(default_factory=BegunOnce)
    stops: dict[str, Stop] = field(default_factory=BegunOnce)
    visits: dict[str, Visit] = field(default_factory=BegunOnce)
    visit_photos: dict[str, VisitPhoto] = field(default_factory=BegunOnce)
    entrustments: dict[str, Entrustment] = field(default_factory=BegunOnce)
    letters: dict[str, Letter] = field(default_factory=BegunOnce)
    batches: dict[str, Batch] = field(default_factory=BegunOnce)
    number_ranges: dict[str, NumberRange] = field(default_factory=BegunOnce)
    print_rooms: dict[str, PrintRoom] = field(default_factory=BegunOnce)
    notices: Notices = field(default_factory=Notices)
    carriages: Carriages = field(default_factory=Carriages)
    newest_proofs: dict[tuple[str, str], PersonalProof] = field(default_factory=dict, repr=False)
    courses: dict[str, list[Phase | tuple[LoggedEvent, Mapping[str, Any]]]] = field(default_factory=dict, repr=False)
    malfunctions: Malfunctions = field(default_factory=Malfunctions)
    unread: list[LoggedEvent] = field(default_factory=list)
