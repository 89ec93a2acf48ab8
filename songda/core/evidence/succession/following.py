"""How a witness learns of a log's new key: from the tree that it cosigned itself, and from nobody else."""

from base64 import b64encode
from dataclasses import dataclass

from songda.core.evidence.checkpoint import SignedRoot, read_decimal
from songda.core.evidence.epochs import split_name, under_name_of
from songda.core.evidence.merkle import ProofError, check_inclusion, leaf_hash
from songda.core.evidence.note import NoteError, VerifierKey, Verify, from_base64
from songda.core.evidence.succession.link import read_naming
from songda.core.evidence.witnesses.witnessing import MOST_HASHES, Answer


@dataclass(frozen=True)
class ShownSuccessor:
    """What a log shows: its name, the size that the witness cosigned last, the event that names the new key, its way
    to the root of that size.
    """

    origin: str
    size: int
    leaf: str
    index: int
    proof: tuple[bytes, ...]
    path: str = "/add-successor"

    def __str__(self) -> str:
        hashes = "".join(f"{b64encode(one).decode()}\n" for one in self.proof)
        leaf = b64encode(self.leaf.encode()).decode()
        return f"log {self.origin}\nold {self.size}\nleaf {leaf}\nindex {self.index}\n{hashes}"


def read_shown_successor(written: str) -> ShownSuccessor:
    """Read what is sent to a witness. Raises `NoteError`."""
    lines = written.split("\n")
    if len(lines) < 5 or lines.pop() or len(lines) > 4 + MOST_HASHES:
        raise NoteError("expected log, old, leaf, index and the hashes of a proof, a line each")
    names = list[str]()
    for word in ("log ", "old ", "leaf ", "index "):
        line = lines.pop(0)
        if not line.startswith(word):
            raise NoteError(f"expected a line with {word.strip()}")
        names.append(line.removeprefix(word))
    try:
        leaf = from_base64(names[2]).decode()
    except UnicodeDecodeError as error:
        raise NoteError("the event is no text") from error
    proof = tuple(from_base64(line) for line in lines)
    return ShownSuccessor(names[0], read_decimal(names[1]), leaf, read_decimal(names[3]), proof)


def judge_successor(
    shown: ShownSuccessor, in_force: VerifierKey, seen: SignedRoot | None, verify: Verify
) -> tuple[Answer, VerifierKey | None]:
    """What to answer, and the key that is in force from now on.

    The tree that the witness saw last bears the word of the key in force: it cosigned nothing else. An event that
    stands there was covered by that key; one that stands anywhere else was not.
    """
    try:
        naming = read_naming(shown.leaf, verify)
    except NoteError:
        return Answer.NOT_SIGNED, None
    if naming.new.public == in_force.public and split_name(in_force.name)[0] == naming.new.name:
        return Answer.COSIGNED, in_force  # it follows that key already
    if under_name_of(in_force.name, naming.old) != in_force:
        return Answer.NOT_SIGNED, None
    if seen is None or shown.size != seen.size:
        return Answer.OTHER_SIZE, None
    try:
        check_inclusion(leaf_hash(shown.leaf.encode()), shown.index, seen.size, shown.proof, seen.root)
    except ProofError:
        return Answer.NOT_CONTINUED, None
    return Answer.COSIGNED, under_name_of(in_force.name, naming.new)
