"""What was corrected in the record of a party: when, by whom, why, from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.queries import events_of, secrets_of
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.particulars import Change


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
