"""What is asked for when parties, addresses and consents are recorded: as typed, checked, and as it is kept."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from songda.channels.registry import address_kinds, place_kinds
from songda.core.identifiers import (
    IdentifierError,
    read_credit_code,
    read_person_document,
)
from songda.core.identifiers.person_name import read_name
from songda.core.identifiers.postal import LONGEST, PostalAddress, compose, faults
from songda.core.identifiers.typed import plain
from songda.core.law.facts import AddressSource, RecipientKind
from songda.core.refusal import WrongField
from songda.core.words import Phrase
from songda.records.matter.parties.roles import AGENT_AUTHORITIES, ROLES, SIDES, Side

DATED_SOURCES = (AddressSource.OTHER_SUIT, AddressSource.CIVIL_ACT)  # they count only when used lately
ADDRESS_CLASSES = ("provided", "confirmed", "found", "unknown", "rejected")
_PERSONS = {RecipientKind.NATURAL_PERSON, RecipientKind.PROFESSIONAL}
_OTHER_NUMBER = re.compile(r"[A-Z0-9]{4,20}")
_DOMICILE = re.compile(r"[a-z]{2}|foreign")


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


def one_of(field: str, word: str, allowed: Collection[str]) -> str:
    """The word itself, if it is allowed; WrongField lists what is."""
    if word in allowed:
        return word
    choice = ", ".join(sorted(allowed))
    raise WrongField(field, f"wrong_{field}", why=Phrase("fields.not_a_choice", {"word": word, "choice": choice}))


def read_person_name(typed: str) -> str:
    """The name as it is kept."""
    try:
        return read_name(typed)
    except IdentifierError as error:
        raise _wrong("name", error) from error


def read_person_number(draft: PartyDraft, today: date) -> str:
    """The number of a person's identity card, permit or passport, or a body's credit code, in one form.

    Who has no domicile in the mainland may give the number of any paper.
    """
    if not draft.number.strip():
        return ""
    if draft.domicile != "cn":
        if _OTHER_NUMBER.fullmatch(number := plain(draft.number).upper()):
            return number
        raise WrongField("number", "wrong_number")
    try:
        if RecipientKind(draft.kind) in _PERSONS:
            return read_person_document(draft.number, today)
        return str(read_credit_code(draft.number))
    except IdentifierError as error:
        raise _wrong("number", error) from error


def check_party(draft: PartyDraft) -> None:
    """The words of a party draft are all known, and whoever acts for somebody says for whom."""
    one_of("role", draft.role, ROLES)
    one_of("kind", draft.kind, frozenset(RecipientKind))
    one_of("agent_authority", draft.agent_authority, ["", *AGENT_AUTHORITIES])
    if not _DOMICILE.fullmatch(draft.domicile):
        raise WrongField("domicile", "wrong_domicile")
    _check_capacity(draft)
    acts = SIDES[draft.role] is Side.ACTING
    if acts != (draft.acts_for_id is not None):
        wrong = Phrase("fields.nobody_represented" if acts else "fields.represents_nobody")
        raise WrongField("acts_for_id", "wrong_acts_for", why=wrong)


def _check_capacity(draft: PartyDraft) -> None:
    """Only people have or lack capacity; only an agent can be kept from receiving by their power of attorney."""
    for field in ("own_labour", "lacks_capacity"):
        if getattr(draft, field) and RecipientKind(draft.kind) not in _PERSONS:
            raise WrongField(field, "not_a_person")
    if draft.may_not_receive and draft.acts_for_id is None:
        raise WrongField("may_not_receive", "acts_for_nobody")


def read_address(draft: AddressDraft) -> str:
    """The address in the form in which it is kept and written to."""
    one_of("kind", draft.kind, address_kinds())
    one_of("address_class", draft.address_class, ADDRESS_CLASSES)
    if not draft.how.strip() or len(draft.how) > 60:
        raise WrongField("how", "wrong_how", why=Phrase("fields.where_from"))
    _check_place(draft)
    if address_kinds()[draft.kind].is_connected and not draft.is_connected:
        raise WrongField("kind", "wrong_kind", why=Phrase("fields.connected_by_owner"))
    return address_kinds()[draft.kind].read(draft.line)


def _check_place(draft: AddressDraft) -> None:
    """Parts are those of a place, take the place of the line, and are whole."""
    if draft.place is None:
        return
    if draft.kind not in place_kinds():
        raise WrongField("place", "postal.not_a_place")
    if draft.value:
        raise WrongField("place", "postal.said_twice")
    for part, code in faults(draft.place).items():
        raise WrongField(f"place.{part}", f"postal.{code}", longest=LONGEST[part])


def check_source(draft: AddressDraft, today: date) -> None:
    """Only a place has a source, and of some the law asks how lately they used it."""
    one_of("source", draft.source, ["", *AddressSource])
    if draft.source and draft.kind not in place_kinds():
        raise WrongField("source", "not_a_place")
    if draft.last_used_on is not None and not draft.source:
        raise WrongField("last_used_on", "source_missing")
    if draft.source in DATED_SOURCES and draft.last_used_on is None:
        raise WrongField("last_used_on", "use_not_dated")
    if draft.last_used_on is not None and draft.last_used_on > today:
        raise WrongField("last_used_on", "used_in_future")


def _wrong(field: str, error: IdentifierError) -> WrongField:
    return WrongField(field, error.code, why=error, part=error.part)
