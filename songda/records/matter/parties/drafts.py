"""What is asked for when parties, addresses, consents and calls are recorded; everything as typed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from songda.core.identifiers.postal import PostalAddress, compose


@dataclass(frozen=True)
class PartyDraft:
    """A person or body of a case; `acts_for_id` for whoever acts for another party.

    `own_labour`: sixteen or seventeen, and lives mainly on what they earn. `lacks_capacity`: their own acts do not bind
    them. `may_not_receive`: the power of attorney keeps this agent from receiving papers.
    """

    role: str
    name: str
    number: str = ""
    kind: str = "natural_person"
    domicile: str = "cn"
    is_soldier: bool = False
    is_in_custody: bool = False
    home_law_forbids_electronic: bool = False
    own_labour: bool = False
    lacks_capacity: bool = False
    may_not_receive: bool = False
    acts_for_id: UUID | None = None
    agent_authority: str = ""


@dataclass(frozen=True)
class AddressDraft:
    """Where a party can be reached; `how` says how the court knows it: pleading, form, call, portal, register …

    Of a place that they did not give themselves: its `source`, and the day on which they last used it so. A place may
    be given in its parts, as `place`, instead of in one line. `is_connected`: its owner connected it at the provider.
    """

    kind: str
    value: str
    address_class: str = "provided"
    how: str = "form"
    source: str = ""
    last_used_on: date | None = None
    since: datetime | None = None  # when that was found out; None: now
    place: PostalAddress | None = None
    is_connected: bool = False

    @property
    def line(self) -> str:
        """The address in one line, as typed or from its parts."""
        return self.value if self.place is None else compose(self.place)


@dataclass(frozen=True)
class ConsentDraft:
    """An agreement to electronic service, and the words that prove it.

    `given_by_id`: the statutory agent or agent ad litem who agreed for the party; None: the party themselves.
    """

    ground: str
    at: datetime
    stages: tuple[str, ...]
    paper_kinds: tuple[str, ...] = ("*",)
    how: str = "form"
    proof: str = ""
    given_by_id: UUID | None = None


@dataclass(frozen=True)
class CallDraft:
    """A telephone call and its outcome; without `stages` an agreement reaches the present stage alone.

    `again_at`: when they asked to be called again. `is_matched`: they said the last characters of their identity
    number, as on file; `is_known_otherwise`: none is on file, and the note says how they were known.
    `received`: the services whose papers they said to have received. `wishes`: what they said that they need or wish.
    `dial_id`: what the telephone system did for it, from which the minutes follow. `no_recording`: why there is none,
    or why it is too short. `send_to`: the mobile number that they named themselves, where they were called elsewhere.
    """

    at: datetime
    outcome: str
    address_id: UUID | None = None  # which of their numbers was called
    minutes: int | None = None
    told: tuple[str, ...] = ()
    note: str = ""
    dial_id: UUID | None = None
    recording_id: UUID | None = None
    no_recording: str = ""
    stages: tuple[str, ...] = ()
    paper_kinds: tuple[str, ...] = ("*",)
    given_by_id: UUID | None = None
    again_at: datetime | None = None
    number: str = ""  # another number that was called, as it was dialled
    is_matched: bool = False
    received: tuple[UUID, ...] = ()
    is_known_otherwise: bool = False
    wishes: tuple[str, ...] = ()
    send_to: str = ""

    def with_recording(self, recording_id: UUID) -> "CallDraft":
        """The same with the recording that was kept for it."""
        return replace(self, recording_id=recording_id)
