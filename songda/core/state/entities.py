"""The things that a certificate rests on: cases, people, papers, attempts, what was said and decided.

A field has the name that the column of its row has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from songda.core.delivery.states import PartReceipt, State
from songda.core.state.logged import UNTOLD, Entity, moment_in


@dataclass(kw_only=True)
class Case(Entity):
    """A case, as registered and corrected; `phases` what it was until each of these moments."""

    court_id: str
    number: str
    branch: str
    procedure: str
    stage: str
    is_status_case: bool
    cause: str
    judge_id: str | None
    registered_at: datetime
    closed_at: datetime | None = None


@dataclass(kw_only=True)
class Phase(Entity):
    """What a case was until it moved on; its id is that of the case and the moment."""

    until: datetime
    branch: str
    procedure: str
    stage: str
    is_status_case: bool


@dataclass(kw_only=True)
class Hearing(Entity):
    case_id: str
    at: datetime
    place: str
    set_at: datetime
    moved_at: datetime | None = None
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(kw_only=True)
class Paper(Entity):
    case_id: str | None
    kind: str
    title: str
    filed_by_id: str | None
    sha256: str
    size: int
    pages: int
    replaces_id: str | None
    filed_at: datetime
    struck_at: datetime | None = None
    days_set_in_paper: int | None = UNTOLD
    carried_out_at: datetime | None = UNTOLD
    issued_at: datetime | None = None


@dataclass(kw_only=True)
class Party(Entity):
    """A party, or who acts for one."""

    case_id: str | None
    role: str
    kind: str
    name: str
    number: str
    domicile: str
    is_soldier: bool
    is_in_custody: bool
    home_law_forbids_electronic: bool
    own_labour: bool
    lacks_capacity: bool
    may_not_receive: bool
    acts_for_id: str | None
    agent_authority: str
    recorded_at: datetime
    offline_since: datetime | None = None
    offline_reason: str = ""
    wants_paper_since: datetime | None = None
    removed_at: datetime | None = None


@dataclass(kw_only=True)
class Address(Entity):
    """A number, mailbox, account or place of theirs; `steps` its history: class, since when, and how it was learned."""

    party_id: str
    kind: str
    address_class: str
    class_since: datetime
    recorded_at: datetime
    source: str
    last_used_on: date | None
    is_for_all_cases: bool = False
    is_mistyped: bool = False
    retired_at: datetime | None = None
    disowned_at: datetime | None = None


@dataclass(kw_only=True)
class AddressStep(Entity):
    """One step of an address's history: what it counted as, since when, and how that was learned."""

    address_id: str
    address_class: str
    at: datetime
    how: str


@dataclass(kw_only=True)
class Consent(Entity):
    """That they agreed to electronic service."""

    party_id: str
    ground: str
    at: datetime
    stages: Sequence[str]
    paper_kinds: Sequence[str]
    how: str
    given_by_id: str | None
    recorded_at: datetime
    withdrawn_at: datetime | None = None
    withdrawal: str = ""
    struck_at: datetime | None = None


@dataclass(kw_only=True)
class Refusal(Entity):
    """That they said no to it."""

    party_id: str
    at: datetime
    how: str
    recorded_at: datetime
    is_set_aside: bool = False
    struck_at: datetime | None = None


@dataclass(kw_only=True)
class Circumstance(Entity):
    """What holds of a person or case for a time; `details` what else its kind keeps."""

    party_id: str | None
    case_id: str | None
    kind: str
    basis: str
    since: datetime
    recorded_at: datetime
    details: Mapping[str, Any]
    until: datetime | None = None
    struck_at: datetime | None = None


@dataclass(kw_only=True)
class Call(Entity):
    """A call with a party; `received` the services whose papers they said to have."""

    party_id: str
    address_id: str | None
    at: datetime
    minutes: int | None
    outcome: str
    told: Sequence[str]
    is_matched: bool
    is_known_otherwise: bool
    wishes: Sequence[str]
    received: Sequence[str]
    recorded_at: datetime
    struck_at: datetime | None = None


@dataclass(kw_only=True)
class PersonalProof(Entity):
    """What proves that it is the person themselves: a card seen, a code given, a question agreed on."""

    party_id: str
    kind: str
    at: datetime
    by: str
    expires_at: datetime | None
    used_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(kw_only=True)
class Mandate(Entity):
    """Whom they allowed to help them."""

    party_id: str
    envelope_id: str | None
    relation: str
    given_how: str
    identified_how: str
    rights: Sequence[str]
    since: datetime
    until: datetime
    name: str
    number_index: str
    code_index: str
    ended_at: datetime | None = None


@dataclass(kw_only=True)
class Order(Entity):
    case_id: str | None
    placed_at: datetime
    placed_by: str


