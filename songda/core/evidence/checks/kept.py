"""Compares a bundle's checkpoint with an older or newer one that somebody kept: one must continue the other."""

from collections.abc import Sequence

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.epochs import under_name_of
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.merkle import ProofError, check_consistency, consistency_proof
from songda.core.evidence.note import NoteError, VerifierKey, Verify, read_note
from songda.core.evidence.tiles import ReadTile, nodes_from_tiles


class TilesMissingError(LookupError):
    """Tiles that are needed are not there; the message names the first one."""


def check_kept(
    name: str, note: str, ours: SignedRoot, keys: Sequence[VerifierKey], verify: Verify
) -> Finding | SignedRoot:
    """What can be said without tiles; the kept checkpoint itself when tiles are needed to say more.

    `keys`: those that stand for the log, its own first.
    """
    try:
        kept = open_checkpoint(note, _signer(note, [under_name_of(note, key) for key in keys]), verify)
    except NoteError as error:
        return failed("kept.refused", file=name, reason=error)
    if kept.size != ours.size:
        return kept
    same = kept.root == ours.root
    return passed("kept.continued", file=name, old=kept.size) if same else _other(name, kept, ours)


def _signer(note: str, keys: Sequence[VerifierKey]) -> VerifierKey:
    """The key whose line stands below the note; the log's own, which then did not sign it, where none is."""
    lines = {(line.name, line.key_id) for line in read_note(note).signatures}
    return next((key for key in keys if (key.name, key.key_id) in lines), keys[0])


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
