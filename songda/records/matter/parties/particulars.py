"""What is entered about a party, as it stands now, and what a correction would change in it."""

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.records.ground import vault
from songda.records.matter.parties.drafts import PartyDraft
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.reading import check_party, read_person_name, read_person_number

FIELDS = tuple(field.name for field in fields(PartyDraft))
WHO_THEY_ARE = frozenset({"name", "number"})  # what they must type in the portal
SIDE = frozenset({"role", "acts_for_id"})  # what decides whose opponent they are

Value = str | bool | UUID | None


@dataclass(frozen=True)
class Change:
    """One field that a correction changes; `before` and `after` may be personal."""

    field: str
    before: Value
    after: Value


def draft_of(party: Party) -> PartyDraft:
    """The party as somebody would enter it today."""
    return PartyDraft(**{name: getattr(party, name) for name in FIELDS})


def read_draft(party: Party, draft: PartyDraft, now: datetime) -> PartyDraft:
    """The draft in the form in which it is kept, checked as at registration; raises WrongField."""
    check_party(draft)
    today = now.astimezone(ZoneInfo(party.case.court.zone)).date()
    return replace(draft, name=read_person_name(draft.name), number=read_person_number(draft, today))


def changes(before: PartyDraft, after: PartyDraft) -> list[Change]:
    """The fields that differ, in the order in which they are entered."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FIELDS)
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def version_of(party: Party) -> str:
    """A mark that changes with anything entered about the party; it tells nothing of what is entered."""
    entered = {name: _plain(value) for name, value in vars(draft_of(party)).items()}
    return vault.mark("party.version", json.dumps({"id": str(party.id), **entered}, sort_keys=True)).hex()


def _plain(value: Value) -> str | bool | None:
    return str(value) if isinstance(value, UUID) else value
