"""Compares a bundle's checkpoint with an older or newer one that somebody kept: one must continue the other."""

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.epochs import split_name
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.merkle import ProofError, check_consistency, consistency_proof
from songda.core.evidence.note import NoteError, VerifierKey, Verify
from songda.core.evidence.tiles import ReadTile, nodes_from_tiles


class TilesMissingError(LookupError):
    """Tiles that are needed are not there; the message names the first one."""


def check_kept(name: str, note: str, ours: SignedRoot, key: VerifierKey, verify: Verify) -> Finding | SignedRoot:
    """What can be said without tiles; the kept checkpoint itself when tiles are needed to say more."""
    try:
        kept = open_checkpoint(note, _in_its_epoch(note, key), verify)
    except NoteError as error:
        return failed("kept.refused", file=name, reason=error)
    if kept.size != ours.size:
        return kept
    same = kept.root == ours.root
    return passed("kept.continued", file=name, old=kept.size) if same else _other(name, kept, ours)


def _in_its_epoch(note: str, key: VerifierKey) -> VerifierKey:
    """The same key under the name of the epoch of this very log in which the checkpoint was signed."""
    origin = note.partition("\n")[0]
    return VerifierKey(origin, key.public) if split_name(origin)[0] == split_name(key.name)[0] else key


def _other(name: str, kept: SignedRoot, ours: SignedRoot) -> Finding:
    """Two histories under one name convict the log; after a restore it goes on under another, and says so."""
    if kept.origin == ours.origin:
        return failed("kept.contradicted", file=name)
    return unchecked("kept.other_epoch", file=name, theirs=kept.origin, ours=ours.origin)


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
        return _other(name, kept, ours)
    return passed("kept.continued", file=name, old=old.size)
