"""Gives waiting events their places in the tree and signs what the log then holds; one at a time, in batches.

Everything happens in one transaction: an event has a place exactly when a signed checkpoint covers it.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import connection, transaction

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.merkle import ProofError, check_consistency, consistency_proof, root_of, tree_root
from songda.core.evidence.note import NoteError
from songda.core.evidence.tiles import TILE_WIDTH, TileAddress, split_hashes
from songda.records.evidence.log_key import signing_key
from songda.records.evidence.models import Checkpoint, Entry, Tile
from songda.records.evidence.tree import LogBrokenError, nodes, read_tile
from songda.trust.ed25519 import verify_ed25519

BATCH = 4_000
LOCK = 0x50_4F_52_45  # any number that nothing else in this database locks

# The hash is taken from the stored leaf here and now, so that nothing can slip in between event and tree. Each waiting
# number is looked up by index whatever the database believes about the size of its tables: while it has counted no
# rows of a large act that was not finished yet, it would compare every waiting event with every other for minutes.
_PLACE = """
WITH taken AS (
    DELETE FROM evidence_unsequenced
    WHERE number = ANY(ARRAY(SELECT number FROM evidence_unsequenced ORDER BY number LIMIT %s))
    RETURNING number
), placed AS (
    INSERT INTO evidence_entry (index, event_id, leaf_hash)
    SELECT %s + row_number() OVER (ORDER BY number) - 1, id, sha256('\\x00'::bytea || convert_to(leaf, 'UTF8'))
    FROM taken, LATERAL (SELECT id, leaf FROM evidence_event WHERE number = taken.number OFFSET 0) AS event
    RETURNING index, leaf_hash
)
SELECT index, leaf_hash, (SELECT count(*) FROM taken) FROM placed ORDER BY index
"""


def sequence(now: datetime) -> int:
    """Place every event that waits; gives how many. 0 also when another sequencer is at work.

    Raises `LogBrokenError`, and signs nothing, when the tables do not continue the last checkpoint.
    """
    total = 0
    while placed := _sequence_batch(now):
        total += placed
        if placed < BATCH:
            break
    return total


@transaction.atomic
def _sequence_batch(now: datetime) -> int:
    if not _has_lock():
        return 0
    last = Checkpoint.objects.order_by("-size").first()
    size = last.size if last else 0
    _require_same_end(size)
    hashes = _place_unsequenced(size)
    if hashes:
        _add_tiles(size, hashes)
        _sign(last, size + len(hashes), now)
    return len(hashes)


def _has_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _place_unsequenced(size: int) -> list[bytes]:
    with connection.cursor() as cursor:
        # A plan that the connection kept from a time when few events waited would take minutes when many do.
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        cursor.execute(_PLACE, [BATCH, size])
        rows = cursor.fetchall()
    if rows and rows[0][2] != len(rows):
        raise LogBrokenError(f"{rows[0][2] - len(rows)} events that waited for their place are gone")
    return [bytes(leaf_hash) for _, leaf_hash, _ in rows]


def _require_same_end(size: int) -> None:
    """The entries must end exactly where the last checkpoint ends."""
    newest = Entry.objects.order_by("-index").values_list("index", flat=True).first()
    if (newest if newest is not None else -1) != size - 1:
        raise LogBrokenError(f"the last checkpoint covers {size} entries, but the last entry is {newest}")


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
    tree, key = nodes(size), signing_key()
    root = tree_root(tree, size)
    if last is not None:
        try:
            signed = open_checkpoint(last.note, key.verifier, verify_ed25519)
            proof = consistency_proof(tree, signed.size, size)
            check_consistency((signed.size, size), (signed.root, root), proof)
        except (NoteError, ProofError) as error:
            raise LogBrokenError(f"not signed: {error}") from error
    note = key.sign(SignedRoot(key.name, size, root).text)
    Checkpoint.objects.create(size=size, root=root, note=note, at=now)
