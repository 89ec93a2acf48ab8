"""Proof files: one entry's way to the root together with the signed checkpoint (C2SP tlog-proof)."""

import base64
from dataclasses import dataclass

from songda.core.evidence.checkpoint import read_decimal
from songda.core.evidence.merkle import HASH_BYTES
from songda.core.evidence.note import NoteError, from_base64

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
