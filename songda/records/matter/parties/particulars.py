"""What is entered about a party, as it stands now, and what a correction would change in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.evidence.canonical import Json
from songda.records.ground import vault
from songda.records.ground.evidence.queries import events_of, secrets_of
from songda.records.matter.parties.drafts import PartyDraft, check_party, read_person_name, read_person_number
from songda.records.matter.parties.models import Party

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


@dataclass(frozen=True)
class Corrected:
    """One correction; without `reason` and values once its personal part was erased."""

    at: datetime
    actor: str
    fields: tuple[str, ...]
    reason: str
    changes: tuple[Change, ...]


def corrections_of(party: Party) -> list[Corrected]:
    """The corrections of a party, newest first."""
    events = [event for event in events_of([f"party:{party.id}"]) if event.name == "party.corrected"]
    secrets = secrets_of([event.id for event in events])
    oldest_first = [
        _correction_of(
            event.happened_at, event.actor, event.data, secrets[event.id].private if event.id in secrets else {}
        )
        for event in events
    ]
    return oldest_first[::-1]


def _correction_of(at: datetime, actor: str, data: Mapping[str, Json], private: Mapping[str, Json]) -> Corrected:
    fields = tuple(str(name) for name in _list(data.get("fields")))
    before, after = _table(private.get("before")), _table(private.get("after"))
    made = tuple(Change(name, _value(before[name]), _value(after[name])) for name in fields if name in before)
    return Corrected(at, actor, fields, str(private.get("reason", "")), made)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _table(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _value(value: Json) -> str | bool | None:
    return value if isinstance(value, str | bool) else None
