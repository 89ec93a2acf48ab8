"""Gives waiting events their places in the tree and signs what the log then holds; one at a time, in batches.

Everything happens in one transaction: an event has a place exactly when a signed checkpoint covers it. What none of our
processes wrote is set aside and stops nothing: an event without their mark, a number that no event has, a checkpoint
that the log's key never signed.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import IntegrityError, connection, transaction
from django.db.models import Subquery

from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.merkle import ProofError, check_consistency, consistency_proof, root_of, tree_root
from songda.core.evidence.tiles import TILE_WIDTH, TileAddress, split_hashes
from songda.records.ground.evidence.epochs import epoch_number, raise_mark, require_mark
from songda.records.ground.evidence.log_key import SigningKeys
from songda.records.ground.evidence.models import Checkpoint, Entry, Tile
from songda.records.ground.evidence.signed import newest_and_unsigned, note_signed, set_checkpoints_aside
from songda.records.ground.evidence.tree import LogBrokenError, nodes, read_tile
from songda.records.ground.evidence.unmarked_events import UnplacedEvent, part_by_mark, set_aside
from songda.trust.log_keys import sign_together

log = logging.getLogger(__name__)
BATCH = 4_000
# One at a time. Only who may take rows from the queue can lock it so, and it keeps nobody from adding to it; a number
# that is locked (pg_advisory_lock) anybody could lock first, and the log would stand still.
_LOCK = "SET LOCAL lock_timeout = '5s'; LOCK TABLE evidence_unsequenced IN SHARE UPDATE EXCLUSIVE MODE"

# Each waiting number is looked up by the primary key whatever the database believes about the size of its tables: while
# it has counted no rows of a large act that was not finished yet, it would compare each waiting event with every other.
# An order that only the primary key gives, and that may not be made by sorting, keeps it from walking another index. A
# plan that the connection kept from a time when few events waited would take minutes, too.
_WAITING = """
SELECT waiting.number, event.id, event.leaf, event.mark
FROM (SELECT number FROM evidence_unsequenced ORDER BY number LIMIT %s) AS waiting
LEFT JOIN LATERAL (
    SELECT id, leaf, mark FROM evidence_event
    WHERE number BETWEEN waiting.number AND waiting.number ORDER BY evidence_event.number LIMIT 1
) AS event ON true
ORDER BY waiting.number
"""
_BY_KEY = "set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_sort', 'off', true)"
_AS_USUAL = "SET LOCAL enable_sort = on"
# Numbers that were put among the waiting ones though their events have had their turn.
_DROP_TWICE = """
DELETE FROM evidence_unsequenced AS waiting USING evidence_event AS event
WHERE event.number = waiting.number AND EXISTS (SELECT FROM evidence_entry WHERE event_id = event.id)
"""
_PLACE = """
WITH taken AS (
    DELETE FROM evidence_unsequenced WHERE number = ANY(%s) RETURNING 1
)
INSERT INTO evidence_entry (index, event_id, leaf_hash)
SELECT %s + place - 1, id, hash FROM unnest(%s::uuid[], %s::bytea[]) WITH ORDINALITY AS given(id, hash, place)
"""


def sequence(now: datetime) -> int:
    """Place every event that waits, or set it aside; gives how many, with the checkpoints set aside.

    Another sequencer that is at work is waited for. Raises `LogBrokenError`, and signs nothing, when the tables do not
    continue the last checkpoint.
    """
    total = 0
    while placed := _sequence_next(now):
        total += placed
        raise_mark()
        if placed < BATCH:
            break
    return total


def _sequence_next(now: datetime) -> int:
    try:
        return _sequence_batch(now)
    except IntegrityError:
        if not _drop_twice():
            raise
        return _sequence_batch(now)


@transaction.atomic
def _sequence_batch(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_BY_KEY}; {_LOCK}")
    last, unsigned = _last_with_same_end()
    set_checkpoints_aside(unsigned, now)
    size = last.size if last else 0
    waiting = _read_waiting()
    if waiting:
        require_mark()
    own, strange = part_by_mark(waiting)
    _place(size, [event.number for event in waiting], own)
    if own:
        _add_tiles(size, [event.hash for event in own])
        _sign(
            last, size + len(own), max(now, last.at) if last else now
        )  # clocks of workers differ, time does not go back
    set_aside(strange, now)
    return len(waiting) + len(unsigned)


@transaction.atomic
def _drop_twice() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_DROP_TWICE)
        dropped: int = cursor.rowcount
    if dropped:
        log.error("%s events stood among the waiting ones a second time; somebody else wrote that", dropped)
    return dropped


def _read_waiting() -> list[UnplacedEvent]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [BATCH])
        rows = cursor.fetchall()
        cursor.execute(_AS_USUAL)
    return [
        UnplacedEvent(number, event_id, (leaf or "").encode(), bytes(mark or b""))
        for number, event_id, leaf, mark in rows
    ]


def _place(size: int, numbers: Sequence[int], own: Sequence[UnplacedEvent]) -> None:
    """All leave the queue; ours get places from `size` on, with the hash of the very leaf whose mark was checked."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [list(numbers), size, [event.id for event in own], [event.hash for event in own]])


def _last_with_same_end() -> tuple[Checkpoint | None, list[Checkpoint]]:
    """The last checkpoint that holds, and the rows above it that do not; the entries must end exactly where it ends."""
    indexes = Entry.objects.order_by("-index").values("index")
    last, unsigned = newest_and_unsigned(newest_index=Subquery(indexes[:1]))
    size = last.size if last else 0
    newest = getattr(last, "newest_index", None) if last else indexes.values_list("index", flat=True).first()
    if (newest if newest is not None else -1) != size - 1:
        SigningKeys().signers(size + 1, epoch_number())  # which tells, where it is only that the key is another
        raise LogBrokenError(f"the last checkpoint covers {size} entries, but the last entry is {newest}")
    return last, unsigned


def _add_tiles(size: int, hashes: Sequence[bytes]) -> None:
    """Store each tile that becomes full, level by level; the roots of one level are the hashes of the next."""
    level, tiles = 0, list[Tile]()
    while hashes:
        filled = _filled(level, size, hashes)
        tiles += filled
        level, size, hashes = level + 1, size // TILE_WIDTH, [bytes(tile.root) for tile in filled]
    Tile.objects.bulk_create(tiles)


def _filled(level: int, before: int, hashes: Sequence[bytes]) -> list[Tile]:
    """The tiles of this level that become full when `hashes` follow the `before` that are there."""
    number, width = divmod(before, TILE_WIDTH)
    if width + len(hashes) < TILE_WIDTH:
        return []
    edge = split_hashes(read_tile(TileAddress(level, number, width))) if width else []
    row = [*edge, *hashes]
    ends = range(0, len(row) + 1, TILE_WIDTH)
    return [
        Tile(level=level, number=number + place, hashes=b"".join(row[start:end]), root=root_of(row[start:end]))
        for place, (start, end) in enumerate(pairwise(ends))
    ]


def _sign(last: Checkpoint | None, size: int, now: datetime) -> None:
    tree, turns = nodes(size), SigningKeys()
    root = tree_root(tree, size)
    if last is not None:
        try:
            proof = consistency_proof(tree, last.size, size)
            check_consistency((last.size, size), (bytes(last.root), root), proof)
        except ProofError as error:
            raise LogBrokenError(f"not signed: {error}") from error
    keys = turns.signers(size, epoch_number())
    note = sign_together(SignedRoot(keys[0].name, size, root).text, keys)
    note_signed(Checkpoint.objects.create(size=size, root=root, note=note, at=now))
