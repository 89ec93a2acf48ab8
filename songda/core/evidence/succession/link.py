"""A change of the log's key: how events name keys, and what a proof carries of each change, under both keys."""

import json
from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.canonical import Json
from songda.core.evidence.checkpoint import SignedRoot, TlogProof, open_checkpoint, read_tlog_proof
from songda.core.evidence.checks import read_leaf
from songda.core.evidence.epochs import split_name, under_name_of
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.merkle import ProofError, check_consistency, check_inclusion, leaf_hash
from songda.core.evidence.note import NoteError, Sign, VerifierKey, Verify, from_base64, read_verifier_key
from songda.core.evidence.witnesses.check_witnesses import KEYS_STREAM
from songda.core.nesting import is_too_deep

MOST_LINKS = 100
_LINK_MEMBERS = {"leaf", "proof", "continued"}


SUCCESSOR_NAMED, KEY_RETIRED = "log.successor_named", "log.key_retired"
_STATEMENT = "songda-log-successor/v1"


@dataclass(frozen=True)
class Naming:
    """A key of the log, and the one that follows it; both bear the log's own name, without an epoch."""

    old: VerifierKey
    new: VerifierKey

    @property
    def statement(self) -> bytes:
        """What both sign: the old one says who follows, the new one that it is there and follows."""
        return f"{_STATEMENT}\n{self.old}\n{self.new}\n".encode()

    def signed(self, old: Sign, new: Sign) -> dict[str, Json]:
        """The facts of the event."""
        return {
            "key": str(self.old),
            "successor": str(self.new),
            "by_key": b64encode(old(self.statement)).decode(),
            "by_successor": b64encode(new(self.statement)).decode(),
        }


def read_naming(leaf: str, verify: Verify) -> Naming:
    """What a logged event names; raises `NoteError` unless it is such an event, signed by both of its keys."""
    try:
        logged = read_leaf(leaf)
    except ValueError as error:
        raise NoteError(f"what was logged cannot be read: {error}") from error
    if (logged["name"], logged["stream"]) != (SUCCESSOR_NAMED, KEYS_STREAM):
        raise NoteError("an event that names no key")
    return naming_in(logged["data"], verify)


def naming_in(data: Json, verify: Verify) -> Naming:
    """The same of the facts of such an event. Raises `NoteError`."""
    facts = data if isinstance(data, Mapping) else {}
    naming = Naming(read_verifier_key(str(facts.get("key"))), read_verifier_key(str(facts.get("successor"))))
    if naming.old.name != naming.new.name or split_name(naming.old.name)[0] != naming.old.name:
        raise NoteError("a key is followed under the log's own name only")
    if naming.old == naming.new:
        raise NoteError("a key does not follow itself")
    for key, field in ((naming.old, "by_key"), (naming.new, "by_successor")):
        if not verify(key.public, from_base64(str(facts.get(field))), naming.statement):
            raise NoteError(f"the key {key.key_id.hex()} did not sign who follows")
    return naming


@dataclass(frozen=True)
class Link:
    """The logged event, its way to a checkpoint that both keys signed, and from there to the bundle's checkpoint."""

    leaf: str
    proof: TlogProof
    continued: tuple[bytes, ...]

    def check(self, ours: SignedRoot, verify: Verify) -> Naming:
        """Whom it names, by the old key's own checkpoint and in our history. Raises `NoteError` or `ProofError`."""
        naming, note = read_naming(self.leaf, verify), self.proof.checkpoint
        both = open_checkpoint(note, under_name_of(note, naming.old), verify)
        open_checkpoint(note, under_name_of(note, naming.new), verify)
        check_inclusion(leaf_hash(self.leaf.encode()), self.proof.index, both.size, self.proof.hashes, both.root)
        check_consistency((both.size, ours.size), (both.root, ours.root), self.continued)
        return naming


def write_links(links: Sequence[Link]) -> str:
    """The links as they go along with a proof, the oldest first; empty where there are none."""
    rows = [
        {"leaf": one.leaf, "proof": str(one.proof), "continued": [b64encode(each).decode() for each in one.continued]}
        for one in links
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n" if rows else ""


def read_links(written: str) -> list[Link]:
    """Read them again. Raises `NoteError`."""
    try:
        rows = None if is_too_deep(written.encode()) else json.loads(written or "[]")
    except ValueError as error:
        raise NoteError(f"not JSON: {error}") from error
    if not isinstance(rows, list) or len(rows) > MOST_LINKS:
        raise NoteError("not a list of changes of the key")
    links = [_read_link(one) for one in rows]
    if write_links(links) != written:
        raise NoteError("not written in its one proper form")
    return links


def _read_link(row: object) -> Link:
    if not isinstance(row, Mapping) or row.keys() != _LINK_MEMBERS or not isinstance(row["continued"], list):
        raise NoteError(f"a change of the key has {', '.join(sorted(_LINK_MEMBERS))}")
    continued = tuple(from_base64(str(one)) for one in row["continued"])
    return Link(str(row["leaf"]), read_tlog_proof(str(row["proof"])), continued)


@dataclass(frozen=True)
class KeysInForce:
    """The keys that stand for the log beside the one that the bundle names, and what was found on the way."""

    keys: Sequence[VerifierKey] = ()
    findings: Sequence[Finding] = ()


def keys_in_force(bundle: Bundle, key: VerifierKey, ours: SignedRoot | None, verify: Verify) -> KeysInForce:
    """Earlier keys by whose word one comes to this one; a later one only where it signed the checkpoint as well."""
    if not bundle.succession or ours is None:
        return KeysInForce()
    try:
        chain = _chain([link.check(ours, verify) for link in read_links(bundle.succession)])
        own = chain.index(VerifierKey(split_name(key.name)[0], key.public))
        for later in chain[own + 1 :]:
            open_checkpoint(bundle.checkpoint, under_name_of(bundle.checkpoint, later), verify)
    except (NoteError, ProofError, ValueError) as error:
        return KeysInForce((), [failed("succession.refused", reason=error)])
    steps = [passed("succession.followed", old=a.fingerprint, new=b.fingerprint) for a, b in pairwise(chain)]
    return KeysInForce([one for one in chain if one.public != key.public], steps)


def _chain(namings: Sequence[Naming]) -> list[VerifierKey]:
    for before, after in pairwise(namings):
        if before.new != after.old:
            raise NoteError("the changes of the key do not follow one another")
    return [namings[0].old, *(one.new for one in namings)] if namings else []


def judge_key(key: VerifierKey, standing: KeysInForce, trusted: Collection[str]) -> Finding:
    """Whether the reader trusts the key itself, or another of this log whose word leads to it."""
    if not trusted:
        return unchecked("key.from_bundle", fingerprint=key.fingerprint)
    if key.fingerprint in trusted:
        return passed("key.trusted", fingerprint=key.fingerprint)
    known = [one.fingerprint for one in standing.keys if one.fingerprint in trusted]
    if known:
        return passed("key.succession_trusted", fingerprint=key.fingerprint, trusted=known[-1])
    return failed("key.untrusted", fingerprint=key.fingerprint)
