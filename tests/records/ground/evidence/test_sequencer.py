"""The sequencer: every event gets its place once, in order, under a signature; it refuses to sign a broken log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from songda.core.evidence.checkpoint import open_checkpoint
from songda.core.evidence.merkle import check_inclusion, leaf_hash, root_of, tree_root
from songda.records.ground.evidence import sequencer
from songda.records.ground.evidence.models import Checkpoint, Entry, Event, SetAside, Tile, Unsequenced
from songda.records.ground.evidence.queries import covered_events, proofs_of
from songda.records.ground.evidence.sequencer import sequence
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.ground.evidence.tree import LogBrokenError, nodes
from songda.trust.public_keys import verify_ed25519
from tests.records.ground.evidence.log import MORNING, cheat, run, stranger, write, write_plainly

pytestmark = pytest.mark.database


def leaf_hashes():
    return [leaf_hash(event.leaf.encode()) for event in Event.objects.order_by("number")]


def test_every_event_gets_its_place_in_the_order_of_writing(log_key):
    ids = write(10)
    assert sequence(MORNING) == 10
    assert list(Entry.objects.order_by("index").values_list("index", "event_id")) == list(enumerate(ids))
    signed = open_checkpoint(Checkpoint.objects.get().note, log_key.verifier, verify_ed25519)
    assert (signed.origin, signed.size, signed.root) == ("court.example/log", 10, root_of(leaf_hashes()))
    assert covered_events([*ids, stranger()]) == set(ids)
    assert not Unsequenced.objects.exists()


def test_nothing_new_means_nothing_to_sign():
    assert sequence(MORNING) == 0
    write(2)
    sequence(MORNING)
    assert sequence(MORNING + timedelta(seconds=1)) == 0
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize("batches", [[255, 1], [256, 1], [1, 255, 1, 700], [1025]])
def test_the_tree_grows_rightly_over_the_edges_of_tiles(batches):
    for count in batches:
        write_plainly(count)
        assert sequence(MORNING) == count
    hashes = leaf_hashes()
    assert bytes(newest_checkpoint().root) == root_of(hashes)
    assert Tile.objects.filter(level=0).count() == sum(batches) // 256
    for row in Checkpoint.objects.all():
        assert bytes(row.root) == root_of(hashes[: row.size]) == tree_root(nodes(row.size), row.size)


def test_more_than_a_batch_is_placed_in_one_go():
    write_plainly(sequencer.BATCH * 2 + 5)
    assert sequence(MORNING) == sequencer.BATCH * 2 + 5
    assert Checkpoint.objects.count() == 3
    assert bytes(newest_checkpoint().root) == root_of(leaf_hashes())


def test_a_tree_of_two_levels_of_full_tiles_proves_its_events(monkeypatch):
    monkeypatch.setattr(sequencer, "BATCH", 70_000)
    write_plainly(256 * 256 + 300)
    sequence(MORNING)
    checkpoint = newest_checkpoint()
    assert Tile.objects.filter(level=1).count() == 1
    for entry in Entry.objects.filter(index__in=[0, 256, 65_535, 65_536, 65_835]):
        proof = proofs_of([entry.event_id], checkpoint)[entry.event_id]
        check_inclusion(bytes(entry.leaf_hash), entry.index, checkpoint.size, proof.hashes, bytes(checkpoint.root))


@pytest.mark.parametrize("emptied", [False, True], ids=["as it is", "emptied before"])
def test_a_database_that_has_not_counted_the_events_yet_places_them_as_fast(monkeypatch, server_url, emptied):
    monkeypatch.setattr(sequencer, "BATCH", 70_000)
    with psycopg.connect(server_url, autocommit=True) as other:  # sees nothing of what this test writes
        if emptied:
            other.execute("VACUUM evidence_event, evidence_unsequenced")
        write_plainly(20_000)
        other.execute("ANALYZE evidence_event, evidence_unsequenced")
    with CaptureQueriesContext(connection) as statements, connection.cursor() as cursor:
        assert sequence(MORNING) == 20_000
        reading = next(query["sql"] for query in statements if "waiting" in query["sql"])
        cursor.execute(f"SELECT {sequencer._BY_KEY}")
        cursor.execute(f"EXPLAIN {reading}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using evidence_event_pkey on evidence_event" in plan, plan


def test_one_event_costs_few_statements():
    write(300)
    sequence(MORNING)
    write(1)
    with CaptureQueriesContext(connection) as statements:
        sequence(MORNING)
    assert len(statements) <= 13


def test_a_checkpoint_that_was_exchanged_stops_the_signing():
    write(3)
    sequence(MORNING)
    cheat("UPDATE evidence_checkpoint SET note = replace(note, 'court', 'crown')")
    write(1)
    with pytest.raises(LogBrokenError, match="covers 0 entries, but the last entry is 2"):
        sequence(MORNING)


def test_a_rewritten_entry_stops_the_signing():
    write(5)
    sequence(MORNING)
    cheat("UPDATE evidence_entry SET leaf_hash = sha256(leaf_hash) WHERE index = 2")
    write(1)
    with pytest.raises(LogBrokenError, match="does not continue the tree of 5"):
        sequence(MORNING)


def test_a_removed_entry_stops_the_signing():
    write(300)
    sequence(MORNING)
    cheat("DELETE FROM evidence_entry WHERE index = 280")
    write(1)
    with pytest.raises(LogBrokenError, match="tile 0/1 is incomplete"):
        sequence(MORNING)


def test_entries_that_do_not_end_with_the_checkpoint_stop_the_signing():
    write(5)
    sequence(MORNING)
    cheat("DELETE FROM evidence_entry WHERE index = 4")
    with pytest.raises(LogBrokenError, match="covers 5 entries, but the last entry is 3"):
        sequence(MORNING)


def test_an_event_that_vanishes_while_it_waits_is_told_of_and_stops_nothing():
    _, *others = write(3)
    cheat("DELETE FROM evidence_event WHERE number = (SELECT min(number) FROM evidence_event)")
    assert sequence(MORNING) == 3
    assert covered_events(others) == set(others)
    assert SetAside.objects.get().reason == "waiting_missing"


def test_without_its_key_the_log_waits_and_loses_nothing(settings, tmp_path):
    ids, key = write(3), settings.LOG_KEY_FILE
    settings.LOG_KEY_FILE = tmp_path / "nowhere"
    with pytest.raises(FileNotFoundError):
        sequence(MORNING)
    assert (Unsequenced.objects.count(), Entry.objects.count()) == (3, 0)
    settings.LOG_KEY_FILE = key
    assert sequence(MORNING) == 3
    assert covered_events(ids) == set(ids)


def test_two_trees_of_one_size_are_never_signed():
    write(1)
    sequence(MORNING)
    with pytest.raises(IntegrityError):  # places are given once
        run("INSERT INTO evidence_entry SELECT index, gen_random_uuid(), leaf_hash FROM evidence_entry")


@pytest.mark.database(transaction=True)
def test_sequencers_that_run_at_once_place_every_event_once():
    ids = write(200)

    def one_more(number):
        try:
            placed = 0
            for _ in range(5):
                with transaction.atomic():
                    ids.extend(write(10))
                placed += sequence(MORNING)
            return placed
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        placed = sum(threads.map(one_more, range(4)))
    assert placed + sequence(MORNING) == 400
    assert sorted(Entry.objects.values_list("index", flat=True)) == list(range(400))
    assert covered_events(ids) == set(ids)
    assert bytes(newest_checkpoint().root) == tree_root(nodes(400), 400)


@pytest.mark.database(transaction=True)
def test_an_event_of_an_unfinished_act_waits_and_does_not_hold_up_the_others():
    def other_act():
        try:
            ids = write(2)
            return ids, sequence(MORNING)
        finally:
            connections.close_all()

    with transaction.atomic():
        unfinished = write(1)
        with ThreadPoolExecutor(1) as thread:
            finished, placed = thread.submit(other_act).result()
    assert placed == 2
    assert covered_events([*unfinished, *finished]) == set(finished)
    assert sequence(MORNING) == 1
    assert covered_events(unfinished) == set(unfinished)
