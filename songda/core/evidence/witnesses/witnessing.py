"""What a witness answers to a checkpoint that it is shown (C2SP tlog-witness): only what continues what it saw last."""

from dataclasses import dataclass
from enum import IntEnum

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint, read_checkpoint_text, read_decimal
from songda.core.evidence.merkle import ProofError, check_consistency
from songda.core.evidence.note import NoteError, VerifierKey, Verify, from_base64, read_note

MOST_HASHES = 63


class Answer(IntEnum):
    """The answers of a witness, by their numbers in HTTP."""

    COSIGNED = 200
    UNREADABLE = 400
    NOT_SIGNED = 403
    UNKNOWN_LOG = 404
    OTHER_SIZE = 409  # it saw another size last, or at that size another root: a split view
    NOT_CONTINUED = 422


@dataclass(frozen=True)
class ShownCheckpoint:
    """What a log shows: the size that it believes the witness saw last, the proof from there, the new checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: str
    path: str = "/add-checkpoint"

    def __str__(self) -> str:
        from base64 import b64encode

        hashes = "".join(f"{b64encode(one).decode()}\n" for one in self.proof)
        return f"old {self.old_size}\n{hashes}\n{self.checkpoint}"


def read_shown(written: str) -> ShownCheckpoint:
    """Read what is sent to a witness. Raises `NoteError`."""
    head, found, checkpoint = written.partition("\n\n")
    first, *hashes = head.split("\n")
    if not found or not first.startswith("old ") or len(hashes) > MOST_HASHES:
        raise NoteError("expected `old`, a size, the hashes of a proof, an empty line and a checkpoint")
    return ShownCheckpoint(
        read_decimal(first.removeprefix("old ")), tuple(from_base64(one) for one in hashes), checkpoint
    )


def origin_of(shown: ShownCheckpoint) -> str:
    """The log that it claims to be of. Raises `NoteError`."""
    return read_note(shown.checkpoint).text.partition("\n")[0]


def judge(
    shown: ShownCheckpoint, log: VerifierKey, seen: SignedRoot | None, verify: Verify
) -> tuple[Answer, SignedRoot | None]:
    """What to answer, and the checkpoint to be kept and cosigned; `seen` is the last one that was."""
    try:
        read_checkpoint_text(read_note(shown.checkpoint).text)
    except NoteError:
        return Answer.UNREADABLE, None
    try:
        new = open_checkpoint(shown.checkpoint, log, verify)
    except NoteError:
        return Answer.NOT_SIGNED, None
    if shown.old_size > new.size:
        return Answer.UNREADABLE, None
    if shown.old_size != (seen.size if seen else 0):
        return Answer.OTHER_SIZE, None
    answer = _compare(shown, seen, new)
    return answer, new if answer is Answer.COSIGNED else None


def _compare(shown: ShownCheckpoint, seen: SignedRoot | None, new: SignedRoot) -> Answer:
    if seen is None or seen.size == 0:
        return Answer.UNREADABLE if shown.proof else Answer.COSIGNED
    if new.size == seen.size and new.root != seen.root:
        return Answer.OTHER_SIZE
    try:
        check_consistency((seen.size, new.size), (seen.root, new.root), shown.proof)
    except ProofError:
        return Answer.NOT_CONTINUED
    return Answer.COSIGNED
