"""A witness: keeps the last checkpoint that it saw of each log it knows, and cosigns only what continues it.

Its folder holds its key and one file for each log. Checking and keeping are one step, whoever else asks meanwhile. The
line to a witness shows one checkpoint for one answer, and says clearly when the witness is away.
"""

import base64
import fcntl
import hashlib
import http.client
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from songda.core.evidence.checkpoint import SignedRoot, read_checkpoint_text
from songda.core.evidence.note import (
    NoteError,
    VerifierKey,
    from_base64,
    read_note,
    read_verifier_key,
    require_key_name,
)
from songda.core.evidence.succession.following import ShownSuccessor, judge_successor, read_shown_successor
from songda.core.evidence.witnesses.cosignature import WitnessKey, cosign
from songda.core.evidence.witnesses.witnessing import Answer, ShownCheckpoint, judge, origin_of, read_shown
from songda.exchange import ended_after
from songda.trust.atomic_files import sync_folder, write_secret
from songda.trust.public_keys import verify_ed25519

KEY_FILE = "witness.key"


@dataclass(frozen=True)
class Word:
    """What the witness says: the number of its answer, and the text with it (cosignature, or the size it saw last)."""

    answer: Answer
    text: str = ""


@dataclass(frozen=True)
class Witness:
    """One witness with its key, its folder, and the logs that it knows by their names."""

    name: str
    folder: Path
    logs: Mapping[str, VerifierKey]
    private: Ed25519PrivateKey = field(repr=False)
    lost: Collection[VerifierKey] = ()  # declared lost by people: nothing that they sign is believed

    @classmethod
    def open(
        cls, folder: Path, name: str, logs: Mapping[str, VerifierKey], lost: Collection[VerifierKey] = ()
    ) -> "Witness":
        """The witness of this folder; makes folder and key where they are missing. Raises `NoteError` or OSError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / KEY_FILE
        if not file.exists():
            raw = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw())
            write_secret(file, require_key_name(name).encode() + b" " + raw + b"\n")
        kept, _, written = file.read_text(encoding="ascii").strip().partition(" ")
        if kept != name:
            raise NoteError(f"the key in {file} is that of {kept}")
        return cls(name, folder, logs, Ed25519PrivateKey.from_private_bytes(from_base64(written)), lost)

    @property
    def key(self) -> WitnessKey:
        """The public half, for the policies of those who rely on it."""
        return WitnessKey(self.name, self.private.public_key().public_bytes_raw())

    def look_at(self, written: str, at: int) -> Word:
        """Answer one who shows a checkpoint at a moment (seconds since 1970); what is cosigned is kept for good."""
        try:
            shown = read_shown(written)
            log = self.logs.get(origin_of(shown))
        except NoteError:
            return Word(Answer.UNREADABLE)
        if log is None:
            return Word(Answer.UNKNOWN_LOG)
        with self._locked_file(log) as file:
            seen, key = _last_seen(file), _in_force(log, file)
            if self._is_lost(key):
                return Word(Answer.NOT_SIGNED)
            answer, new = judge(shown, key, seen, verify_ed25519)
            if answer is Answer.OTHER_SIZE:
                return Word(answer, f"{seen.size if seen else 0}\n")
            if new is None:
                return Word(answer)
            note = read_note(shown.checkpoint)
            _keep(file, note.text)
            return Word(answer, cosign(note.text, self.key, self.private.sign, at))

    def follow(self, written: str) -> Word:
        """Answer one who shows the event that names a log's new key; a key that is followed is kept for good."""
        try:
            shown = read_shown_successor(written)
        except NoteError:
            return Word(Answer.UNREADABLE)
        log = self.logs.get(shown.origin)
        if log is None:
            return Word(Answer.UNKNOWN_LOG)
        with self._locked_file(log) as file:
            seen, key = _last_seen(file), _in_force(log, file)
            if self._is_lost(key):
                return Word(Answer.NOT_SIGNED)
            answer, new = judge_successor(shown, key, seen, verify_ed25519)
            if answer is Answer.OTHER_SIZE:
                return Word(answer, f"{seen.size if seen else 0}\n")
            if new is None:
                return Word(answer)
            if new != key:
                _keep(file.with_suffix(".key"), f"{log}\n{new}\n")
            return Word(answer, f"{new}\n")

    def _is_lost(self, key: VerifierKey) -> bool:
        return key.public in {one.public for one in self.lost}

    @contextmanager
    def _locked_file(self, log: VerifierKey) -> Iterator[Path]:
        """The file of what was seen last of this log, while nobody else may look or write."""
        name = hashlib.sha256(log.name.encode()).hexdigest()[:32]
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            file, before = self.folder / f"{name}.seen", self.folder / f"{_former_name(log)}.seen"
            if before.exists() and not file.exists():
                before.rename(file)
            yield file


def _former_name(log: VerifierKey) -> str:
    """How the file was called by programs that could not follow a key; a log under one name has one past."""
    return hashlib.sha256(str(log).encode()).hexdigest()[:32]


def _last_seen(file: Path) -> SignedRoot | None:
    return read_checkpoint_text(file.read_text(encoding="utf-8")) if file.exists() else None


def _in_force(log: VerifierKey, file: Path) -> VerifierKey:
    """The key that the witness was told of, or the one that it followed since then.

    Told of another, it takes people at their word; what it saw of the log stays what it saw.
    """
    kept = file.with_suffix(".key")
    stored_log, followed = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else (str(log), str(log))
    return read_verifier_key(followed) if str(log) in {stored_log, followed} else log


def _keep(file: Path, text: str) -> None:
    """Whole or not at all, and on the disk before anybody is given a cosignature of it."""
    part = file.with_suffix(f"{file.suffix}.part")
    with part.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
    sync_folder(file.parent)


_LONGEST_ANSWER = 64 * 1024
_WHOLE = 3  # so many times as long as one piece may the whole answer take


class WitnessAway(Exception):  # noqa: N818 - it tells what is so; the log goes on without the cosignature
    """The witness gave no usable answer just now; ask again later."""


@dataclass(frozen=True)
class WitnessAnswer:
    """What a witness answered: the number, and the text with it."""

    answer: Answer
    text: str


def show(url: str, shown: ShownCheckpoint | ShownSuccessor, *, seconds: float = 10) -> WitnessAnswer:
    """Show a checkpoint, or who follows on the log's key, to the witness at an address. Raises `WitnessAway`."""
    parts = urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise WitnessAway(f"{url} is no http or https address")
    line = kinds[parts.scheme](parts.hostname, parts.port, timeout=seconds)
    try:
        with ended_after(_WHOLE * seconds, line):
            line.request("POST", f"{parts.path.rstrip('/')}{shown.path}", str(shown).encode())
            answer = line.getresponse()
            return WitnessAnswer(Answer(answer.status), answer.read(_LONGEST_ANSWER).decode())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise WitnessAway(f"{parts.hostname}: {error}") from error
    finally:
        line.close()
