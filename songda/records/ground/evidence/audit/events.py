"""Events against what was logged of them: every column, and the personal part against its commitment."""

import json
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from songda.core.evidence.canonical import says_the_same
from songda.core.evidence.checks.event import differing_fields, read_leaf
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.leaf import LEAF_VERSION, commitment
from songda.core.evidence.merkle import leaf_hash
from songda.records.ground.evidence.erasure import recorded_erasures
from songda.records.ground.evidence.export import row_of
from songda.records.ground.evidence.models import Entry, Event, EventSecret
from songda.records.ground.evidence.queries import open_secret
from songda.records.ground.evidence.strangers import flaw_of_mark, is_ours
from songda.trust.sealing import SealError


def audit_events(events: Sequence[Event], logged: Mapping[UUID, bytes] | None = None) -> Iterator[Flaw]:
    """The flaws of some events alone: what their columns and personal parts say against what was logged.

    `logged`: the leaf hashes of their entries, where somebody read these already.
    """
    hashes = _logged(events) if logged is None else logged
    for event in events:
        yield from _audit_event(event, hashes.get(event.id))
    yield from _audit_secrets(events)


def _logged(events: Sequence[Event]) -> dict[UUID, bytes]:
    placed = Entry.objects.filter(event_id__in=[event.id for event in events])
    return {event: bytes(leaf) for event, leaf in placed.values_list("event_id", "leaf_hash")}


def named(event: Event) -> str:
    """How flaws name an event."""
    return f"{event.number} {event.name} {event.id}"


def _audit_event(event: Event, logged_hash: bytes | None) -> Iterator[Flaw]:
    if not _is_sound(event, logged_hash):
        yield from _tell(event, logged_hash)


def _is_sound(event: Event, logged_hash: bytes | None) -> bool:
    """Whether one of our processes wrote the leaf, its hash is right, and the columns say what it says to the letter.

    That is all there is to ask of a sound event; only where it fails is looked what is wrong.
    """
    leaf = event.leaf.encode()
    if not is_ours(leaf, bytes(event.mark), event.name):
        return False
    if logged_hash is not None and leaf_hash(leaf) != logged_hash:
        return False
    return says_the_same({**row_of(event), "v": LEAF_VERSION}, leaf)


def _tell(event: Event, logged_hash: bytes | None) -> Iterator[Flaw]:
    if logged_hash is not None and leaf_hash(event.leaf.encode()) != logged_hash:
        yield flaw("event", named(event), "leaf_changed")
    elif reason := flaw_of_mark(event.id, event.leaf.encode(), bytes(event.mark)):
        yield flaw("event", named(event), reason)
    try:
        logged = read_leaf(event.leaf)
    except ValueError as error:
        yield flaw("event", named(event), "leaf_unreadable", reason=error)
        return
    row = row_of(event)
    for field in differing_fields(row, logged):
        found, was = json.dumps(row.get(field)), json.dumps(logged.get(field))
        yield flaw("event", named(event), "field_changed", field=field, found=found, logged=was)


def _audit_secrets(events: Sequence[Event]) -> Iterator[Flaw]:
    """The personal parts against the commitments in the log; a missing one must have been erased by the book."""
    rows = EventSecret.objects.in_bulk([event.id for event in events])
    erased = recorded_erasures([event.id for event in events if event.id not in rows])
    for event in events:
        if event.id not in rows and event.id not in erased:
            yield flaw("event", named(event), "private_gone")
        elif event.id in rows and not _fits(rows[event.id], bytes(event.commitment)):
            yield flaw("event", named(event), "private_changed")


def _fits(row: EventSecret, logged: bytes) -> bool:
    try:
        secret = open_secret(row)
        return commitment(secret.salt, secret.private) == logged
    except (SealError, ValueError):
        return False