@dataclass(kw_only=True)
class Envelope(Entity):
    """What one order sends to one recipient."""

    order_id: str
    case_id: str | None
    party_id: str
    placed_at: datetime
    has_english_page: bool = False
    disowned_at: datetime | None = None


@dataclass(kw_only=True)
class Service(Entity):
    """One paper on one recipient."""

    envelope_id: str
    paper_id: str
    recalled_at: datetime | None = None


@dataclass(kw_only=True)
class Attempt(Entity):
    """A message that serves papers. Its end is derived anew from the `receipts` that stand in the event."""

    envelope_id: str
    channel: str
    counts_as: str
    address_id: str
    address_class: str
    purpose: str
    planned_at: datetime
    receipts: Sequence[Mapping[str, Any]] = ()
    state: State = State.PENDING
    submitted_at: datetime | None = None
    parts_total: int = UNTOLD
    claimed_at: datetime | None = UNTOLD
    arrived_at: datetime | None = None
    failed_at: datetime | None = None
    bounced_at: datetime | None = None


@dataclass(kw_only=True)
class Deed(Entity):
    """A try of people to hand papers over; `papers`: the hashes of those papers."""

    envelope_id: str
    way: str
    address_id: str | None
    address_class: str
    began_at: datetime
    papers: Sequence[str]


@dataclass(kw_only=True)
class DeedStep(Entity):
    """One step of it."""

    deed_id: str
    kind: str
    at: datetime
    by: str
    manner: str
    scan_sha256: str | None
    recorded_at: datetime
    recorded_by: str
    struck_at: datetime | None = None


@dataclass(kw_only=True)
class RecipientAct(Entity):
    """That somebody read a paper on the portal, or confirmed that they have it."""

    service_id: str
    kind: str
    at: datetime
    assurance: int


@dataclass(kw_only=True)
class Objection(Entity):
    """That they say a message cannot count, and what was ruled."""

    envelope_id: str
    attempt_id: int | None
    deed_id: str | None
    service_id: str
    ground: str
    proved_at: datetime | None
    raised_at: datetime
    ruling: str = "pending"
    ruled_at: datetime | None = None
    ruled_by_id: str | None = None


@dataclass(kw_only=True)
class Determination(Entity):
    case_id: str | None
    kind: str
    outcome: str
    at: datetime
    by_id: str
    service_id: str = UNTOLD
    attempt_id: int | None = UNTOLD
    deed_id: str | None = UNTOLD
    objection_id: str = UNTOLD
    envelope_id: str = UNTOLD


@dataclass(kw_only=True)
class Finding(Entity):
    """What the law was found to say of a service; its id is that of the service."""

    decision: Mapping[str, Any]


@dataclass(kw_only=True)
class Certificate(Entity):
    """A certificate or statement; `event_id` the event that carries the hash of the file that stands."""

    service_id: str
    number: str
    finding_digest: str
    replaces_id: str | None
    sha256: str
    made_at: datetime
    event_id: str
    stamped_at: datetime | None
    state: str
    unstamped_sha256: str | None = None


@dataclass(kw_only=True)
class Court(Entity):
    code: str
    name: str
    name_en: str
    zone: str
    phone: str = UNTOLD
    street: str = UNTOLD
    above_id: str | None = None
    asks_all_for_factor: bool = True
    calls_found_first: bool = False
    channels_paused: str = "{}"  # JSON, as in the row
    message_words: str = "{}"  # JSON, as in the row
    figures_public_since: datetime | None = None


@dataclass(kw_only=True)
class WayRule(Entity):
    """What a court lets the program do of one way; its id is court, way and kind of paper."""

    court_id: str
    way: str
    paper_kind: str
    choice: str
    set_at: datetime


@dataclass(kw_only=True)
class Staff(Entity):
    """Somebody who works there.

    `factors` are the marks of their second factors, `codes` those of their sheet, each with when it was used.
    """

    role: str
    court_id: str | None
    display_name: str
    password: str
    must_change_password: bool = UNTOLD
    sign_on_name: str | None = None
    is_active: bool = True
    factors: Sequence[str] = ()
    codes: Mapping[str, datetime | None] = field(default_factory=dict)
    codes_made_at: datetime | None = None


@dataclass(kw_only=True)
class ApiClient(Entity):
    """A system that speaks for a court."""

    court_id: str
    name: str
    scopes: Sequence[str]
    token: str
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None


def receipt(values: Mapping[str, Any]) -> PartReceipt:
    """One receipt as an event holds it."""
    happened_at = moment_in(values["happened_at"])
    return PartReceipt(values["part"], values["kind"], happened_at, values.get("report_sha256", ""))


def phase_id(case: str, until: datetime) -> str:
    """By what a phase of a case is known."""
    return f"{case} {until.astimezone(UTC)}"


def address_step_id(address: str, address_class: str, at: datetime, how: str) -> str:
    """By what a step of an address's history is known."""
    return f"{address} {address_class} {at.astimezone(UTC)} {how}"
