"""Reads the whole log against itself and against its signed checkpoints, and names every row that was tampered with."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from songda.core.evidence.check_event import differing_fields, read_leaf
from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.leaf import commitment
from songda.core.evidence.merkle import leaf_hash, root_of, tree_root
from songda.core.evidence.note import NoteError
from songda.core.evidence.tiles import TILE_WIDTH, split_hashes
from songda.records.evidence.erasure import recorded_erasures
from songda.records.evidence.export import row_of
from songda.records.evidence.log_key import verifier_key
from songda.records.evidence.models import Checkpoint, Entry, Event, EventSecret, Tile, Waiting
from songda.records.evidence.queries import opened
from songda.records.evidence.tree import LogBrokenError, nodes
from songda.trust.ed25519 import verify_ed25519
from songda.trust.sealing import SealError

CHUNK = 2_000


@dataclass(frozen=True)
class Flaw:
    """One contradiction: which row it is in, and what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def audit(first: int = 0) -> Iterator[Flaw]:
    """Every flaw of the log, entries from index `first` on; nothing when all is well.

    Reads all entries and events in chunks: some ten seconds for a hundred thousand.
    """
    size = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    for start in range(first, size, CHUNK):
        yield from _audit_entries(start, min(start + CHUNK, size))
    yield from _audit_tiles(first // TILE_WIDTH)
    yield from _audit_checkpoints()
    yield from _audit_unplaced(size)


def audit_events(events: Sequence[Event]) -> Iterator[Flaw]:
    """The flaws of some events alone: what their columns and personal parts say against what was logged."""
    placed = Entry.objects.filter(event_id__in=[event.id for event in events])
    hashes = {entry.event_id: bytes(entry.leaf_hash) for entry in placed}
    for event in events:
        yield from _audit_event(event, hashes.get(event.id))
    yield from _audit_secrets(events)


def _audit_secrets(events: Sequence[Event]) -> Iterator[Flaw]:
    """The personal parts against the commitments in the log; a missing one must have been erased by the book."""
    rows = EventSecret.objects.in_bulk([event.id for event in events])
    erased = recorded_erasures([event.id for event in events if event.id not in rows])
    for event in events:
        if event.id not in rows and event.id not in erased:
            yield Flaw(named(event), "its personal part is gone, and no event tells of an erasure")
        elif event.id in rows and not _fits(rows[event.id], bytes(event.commit)):
            yield Flaw(named(event), "its personal part is not what the log committed to")


def _fits(row: EventSecret, commit: bytes) -> bool:
    try:
        secret = opened(row)
        return commitment(secret.salt, secret.private) == commit
    except (SealError, ValueError):
        return False


def named(event: Event) -> str:
    """How flaws name an event."""
    return f"event {event.number} {event.name} {event.id}"


def _audit_entries(start: int, end: int) -> Iterator[Flaw]:
    entries = list(Entry.objects.filter(index__gte=start, index__lt=end).order_by("index"))
    present = {entry.index for entry in entries}
    yield from (Flaw(f"entry {index}", "is missing") for index in range(start, end) if index not in present)
    events = Event.objects.in_bulk([entry.event_id for entry in entries], field_name="id")
    for entry in entries:
        if entry.event_id not in events:
            yield Flaw(f"entry {entry.index}", f"its event {entry.event_id} is missing")
    yield from audit_events(list(events.values()))


def _audit_event(event: Event, logged_hash: bytes | None) -> Iterator[Flaw]:
    where = named(event)
    if logged_hash is not None and leaf_hash(event.leaf.encode()) != logged_hash:
        yield Flaw(where, "the field leaf is not what the log holds")
    try:
        logged = read_leaf(event.leaf)
    except ValueError as error:
        yield Flaw(where, f"the field leaf cannot be read: {error}")
        return
    row = row_of(event)
    for field in differing_fields(row, logged):
        found, was = json.dumps(row.get(field)), json.dumps(logged.get(field))
        yield Flaw(where, f"the field {field} reads {found}, but {was} was logged")


def _audit_tiles(first: int) -> Iterator[Flaw]:
    """Each stored tile against what lies below it: entries, or the roots of smaller tiles."""
    for tile in Tile.objects.filter(number__gte=first, level=0).order_by("number").iterator(CHUNK):
        yield from _audit_tile(tile, _leaf_hashes(tile.number), "entry")
    for tile in Tile.objects.filter(level__gt=0).order_by("level", "number").iterator(CHUNK):
        below = Tile.objects.filter(level=tile.level - 1, number__gte=tile.number * TILE_WIDTH)
        roots = below.order_by("number").values_list("root", flat=True)[:TILE_WIDTH]
        yield from _audit_tile(tile, [bytes(root) for root in roots], f"the root of tile {tile.level - 1}/")


def _leaf_hashes(number: int) -> list[bytes]:
    start = number * TILE_WIDTH
    entries = Entry.objects.filter(index__gte=start, index__lt=start + TILE_WIDTH).order_by("index")
    return [bytes(one) for one in entries.values_list("leaf_hash", flat=True)]


def _audit_tile(tile: Tile, below: Sequence[bytes], named: str) -> Iterator[Flaw]:
    where, hashes = f"tile {tile.level}/{tile.number}", split_hashes(bytes(tile.hashes))
    if len(hashes) != TILE_WIDTH or root_of(hashes) != bytes(tile.root):
        yield Flaw(where, "its root does not fit its hashes")
    if len(below) != TILE_WIDTH:
        yield Flaw(where, "what lies below it is incomplete")
        return
    for place, (kept, found) in enumerate(zip(hashes, below, strict=False)):
        if kept != found:
            yield Flaw(where, f"differs from {named} {tile.number * TILE_WIDTH + place}")


def _audit_checkpoints() -> Iterator[Flaw]:
    """Every checkpoint's signature; the newest root against the tree, and where it fails, between which two sizes."""
    signed = []
    for row in Checkpoint.objects.order_by("size").iterator(CHUNK):
        try:
            signed.append(_opened(row))
        except NoteError as error:
            yield Flaw(f"checkpoint {row.size}", str(error))
    if signed and not _is_tree_at(signed[-1]):
        broken = bisect_left(signed, True, key=lambda one: not _is_tree_at(one))  # noqa: FBT003 - False sorts first
        before = signed[broken - 1].size if broken else 0
        what = f"the tree is not what was signed: changed among the entries {before} to {signed[broken].size - 1}"
        yield Flaw(f"checkpoint {signed[broken].size}", what)


def _opened(row: Checkpoint) -> SignedRoot:
    signed = open_checkpoint(row.note, verifier_key(), verify_ed25519)
    if (signed.size, signed.root) != (row.size, bytes(row.root)):
        raise NoteError(f"its columns differ from its signed note over {signed.size} entries")
    return signed


def _is_tree_at(signed: SignedRoot) -> bool:
    try:
        return tree_root(nodes(signed.size), signed.size) == signed.root
    except LogBrokenError:
        return False


def _audit_unplaced(size: int) -> Iterator[Flaw]:
    """Entries beyond the last checkpoint, and events that have no place and do not wait for one."""
    for entry in Entry.objects.filter(index__gte=size).order_by("index"):
        yield Flaw(f"entry {entry.index}", f"stands beyond the last checkpoint over {size} entries")
    placed = Exists(Entry.objects.filter(event_id=OuterRef("id")))
    waits = Exists(Waiting.objects.filter(number=OuterRef("number")))
    for event in Event.objects.exclude(placed).exclude(waits).order_by("number").iterator(CHUNK):
        yield Flaw(named(event), "has no place in the log and does not wait for one")
