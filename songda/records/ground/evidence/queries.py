"""Reads the evidence log: timelines, personal parts, proofs, and the public files of the log."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from songda.core.evidence.canonical import Json
from songda.core.evidence.checkpoint import TlogProof
from songda.core.evidence.leaf import SALT_BYTES
from songda.core.evidence.merkle import inclusion_proof
from songda.core.evidence.tiles import TILE_WIDTH, TileAddress, read_tile_path, width_at
from songda.records.ground import vault
from songda.records.ground.evidence.actions import secret_cell
from songda.records.ground.evidence.models import (
    Checkpoint,
    CheckpointSetAside,
    Entry,
    Event,
    EventSecret,
    SetAside,
    Unsequenced,
)
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.ground.evidence.tree import nodes, read_tile
from songda.records.ground.evidence.unmarked_events import flaw_of_mark


class NotCoveredError(LookupError):
    """An event that no signed checkpoint covers yet."""


@dataclass(frozen=True)
class Secret:
    """The opened personal part of an event, with the salt that binds it."""

    salt: bytes
    private: Mapping[str, Json]


def count_unmarked() -> int:
    """How many events and checkpoints in the database none of our processes wrote."""
    return SetAside.objects.count() + CheckpointSetAside.objects.count()


def timeline(case_id: UUID) -> list[Event]:
    """The events of a case, in the order in which they were written."""
    return list(Event.objects.on_record().filter(case_id=case_id).order_by("number"))


def sealed_leaves(streams: Sequence[str], names: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """What was logged about these things, in its order: of events that have a place and our own mark, no others.

    With `names` only events that bear one of them.
    """
    rows = Event.objects.filter(stream__in=streams)
    return leaves_among(rows.filter(name__in=names) if names else rows)


def leaves_among(events: QuerySet[Event]) -> list[Mapping[str, Any]]:
    """What was logged by those of these events that have a place and our own mark, in their order."""
    events = events.filter(Exists(Entry.objects.filter(event_id=OuterRef("id")))).order_by("number")
    rows = [(event_id, leaf.encode(), bytes(mark)) for event_id, leaf, mark in events.values_list("id", "leaf", "mark")]
    return [json.loads(leaf) for event_id, leaf, mark in rows if not flaw_of_mark(event_id, leaf, mark)]


def leaves_of_cases(cases: Iterable[UUID], names: Sequence[str]) -> list[Mapping[str, Any]]:
    """The same of everything in these cases that bears one of the names."""
    return leaves_among(Event.objects.filter(case_id__in=list(cases), name__in=names))


def waiting_streams() -> set[str]:
    """What is told of by events that have no place yet."""
    waiting = Unsequenced.objects.values("number")
    return set(Event.objects.filter(number__in=waiting).values_list("stream", flat=True))


def events_of(streams: Sequence[str]) -> list[Event]:
    """The events about these things (`service:<uuid>` …), in the order in which they were written; no strangers."""
    return list(Event.objects.on_record().filter(stream__in=streams).order_by("number"))


def secrets_of(event_ids: Iterable[UUID]) -> dict[UUID, Secret]:
    """The personal parts of these events; an erased one is missing."""
    rows = EventSecret.objects.filter(event_id__in=list(event_ids))
    return {row.event_id: open_secret(row) for row in rows}


def covered_events(event_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the events that a signed checkpoint covers."""
    return set(Entry.objects.filter(event_id__in=list(event_ids)).values_list("event_id", flat=True))


def proofs_of(event_ids: Iterable[UUID], checkpoint: Checkpoint) -> dict[UUID, TlogProof]:
    """The way of each event to the root of one checkpoint. Raises `NotCoveredError`."""
    wanted = set(event_ids)
    places = dict(Entry.objects.filter(event_id__in=wanted, index__lt=checkpoint.size).values_list("event_id", "index"))
    if missing := wanted - places.keys():
        raise NotCoveredError(f"not under checkpoint {checkpoint.size}: {', '.join(sorted(map(str, missing)))}")
    tree = nodes(checkpoint.size)
    return {
        event_id: TlogProof(index, tuple(inclusion_proof(tree, index, checkpoint.size)), checkpoint.note)
        for event_id, index in places.items()
    }


def checkpoint_file() -> bytes | None:
    """What `/checkpoint` serves; None while the log is empty."""
    newest = newest_checkpoint()
    return newest.note.encode() if newest else None


def tile_file(path: str) -> bytes | None:
    """What `/tile/<path>` serves: raises ValueError for a path that names no tile, None for one not there (yet)."""
    place = read_tile_path(path)
    newest = newest_checkpoint()
    there = width_at(place.level, place.number, newest.size) if newest else 0
    if place.width > there:
        return None
    full = there == TILE_WIDTH
    tile = read_tile(TileAddress(place.level, place.number) if full else place)
    return tile[: place.width * 32]


def open_secret(row: EventSecret) -> Secret:
    """One personal part, opened. Raises `SealError` when it was changed or moved."""
    if row.salt is not None:
        return Secret(bytes(row.salt), {})
    plain = vault.open_bytes(secret_cell(row.event_id), row.sealed or b"")
    return Secret(plain[:SALT_BYTES], json.loads(plain[SALT_BYTES:]))
