"""Checkpoints: the log's word about how many events it holds and which root they have (C2SP tlog-checkpoint).

With it the way of one entry to that root (C2SP tlog-proof).
"""

import base64
from dataclasses import dataclass

from songda.core.evidence.merkle import EMPTY_ROOT, HASH_BYTES
from songda.core.evidence.note import NoteError, VerifierKey, Verify, check_note, from_base64, read_note


@dataclass(frozen=True)
class SignedRoot:
    """What a checkpoint says: the log's name, the number of entries, the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint_text(text: str) -> SignedRoot:
    """Read the text of a checkpoint; further lines are passed over. Raises `NoteError`."""
    lines = text.split("\n")
    if len(lines) < 4 or not all(lines[:-1]) or lines[-1]:
        raise NoteError("a checkpoint has a name, a size and a root, a line each")
    signed = SignedRoot(lines[0], read_decimal(lines[1]), _read_hash(lines[2]))
    if signed.size == 0 and signed.root != EMPTY_ROOT:
        raise NoteError("a log without entries has one root, the hash of nothing")
    return signed


def open_checkpoint(written: str, key: VerifierKey, verify: Verify) -> SignedRoot:
    """Read a signed checkpoint and check that the log's key signed it. Raises `NoteError`."""
    note = read_note(written)
    check_note(note, key, verify)
    signed = read_checkpoint_text(note.text)
    if signed.origin != key.name:
        raise NoteError(f"a checkpoint of {signed.origin}, signed by the key of {key.name}")
    return signed


def read_decimal(written: str) -> int:
    """A whole number in plain digits without leading zeroes. Raises `NoteError`."""
    if not (written.isascii() and written.isdigit()) or (written[0] == "0" and written != "0") or len(written) > 18:
        raise NoteError("not a plain number")
    return int(written)


def _read_hash(written: str) -> bytes:
    raw = from_base64(written)
    if len(raw) != HASH_BYTES:
        raise NoteError(f"a hash has {HASH_BYTES} bytes")
    return raw


_FIRST_LINE = "c2sp.org/tlog-proof@v1"
LONGEST_PROOF = 64


@dataclass(frozen=True)
class TlogProof:
    """The index of an entry, the hashes from its neighbour up, and the checkpoint as it was signed."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        hashes = "".join(base64.b64encode(one).decode() + "\n" for one in self.hashes)
        return f"{_FIRST_LINE}\nindex {self.index}\n{hashes}\n{self.checkpoint}"


def read_tlog_proof(written: str) -> TlogProof:
    """Take a proof file apart, without checking it. Raises `NoteError`."""
    head, found, checkpoint = written.partition("\n\n")
    if head.count("\n") > LONGEST_PROOF + 2:
        raise NoteError("more lines than a proof has")
    lines = head.split("\n")
    if not found or lines.pop(0) != _FIRST_LINE:
        raise NoteError("not a proof file")
    if lines and lines[0].startswith("extra "):
        from_base64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise NoteError("a proof file names the index of its entry")
    index = read_decimal(lines.pop(0).removeprefix("index "))
    hashes = tuple(from_base64(line) for line in lines)
    if len(hashes) > LONGEST_PROOF or any(len(one) != HASH_BYTES for one in hashes):
        raise NoteError(f"a proof has at most {LONGEST_PROOF} hashes of {HASH_BYTES} bytes")
    return TlogProof(index, hashes, checkpoint)
