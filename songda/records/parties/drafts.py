"""What is asked for when parties, addresses, consents and calls are recorded; everything as typed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class PartyDraft:
    """A person or body of a case; `acts_for_id` for whoever acts for another party."""

    role: str
    name: str
    number: str = ""
    kind: str = "natural_person"
    domicile: str = "cn"
    is_soldier: bool = False
    is_in_custody: bool = False
    home_law_forbids_electronic: bool = False
    acts_for_id: UUID | None = None
    agency: str = ""


@dataclass(frozen=True)
class AddressDraft:
    """Where a party can be reached; `how` says how the court knows it: pleading, form, call, portal, register …"""

    kind: str
    value: str
    address_class: str = "provided"
    how: str = "form"


@dataclass(frozen=True)
class ConsentDraft:
    """An agreement to electronic service, and the words that prove it."""

    ground: str
    at: datetime
    stages: tuple[str, ...]
    paper_kinds: tuple[str, ...] = ("*",)
    how: str = "form"
    proof: str = ""


@dataclass(frozen=True)
class CallDraft:
    """A telephone call and its outcome; without `stages` an agreement reaches the present stage alone."""

    at: datetime
    outcome: str
    address_id: UUID | None = None
    minutes: int = 0
    told: tuple[str, ...] = ()
    note: str = ""
    recording_sha256: bytes | None = None
    stages: tuple[str, ...] = ()
    paper_kinds: tuple[str, ...] = ("*",)
