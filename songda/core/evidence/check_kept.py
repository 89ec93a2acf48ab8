"""Compares a bundle's checkpoint with an older or newer one that somebody kept: one must continue the other."""

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.merkle import ProofError, check_consistency, consistency_proof
from songda.core.evidence.note import NoteError, VerifierKey, Verify
from songda.core.evidence.tiles import ReadTile, nodes_from_tiles


class TilesMissingError(LookupError):
    """Tiles that are needed are not there; the message names the first one."""


def check_kept(name: str, note: str, ours: SignedRoot, key: VerifierKey, verify: Verify) -> Finding | SignedRoot:
    """What can be said without tiles; the kept checkpoint itself when tiles are needed to say more."""
    try:
        kept = open_checkpoint(note, key, verify)
    except NoteError as error:
        return failed("kept.refused", file=name, reason=error)
    if kept.size != ours.size:
        return kept
    same = kept.root == ours.root
    return passed("kept.continued", file=name, old=kept.size) if same else failed("kept.contradicted", file=name)


def check_continued(name: str, kept: SignedRoot, ours: SignedRoot, read_tile: ReadTile | None) -> Finding:
    """Whether the larger of the two trees continues the smaller, by the tiles that the court publishes."""
    if read_tile is None:
        return unchecked("kept.no_tiles", file=name)
    old, new = sorted((kept, ours), key=lambda signed: signed.size)
    try:
        proof = consistency_proof(nodes_from_tiles(read_tile, new.size), old.size, new.size)
        check_consistency((old.size, new.size), (old.root, new.root), proof)
    except TilesMissingError as error:
        return unchecked("kept.tiles_missing", file=name, reason=error)
    except (ProofError, ValueError, IndexError):
        return failed("kept.contradicted", file=name)
    return passed("kept.continued", file=name, old=old.size)
