"""A checkpoint that somebody kept, against a bundle: one history, two histories, or not to be told without tiles."""

from dataclasses import replace
from pathlib import Path

import pytest

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.epochs import name_in
from songda.core.evidence.findings import Finding
from songda.core.evidence.merkle import leaf_hash, root_of
from songda.core.evidence.tiles import TileAddress, tile_path
from songda.trust.offline.wishes import Wishes, fulfil
from tests.core.evidence.bundles import STRANGERS, bundle
from tests.core.evidence.trees import leaves
from tests.trust.log_keys import court_key, other_key

HASHES = leaves(STRANGERS) + [leaf_hash(event.leaf.encode()) for event in bundle().events]


def signed(hashes: list[bytes]) -> str:
    return court_key().sign(SignedRoot(court_key().name, len(hashes), root_of(hashes)).text)


def published(folder: Path, hashes: list[bytes], width: int | None = None) -> str:
    """The tiles of a small log, downloaded into a folder."""
    file = folder / "tile" / tile_path(TileAddress(0, 0, width or len(hashes)))
    file.parent.mkdir(parents=True)
    file.write_bytes(b"".join(hashes))
    return str(folder)


def compare(note: str, tiles: str = "", whole: Bundle | None = None) -> Finding:
    (finding,) = fulfil(Wishes(kept={"kept.note": note}, tiles=tiles), whole or bundle(), [])
    return finding


@pytest.mark.parametrize("size", [1, 5, 10])
def test_an_older_checkpoint_that_the_log_continues(tmp_path: Path, size: int) -> None:
    finding = compare(signed(HASHES[:size]), published(tmp_path, HASHES))
    assert (finding.code, finding.outcome) == ("kept.continued", "passed")


def test_a_newer_checkpoint_that_continues_the_bundle_s(tmp_path: Path) -> None:
    longer = HASHES + leaves(9)
    assert compare(signed(longer), published(tmp_path, longer)).code == "kept.continued"


def test_an_older_checkpoint_of_another_history_is_a_contradiction(tmp_path: Path) -> None:
    other = [leaf_hash(b"another"), *HASHES[1:5]]
    finding = compare(signed(other), published(tmp_path, HASHES))
    assert (finding.code, finding.outcome) == ("kept.contradicted", "failed")


def test_tiles_that_are_not_those_of_the_log_prove_nothing(tmp_path: Path) -> None:
    forged = [leaf_hash(b"another"), *HASHES[1:]]
    assert compare(signed(HASHES[:5]), published(tmp_path, forged)).outcome == "failed"


def test_checkpoints_of_one_size_need_no_tiles() -> None:
    assert compare(signed(HASHES)).code == "kept.continued"
    assert compare(signed([*HASHES[:-1], leaf_hash(b"x")])).code == "kept.contradicted"


def test_without_tiles_or_with_too_few_it_is_said_that_nothing_was_compared(tmp_path: Path) -> None:
    assert compare(signed(HASHES[:5])).code == "kept.no_tiles"
    assert compare(signed(HASHES[:5]), str(tmp_path)).code == "kept.tiles_missing"


def test_a_checkpoint_by_another_key_or_none_at_all_fails() -> None:
    stranger = other_key().sign(SignedRoot(other_key().name, 5, root_of(HASHES[:5])).text)
    assert compare(stranger).code == "kept.refused"
    assert compare("nonsense").code == "kept.refused"
    assert compare(signed(HASHES), whole=replace(bundle(), checkpoint="nonsense")).code == "checkpoint.refused"


def test_the_certificate_must_rest_on_a_finding_in_the_bundle() -> None:
    from songda.core.evidence.verify import check_bundle
    from songda.trust.public_keys import verify_ed25519

    whole = bundle()
    without = replace(whole, events=[event for event in whole.events if event.row["name"] != "service.effective"])
    codes = {finding.code for finding in check_bundle(without, (), verify_ed25519) if finding.outcome == "failed"}
    assert codes == {"service.missing"}


def in_epoch(hashes: list[bytes], epoch: int) -> str:
    key = court_key().under(name_in(epoch, court_key().name))
    return key.sign(SignedRoot(key.name, len(hashes), root_of(hashes)).text)


def of_epoch(epoch: int) -> Bundle:
    """The bundle of a log that was put back: the same entries, signed under the epoch's name."""
    return replace(
        bundle(),
        checkpoint=in_epoch(HASHES, epoch),
        log_key=str(court_key().under(name_in(epoch, court_key().name)).verifier),
    )


def test_a_checkpoint_from_before_a_restore_that_the_next_epoch_continues(tmp_path: Path) -> None:
    finding = compare(signed(HASHES[:5]), published(tmp_path, HASHES), of_epoch(2))
    assert (finding.code, finding.outcome) == ("kept.continued", "passed")


def test_a_checkpoint_of_what_a_restore_lost_is_neither_continued_nor_a_second_history() -> None:
    finding = compare(signed([*HASHES[:-1], leaf_hash(b"lost")]), whole=of_epoch(2))
    assert (finding.code, finding.outcome) == ("kept.other_epoch", "unchecked")


def test_two_histories_of_one_epoch_convict_the_log() -> None:
    other = in_epoch([*HASHES[:-1], leaf_hash(b"x")], 2)
    assert compare(other, whole=of_epoch(2)).code == "kept.contradicted"


def test_the_epoch_of_another_log_is_no_epoch_of_this_one() -> None:
    key = other_key().under(name_in(2, court_key().name))
    strange = key.sign(SignedRoot(key.name, len(HASHES), root_of(HASHES)).text)
    assert compare(strange).code == "kept.refused"
