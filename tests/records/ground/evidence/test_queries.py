"""What the log serves to everybody: its newest checkpoint and its tiles; and proofs for events."""

import pytest

from songda.core.evidence.checkpoint import open_checkpoint
from songda.core.evidence.merkle import check_inclusion, leaf_hash, tree_root
from songda.core.evidence.tiles import nodes_from_tiles, split_hashes, tile_path
from songda.records.ground.evidence.models import Checkpoint, Event
from songda.records.ground.evidence.queries import (
    NotCoveredError,
    checkpoint_file,
    proofs_of,
    tile_file,
)
from songda.records.ground.evidence.sequencer import sequence
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.trust.public_keys import verify_ed25519
from tests.records.ground.evidence.log import MORNING, stranger, write, write_plainly

pytestmark = pytest.mark.database


def test_an_empty_log_serves_nothing():
    assert checkpoint_file() is None
    assert tile_file("0/000") is None


def test_the_public_files_are_enough_for_a_stranger_to_rebuild_the_root(log_key):
    write_plainly(700)
    sequence(MORNING)
    signed = open_checkpoint(checkpoint_file().decode(), log_key.verifier, verify_ed25519)
    tree = nodes_from_tiles(lambda tile: tile_file(tile_path(tile)), signed.size)
    assert tree_root(tree, signed.size) == signed.root


def test_a_tile_once_served_partial_stays_served_when_it_is_full():
    write_plainly(10)
    sequence(MORNING)
    partial = tile_file("0/000.p/10")
    write_plainly(300)
    sequence(MORNING)
    assert tile_file("0/000.p/10") == partial
    assert len(split_hashes(tile_file("0/000"))) == 256
    assert tile_file("1/000.p/1") is not None
    assert [tile_file(path) for path in ("0/001", "0/001.p/55", "1/000", "1/000.p/2", "2/000.p/1")] == [None] * 5


def test_a_path_that_names_no_tile_is_refused():
    with pytest.raises(ValueError, match="not the path of a tile"):
        tile_file("0/../keys")


def test_an_event_is_proved_under_every_checkpoint_that_covers_it():
    ids = write(5)
    sequence(MORNING)
    later = write(5)
    sequence(MORNING)
    event = Event.objects.get(id=ids[3])
    for checkpoint in Checkpoint.objects.all():
        proof = proofs_of([event.id], checkpoint)[event.id]
        root = bytes(checkpoint.root)
        check_inclusion(leaf_hash(event.leaf.encode()), proof.index, checkpoint.size, proof.hashes, root)
    with pytest.raises(NotCoveredError, match=str(later[0])):
        proofs_of([ids[0], later[0]], Checkpoint.objects.get(size=5))


def test_an_event_that_waits_has_no_proof_yet():
    write(1)
    sequence(MORNING)
    waiting = write(1)
    with pytest.raises(NotCoveredError):
        proofs_of(waiting, newest_checkpoint())
    with pytest.raises(NotCoveredError):
        proofs_of([stranger()], newest_checkpoint())
